import type { Core } from '../core.ts';
import { type Chain, listChained, listLanes } from '../history/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { entriesOf, type HistoryEntry } from './search.ts';
import { listUnchainedEntries } from './search-store.ts';

const ROWS_AT_ONCE = 500;

/** An entry in an export, with its hash in the chain; null until it has a position. */
export type ExportedEntry = HistoryEntry & { readonly hash: string | null };

type Parts = Pick<Core, 'read' | 'seal'>;
type Lane = Chain & { readonly project: ProjectId };

/**
 * Yields the whole history of a project, chain after chain, each in its order and followed by its entries without a
 * position. What is added meanwhile may be there or not. Each yield has 1 to 500 entries.
 */
export async function* exportHistory(
  core: Parts,
  project: ProjectId,
): AsyncGenerator<readonly ExportedEntry[]> {
  for (const lane of await listLanes(core.read, project)) yield* exportLane(core, { project, lane });
}

/** Yields the whole history of a project as NDJSON, one or more whole lines at a time. */
export async function* exportLines(core: Parts, project: ProjectId): AsyncGenerator<string> {
  for await (const entries of exportHistory(core, project))
    yield entries
      .map((entry) => `${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })}\n`)
      .join('');
}

async function* exportLane(core: Parts, of: Lane): AsyncGenerator<readonly ExportedEntry[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for await (const entries of chainedEntries(core, of, { after })) {
    after = entries.at(-1)?.position ?? after;
    yield entries;
  }
  const seen = new Set<string>();
  for await (const entries of unchainedEntries(core, of)) {
    for (const { id } of entries) seen.add(id);
    yield entries;
  }
  // Those that were chained between the two passes.
  for await (const entries of chainedEntries(core, of, { after })) {
    const others = entries.filter(({ id }) => !seen.has(id));
    if (others.length > 0) yield others;
  }
}

async function* chainedEntries(
  core: Parts,
  of: Lane,
  from: { readonly after: number },
): AsyncGenerator<readonly ExportedEntry[]> {
  for (let { after } = from, more = true; more; ) {
    const rows = await listChained(core.read, of, { after, most: ROWS_AT_ONCE });
    const entries = await entriesOf(core, core.read, { project: of.project, rows });
    if (entries.length > 0) yield entries.map((entry, at) => ({ ...entry, hash: rows[at]?.hash ?? null }));
    after = rows.at(-1)?.position ?? after;
    more = rows.length === ROWS_AT_ONCE;
  }
}

async function* unchainedEntries(core: Parts, of: Lane): AsyncGenerator<readonly ExportedEntry[]> {
  for (let after = '', more = true; more; ) {
    const rows = await listUnchainedEntries(core.read, of, { after, most: ROWS_AT_ONCE });
    const entries = await entriesOf(core, core.read, { project: of.project, rows });
    if (entries.length > 0) yield entries.map((entry) => ({ ...entry, hash: null }));
    after = rows.at(-1)?.id ?? after;
    more = rows.length === ROWS_AT_ONCE;
  }
}
