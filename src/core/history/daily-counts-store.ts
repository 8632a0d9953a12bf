import { sql } from 'kysely';
import type { Read, UnauditedTx } from '../../db/database.ts';
import type { DailyCountRow } from '../../db/schema-history.ts';

const ROWS_AT_MOST = 20_000;
/** Sessions counted in one statement. */
const SESSIONS_AT_ONCE = 5_000;

/** Adds to the counts of days and hours. Sorted, so that two chains of a project do not wait for each other in a circle. */
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

/** Replaces a count of a day or an hour. */
export async function setCount({ db }: UnauditedTx, row: DailyCountRow): Promise<void> {
  await db
    .insertInto('daily_counts')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'day', 'name']).doUpdateSet({ total: row.total }),
    )
    .execute();
}

/** Days have 10 characters, hours 13. */
const isHour = sql<boolean>`length(day) > 10`;

type Before = { readonly day: string; readonly hour: string };

/** Deletes the counts of a project before a day, and those of hours before an hour. */
export async function deleteCountsBefore(
  { db }: UnauditedTx,
  project: string,
  { day, hour }: Before,
): Promise<void> {
  await db
    .deleteFrom('daily_counts')
    .where('project_id', '=', project)
    .where(({ eb, and, or }) => or([eb('day', '<', day), and([eb('day', '<', hour), isHour])]))
    .execute();
}

/** The counts of a project since a day, or an hour, in order of time: those of hours for an hour, else those of days. */
export function listCounts(read: Read, project: string, since: string): Promise<readonly DailyCountRow[]> {
  return read.db
    .selectFrom('daily_counts')
    .selectAll()
    .where('project_id', '=', project)
    .where('day', '>=', since)
    .where(sql`length(day)`, '=', since.length)
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
