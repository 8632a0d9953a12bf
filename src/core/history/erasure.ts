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

/**
 * Holds the locks of the heads of the entries: an entry being chained at the same moment would be hashed with its old
 * data. The lock of lane 0 lets one server erase.
 */
async function eraseSome(
  tx: UnauditedTx,
  { project_id: project, ...key }: ErasureRow,
  most: number,
): Promise<boolean> {
  if (!(await lockHead(tx, { project, lane: 0 }))) return false;
  const row = await findErasure(tx, project, key);
  if (!row) return false;
  const entries = await listMeant(tx, row, most);
  for (const lane of new Set(entries.map((entry) => entry.lane)))
    if (lane !== 0 && !(await lockHead(tx, { project, lane }))) return false;
  if (entries.length > 0) await eraseEntries(tx, project, entries);
  const isThrough = entries.length < most;
  if (isThrough && row.part + 1 === PARTS) await endErasure(tx, project, row);
  else if (isThrough) await moveErasure(tx, project, { ...row, part: row.part + 1, after: '' });
  else await moveErasure(tx, project, { ...row, after: entries.at(-1)?.id ?? row.after });
  return true;
}
