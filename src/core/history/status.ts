import type { Core } from '../core.ts';
import { countWaitingEntries, findChain, listHeads } from './store.ts';

const COUNTED_AT_MOST = 10_000;

/** How far the history of all projects is chained and signed. */
export type HistoryStatus = {
  readonly chains: number;
  readonly chained: number;
  /** Chained entries up to the last checkpoint of their project. */
  readonly signed: number;
  /** Entries not yet chained, counted up to 10,000 per project. */
  readonly waiting: number;
};

export async function getHistoryStatus(core: Core): Promise<HistoryStatus> {
  const status = { chains: 0, chained: 0, signed: 0, waiting: 0 };
  for await (const project of chains(core)) {
    status.chains++;
    for (const head of await listHeads(core.read, project)) {
      status.chained += head.position;
      status.signed += head.signed_position;
    }
    status.waiting += await countWaitingEntries(core.read, project, COUNTED_AT_MOST);
  }
  return status;
}

/** Yields the ids of all projects that have a history. The server itself has the id "". */
export async function* chains({ read }: Core): AsyncGenerator<string> {
  for (
    let project = await findChain(read, undefined);
    project !== undefined;
    project = await findChain(read, project)
  )
    yield project;
}
