import { open as openFile } from 'node:fs/promises';
import type { Actor } from '../core/actor.ts';
import { type ActName, acts } from '../core/audit/acts.ts';
import { exportLines } from '../core/audit/export.ts';
import { type HistoryEntry, type HistoryFilter, searchHistory } from '../core/audit/search.ts';
import { followHistory } from '../core/audit/tail.ts';
import type { Core } from '../core/core.ts';
import { counted } from '../core/text.ts';
import { open, systemActor } from '../open.ts';
import { projectNamed } from './keys.ts';
import { isoOf, pastOf } from './moments.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError } from './refusal.ts';
import type { Settings } from './users.ts';
import { limitOf } from './users-filters.ts';

const DEFAULT_LIMIT = 25;
const LIMIT_AT_MOST = 100;
/** Only its owner reads a history: it names people. */
const FILE_MODE = 0o600;

export type EntriesInput = {
  /** Whether the history of the server itself is meant, instead of that of a project. */
  readonly server: boolean;
  readonly act: readonly string[];
  readonly actor?: string | undefined;
  readonly user?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: string | undefined;
  readonly after?: string | undefined;
};

/** Lists entries of a history, newest first. */
export async function auditList(settings: Settings, output: Output, input: EntriesInput): Promise<void> {
  const limit = limitOf(input.limit, DEFAULT_LIMIT, LIMIT_AT_MOST);
  await using here = await openHistory(settings, input);
  const { core, actor } = here;
  const filter = filterOf(core, input);
  const { rows, next } = await searchHistory(core, actor, { filter, cursor: input.after, limit });
  print(output, { rows: rows.map(viewOf), next }, [
    ...table(['AT', 'ACT', 'ACTOR', 'USER', 'IP', 'DETAILS'], rows.map(cellsOf)),
    ...(next === null ? [] : [`More: --after ${next}`]),
  ]);
}

/** Prints what is added to a history, until the signal ends it. */
export async function auditTail(
  settings: Settings,
  output: Output,
  { server, signal = interrupted() }: { readonly server: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  await using here = await openHistory(settings, { server });
  for await (const { entries } of followHistory(here.core, here.actor.project.id, { signal })) {
    for (const entry of entries)
      output.write(
        output.json ? `${JSON.stringify(viewOf(entry))}\n` : `${cellsOf(entry).map(printable).join('  ')}\n`,
      );
    if (!(await output.drained())) return;
  }
}

/** Writes the whole history as lines of JSON, to standard output or a new file. */
export async function auditExport(
  settings: Settings,
  output: Output,
  { server, to }: { readonly server: boolean; readonly to?: string | undefined },
): Promise<void> {
  await using here = await openHistory(settings, { server });
  const lines = exportLines(here.core, here.actor.project.id);
  if (to === undefined) {
    for await (const text of lines) {
      output.write(text);
      if (!(await output.drained())) return;
    }
    return;
  }
  await using file = await openFile(to, 'wx', FILE_MODE).catch((error: Error) => {
    throw new CommandError(`The file of --to cannot be created: ${error.message}.`);
  });
  let entries = 0;
  for await (const text of lines) {
    await file.write(text);
    entries += text.split('\n').length - 1;
  }
  await file.sync();
  print(output, { file: to, entries }, [`Wrote ${counted(entries, 'entry', 'entries')} to ${to}.`]);
}

type History = AsyncDisposable & { readonly core: Core; readonly actor: Actor };

async function openHistory(
  { config, secrets }: Settings,
  { server }: Pick<EntriesInput, 'server'>,
): Promise<History> {
  await using cleanup = new AsyncDisposableStack();
  const { core } = cleanup.use(await open(config, secrets, { migrate: false }));
  const project = server ? undefined : await projectNamed(core, config.project);
  const kept = cleanup.move();
  return { core, actor: systemActor('cli', project), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function filterOf(core: Core, { act, actor, user, from, to }: EntriesInput): HistoryFilter {
  const now = core.clock.now();
  const unknown = act.find((name) => !Object.hasOwn(acts, name));
  if (unknown !== undefined)
    throw new CommandError(`Unknown act ${JSON.stringify(unknown)}. Acts: ${Object.keys(acts).join(', ')}.`);
  return {
    ...(act.length > 0 && { acts: act as readonly ActName[] }),
    ...(actor !== undefined && { actor: { id: actor } }),
    ...(user !== undefined && { user }),
    ...(from !== undefined && { from: pastOf('--from', from, now) }),
    ...(to !== undefined && { to: pastOf('--to', to, now) }),
  };
}

function viewOf({ at, ...entry }: HistoryEntry) {
  return { ...entry, at: isoOf(at) };
}

function cellsOf({ at, act, actor, user, ip, details }: HistoryEntry): readonly string[] {
  const whom = (kind: string, known: { readonly id: string | null; readonly name: string | null } | null) =>
    known === null ? '-' : [kind, known.id, known.name && `(${known.name})`].filter(Boolean).join(' ');
  const cells = [whom(actor.kind, actor), whom('', user), ip ?? '-', JSON.stringify(details)];
  return [isoOf(at) ?? '', act, ...cells];
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
