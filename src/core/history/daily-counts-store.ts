import { sql } from 'kysely';
import type { Read, UnauditedTx } from '../../db/database.ts';
import type { DailyCountRow } from '../../db/schema-history.ts';

const ROWS_AT_MOST = 20_000;
/** Sessions counted in one statement. */
const SESSIONS_AT_ONCE = 5_000;

/** Adds to the counts of days. Sorted, so that two chains of a project do not wait for each other in a circle. */
export async function addToDays({ db }: UnauditedTx, rows: readonly DailyCountRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.toSorted((a, b) => (`${a.day} ${a.name}` < `${b.day} ${b.name}` ? -1 : 1));
  await db
    .insertInto('daily_counts')
    .values(sorted)
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'day', 'name'])
        .doUpdateSet({ total: sql<number>`daily_counts.total + excluded.total` }),
    )
    .execute();
}

/** Replaces a count of a day. */
export async function setDay({ db }: UnauditedTx, row: DailyCountRow): Promise<void> {
  await db
    .insertInto('daily_counts')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'day', 'name']).doUpdateSet({ total: row.total }),
    )
    .execute();
}

/** Deletes the counts of a project before a day. */
export async function deleteDaysBefore({ db }: UnauditedTx, project: string, day: string): Promise<void> {
  await db.deleteFrom('daily_counts').where('project_id', '=', project).where('day', '<', day).execute();
}

/** The counts of a project since a day, by day. */
export function listDays(read: Read, project: string, since: string): Promise<readonly DailyCountRow[]> {
  return read.db
    .selectFrom('daily_counts')
    .selectAll()
    .where('project_id', '=', project)
    .where('day', '>=', since)
    .orderBy('day')
    .orderBy('name')
    .limit(ROWS_AT_MOST)
    .execute();
}

/** Counts the sessions of some users after the user `after`. `last` is the last of them, undefined at the end. */
export async function countSomeSessions(
  read: Read,
  project: string,
  after: string,
): Promise<{ readonly count: number; readonly last: string | undefined }> {
  const sessions = read.db
    .selectFrom('sessions')
    .where('project_id', '=', project)
    .where('user_id', '>', after);
  const next = await sessions
    .select('user_id')
    .orderBy('user_id')
    .limit(1)
    .offset(SESSIONS_AT_ONCE)
    .executeTakeFirst();
  const last = next?.user_id;
  const { count } = await sessions
    .$if(last !== undefined, (query) => query.where('user_id', '<=', last ?? ''))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { count: Number(count), last };
}
