import { setImmediate } from 'node:timers/promises';

/** Rows per statement; the process yields in between. */
const ROWS_AT_ONCE = 1_000;

/** Returns the rows of the ids in order, without rows deleted meanwhile. */
export async function rowsOf<Row extends { readonly id: string }>(
  ids: readonly string[],
  fetch: (ids: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const found = new Map<string, Row>();
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    if (at > 0) await setImmediate();
    for (const row of await fetch(ids.slice(at, at + ROWS_AT_ONCE))) found.set(row.id, row);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
