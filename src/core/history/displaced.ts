import { entryHash } from './encoding.ts';
import type { ChainedRow } from './store.ts';

/** Search distance for a moved entry. The cost grows with its square. */
const SEARCH_DISTANCE = 48;

/** Reports whether an entry that is wrong at its place is right at another place nearby. */
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
