import { entryHash } from './encoding.ts';
import type { ChainedRow } from './store.ts';

/** How far an entry is looked for to tell that it was moved and not edited: it takes the square of it. */
const SEARCH_DISTANCE = 48;

/** Whether an entry that is wrong where it stands was right at another place nearby. */
export function isMovedWithin(rows: readonly ChainedRow[], at: number): boolean {
  const row = rows[at];
  if (row?.personal_hash == null) return false;
  const { personal_hash, position: here } = row;
  const near = rows.slice(Math.max(0, at - SEARCH_DISTANCE), at + SEARCH_DISTANCE);
  const hashes = new Set(near.flatMap(({ hash }) => (hash === null ? [] : [hash])));
  return near.some(
    ({ position }) =>
      position !== here &&
      [...hashes].some((before) => hashes.has(entryHash(before, { ...row, position }, personal_hash))),
  );
}
