import type { UnauditedTx } from '../../db/database.ts';
import type { ErasureRow } from '../../db/schema-history.ts';
import type { Core } from '../core.ts';
import {
  endErasure,
  eraseEntries,
  findErasure,
  listErasures,
  listMeant,
  moveErasure,
  PARTS,
} from './erasure-store.ts';
import { lockHead } from './store.ts';

const USERS_AT_ONCE = 20;

/**
 * Erases personal data of deleted users from the history: at most `most` entries of each, in one transaction per
 * user. An interrupted erasure resumes where it stopped. Returns the number of steps; 0 when nothing is due.
 */
export async function eraseHistory(core: Core, { most }: { readonly most: number }): Promise<number> {
  const due = await listErasures(core.read, core.clock.now(), USERS_AT_ONCE);
  let steps = 0;
  for (const row of due) {
    if (await core.unaudited((tx) => eraseSome(tx, row, most))) steps++;
  }
  return steps;
}

/** Holds the lock of the head: an entry being chained at the same moment would be hashed with its old data. */
async function eraseSome(
  tx: UnauditedTx,
  { project_id, ...key }: ErasureRow,
  most: number,
): Promise<boolean> {
  if (!(await lockHead(tx, project_id))) return false;
  const row = await findErasure(tx, project_id, key);
  if (!row) return false;
  const ids = await listMeant(tx, row, most);
  if (ids.length > 0) await eraseEntries(tx, project_id, ids);
  const isThrough = ids.length < most;
  if (isThrough && row.part + 1 === PARTS) await endErasure(tx, project_id, row);
  else if (isThrough) await moveErasure(tx, project_id, { ...row, part: row.part + 1, after: '' });
  else await moveErasure(tx, project_id, { ...row, after: ids.at(-1) ?? row.after });
  return true;
}
