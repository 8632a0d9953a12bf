import { sql } from 'kysely';
import { inPartitionsOf } from '../../db/audit-partitions.ts';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { ErasureRow } from '../../db/schema-history.ts';
import { idsSince } from '../id.ts';
import type { Sequence } from '../instant.ts';
import { actsWithPersonalDetails, NO_DETAILS } from './encoding.ts';

/** The columns in which an entry can name a user, each with the condition of its index. */
const parts = [
  { column: 'user_id', where: sql<boolean>`true` },
  { column: 'actor_id', where: sql<boolean>`actor_kind = 'user'` },
  { column: 'acting_as', where: sql<boolean>`acting_as is not null` },
] as const;

/** The number of such columns. */
export const PARTS = parts.length;

const erasures = ownedTable('erasures', { owner: { user_id: 'user_id' }, key: 'through' });

/** Schedules the erasure of a user's personal data from the history, in the transaction that deletes the user. */
export const markErasure = erasures.insertIfFree;
/** Reads the current progress. */
export const findErasure = erasures.find({ through: 'through' });
export const moveErasure = erasures.unaudited.update(
  { part: 'part', after: 'after' },
  { through: 'through' },
);
export const endErasure = erasures.unaudited.remove({ through: 'through' });

/** Returns erasures that are due. */
export function listErasures(read: Read, now: number, most: number): Promise<readonly ErasureRow[]> {
  return read.db
    .selectFrom('erasures')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('project_id')
    .orderBy('user_id')
    .orderBy('through')
    .limit(most)
    .execute();
}

/** An entry to erase. */
type Meant = Pick<AuditRow, 'place' | 'id' | 'lane'>;

/** Returns the next entries to erase, by id, without those of a later user of the same id. */
export async function listMeant(read: Read, row: ErasureRow, most: number): Promise<readonly Meant[]> {
  const part = parts[row.part];
  if (!part) return [];
  const later = await read.db
    .selectFrom('users')
    .select('sequence')
    .where('project_id', '=', row.project_id)
    .where('id', '=', row.user_id)
    .executeTakeFirst();
  // Written when the later user was created.
  const since = later && idsSince(later.sequence as Sequence);
  return read.db
    .selectFrom('audit')
    .select(['place', 'id', 'lane'])
    .where('project_id', '=', row.project_id)
    .where(part.column, '=', row.user_id)
    .$if(part.column === 'user_id', (query) => query.where('place', '=', row.user_id))
    .where(part.where)
    .where('id', '>', row.after)
    .where('id', '<=', row.through)
    .$if(since !== undefined, (query) => query.where('id', '<', since ?? ''))
    .orderBy('id')
    .limit(most)
    .execute();
}

/** Returns the entry of the last deletion of a user of this id. */
export async function findDeletion(
  { db }: Read,
  project: string,
  user: string,
): Promise<{ readonly id: string; readonly at: number } | undefined> {
  return db
    .selectFrom('audit')
    .select(['id', 'at'])
    .where('project_id', '=', project)
    .where('place', '=', user)
    .where('user_id', '=', user)
    .where('act', '=', 'user.delete')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Returns the entries of the deletions of these users by one request, in any order. */
export function listDeletions(
  { db }: Read,
  project: string,
  { users, request }: { readonly users: readonly string[]; readonly request: string },
): Promise<readonly { readonly user_id: string | null; readonly id: string; readonly at: number }[]> {
  return db
    .selectFrom('audit')
    .select(['user_id', 'id', 'at'])
    .where('project_id', '=', project)
    .where('place', 'in', users)
    .where('act', '=', 'user.delete')
    .where('request_id', '=', request)
    .execute();
}

/** Reports whether anything in the project that was due until `due` is still to be erased. */
export async function isAnyErasureWaiting({ db }: Read, project: string, due: number): Promise<boolean> {
  const row = await db
    .selectFrom('erasures')
    .select('through')
    .where('project_id', '=', project)
    .where('due_at', '<=', due)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Reports whether the history of the last user of this id is still to be erased. */
export async function isErasureWaiting(
  { db }: Read,
  project: string,
  { user, deletion }: { readonly user: string; readonly deletion: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('erasures')
    .select('through')
    .where('project_id', '=', project)
    .where('user_id', '=', user)
    // Later than the deletion itself: requests that were on their way may have written after it.
    .where('through', '>=', deletion)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns how many entries up to `through` name the user and still hold personal data. */
export async function countPersonal(
  { db }: Read,
  project: string,
  { user, through }: { readonly user: string; readonly through: string },
): Promise<number> {
  let count = 0;
  for (const part of parts) {
    const found = await db
      .selectFrom('audit')
      .select(({ fn }) => fn.countAll<number>().as('entries'))
      .where('project_id', '=', project)
      .where(part.column, '=', user)
      .where(part.where)
      .where('id', '<=', through)
      .where('salt', 'is not', null)
      .executeTakeFirst();
    count += Number(found?.entries ?? 0);
  }
  return count;
}

/** Removes personal data and salt from entries. `personal_hash` stays and can no longer be matched to any data. */
export async function eraseEntries(
  tx: UnauditedTx,
  project: string,
  entries: readonly Meant[],
): Promise<void> {
  const acts = actsWithPersonalDetails.map((act) => sql.lit(act));
  const partitions = inPartitionsOf(
    tx,
    entries.map(({ id }) => id),
  );
  const keys = entries.map(({ place, id }) => sql`(${place}, ${id})`);
  await sql`update audit set ip = null, user_agent = null, salt = null,
      details = case when act in (${sql.join(acts)}) then ${sql.lit(NO_DETAILS)} else details end
    from (values ${sql.join(keys)}) as meant
    where audit.project_id = ${project} and audit.place = meant.column1 and audit.id = meant.column2
      ${partitions}`.execute(tx.db);
}
