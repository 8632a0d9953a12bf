import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { createImportRunner } from '../core/import-jobs/runner.ts';
import type { ImportPlace } from '../core/import-jobs/upload-folder.ts';
import { outageLines } from './outage-lines.ts';

const POLL_MS = 1_000;
/** How often files are looked for that nothing needs any more. */
const TIDY_MS = 600_000;

type Log = Readonly<Record<'info' | 'warn', (fields: object, message: string) => void>>;

type Parts = {
  readonly core: Core;
  readonly place: ImportPlace;
  /** Usernames that no user may have. */
  readonly reserved: ReadonlySet<string>;
  readonly log: Log;
  readonly pollMs?: number;
};

export type Imports = AsyncDisposable & {
  /** Stops after the batch that is being written; a server goes on when it is started again. */
  readonly stop: () => Promise<void>;
};

/** Works on imports of uploaded files whose files are here, one at a time, until it is stopped. */
export function startImports({ log, pollMs = POLL_MS, ...parts }: Parts): Imports {
  const stopping = new AbortController();
  const { signal } = stopping;
  const changed = outageLines(log, { begins: 'imports cannot go on', ends: 'imports can go on again' });
  /** Whether the turn in progress has failed in a part. */
  let hasFailed = false;
  const report = (error: unknown): void => {
    hasFailed = true;
    changed(error);
  };
  const runner = createImportRunner(parts, report);
  const run = async (): Promise<void> => {
    let tidiedAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      hasFailed = false;
      if (performance.now() - tidiedAt >= TIDY_MS) {
        tidiedAt = performance.now();
        await runner.tidy().catch(report);
      }
      const isBusy = await runner.turn(signal).catch((error: unknown) => {
        report(error);
        return false;
      });
      if (!hasFailed) changed();
      if (!isBusy) await wait(pollMs, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
