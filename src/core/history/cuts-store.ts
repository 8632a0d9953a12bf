import { sql } from 'kysely';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { HistoryCheckpointRow } from '../../db/schema-history.ts';
import type { Chain } from './store.ts';

const cuts = ownedTable('history_cuts', { owner: {}, key: 'position' });

export const insertCut = cuts.insertIfFree;
export const findCut = cuts.find({ position: 'position' });
/** The last cut of a project, if there is one. */
export const listLastCuts = cuts.list({}, { order: ['position desc'], most: 1 });
/** Cuts of a project after a position, in order. */
export const listCuts = cuts.list({ position: '> after' }, { order: ['position'], most: 'most' });
/** Replaces the signatures of a cut if its proof is still the given one. */
export const replaceProof = cuts.update(
  { signature: 'signature', proof: 'to' },
  { position: 'position', proof: 'from' },
);
export const endCut = cuts.unaudited.update({ removed_at: 'now' }, { position: 'position' });

/** Returns the projects with a cut whose entries are not all gone, in order. */
export async function listOpenProjects({ db }: Read, most: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('history_cuts')
    .select('project_id')
    .distinct()
    .where('removed_at', 'is', null)
    .orderBy('project_id')
    .limit(most)
    .execute();
  return rows.map((row) => row.project_id);
}

/** The moments of signing that lead to a checkpoint: from `from` on, before `to`. */
type Signed = { readonly after: number; readonly from: number; readonly to: number };

/** The first checkpoint of a project after a position that was signed then. */
export function findFirstSigned(read: Read, project: string, signed: Signed) {
  return signedThen(read, project, signed, 'asc');
}

/** The last one. */
export function findLastSigned(read: Read, project: string, signed: Signed) {
  return signedThen(read, project, signed, 'desc');
}

function signedThen(
  { db }: Read,
  project: string,
  { after, from, to }: Signed,
  order: 'asc' | 'desc',
): Promise<HistoryCheckpointRow | undefined> {
  return db
    .selectFrom('history_checkpoints')
    .selectAll()
    .where('project_id', '=', project)
    .where('position', '>', after)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('position', order)
    .limit(1)
    .executeTakeFirst();
}

/** Deletes entries of a chain up to a position, the oldest first. Returns how many. */
export async function deleteChained(
  { db }: UnauditedTx,
  { project, lane, upTo, most }: Chain & { readonly upTo: number; readonly most: number },
): Promise<number> {
  const { rows } = await sql`delete from audit where project_id = ${project} and (place, id) in
    (select place, id from audit where project_id = ${project} and lane = ${lane} and position <= ${upTo}
      and position is not null order by position limit ${most}) returning id`.execute(db);
  return rows.length;
}

/** Deletes checkpoints before a position. Returns how many. */
export async function deleteCheckpoints(
  { db }: UnauditedTx,
  project: string,
  { before, most }: { readonly before: number; readonly most: number },
): Promise<number> {
  const { rows } = await sql`delete from history_checkpoints where project_id = ${project} and position in
    (select position from history_checkpoints where project_id = ${project} and position < ${before}
      order by position limit ${most}) returning position`.execute(db);
  return rows.length;
}
