import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ReplicaRead } from '../../db/database.ts';
import { replicable } from '../../db/prepared.ts';
import { TOTAL_AT_MOST } from '../listing/listing.ts';
import type { ProjectId } from '../projects/project.ts';

/** Spans that one statement counts, of at most 5,000 rows each. */
const SPANS_AT_ONCE = 30;

/** Creation times in microseconds: from `from`, inclusive, to `before`, exclusive. */
type Span = { project_id: string; from: number; before: number };
/** Spans of one length, in microseconds, by where they begin. */
type Spans = { project_id: string; starts: string; length: number };
type SpanCount = { from: string; total: string };
type Made = 'users' | 'sessions';

const countIn = (table: Made) =>
  replicable<Span, { total: number }>(({ db }, param) =>
    db
      .selectFrom(
        db
          .selectFrom(table)
          .select('sequence')
          .where('project_id', '=', param.project_id)
          .where('sequence', '>=', param.from)
          .where('sequence', '<', param.before)
          // Makes the engines read the index in order and stop at the limit.
          .orderBy('sequence')
          .limit(TOTAL_AT_MOST)
          .as('few'),
      )
      .select(({ fn }) => fn.countAll<number>().as('total')),
  );

/** The same for several spans, in the words of PostgreSQL. */
const countInEach = (table: Made) =>
  replicable<Spans, SpanCount>(({ db, sql: dialect }, { project_id, starts, length }) => {
    const few = sql`select sequence from ${sql.table(table)} where project_id = ${project_id} and sequence >= spans.value::bigint
      and sequence < spans.value::bigint + ${length}::bigint order by sequence limit ${sql.lit(TOTAL_AT_MOST)}`;
    const query = sql<SpanCount>`select spans.value as "from", (select count(*) from (${few}) as few) as total
      from ${dialect.eachText(starts)} as spans`;
    return { compile: () => query.compile(db) };
  });

const counts = { users: countIn('users'), sessions: countIn('sessions') };
const countsInEach = { users: countInEach('users'), sessions: countInEach('sessions') };

/** Counts existing rows created within the span, up to `TOTAL_AT_MOST`. */
export async function countMade(
  read: ReplicaRead,
  project: ProjectId,
  what: Made,
  { from, before }: { readonly from: number; readonly before: number },
): Promise<number> {
  const [row] = await counts[what](read, { project_id: project, from, before });
  return Number(row?.total ?? 0);
}

/** The same for each of several spans of one length, in their order. */
export async function countMadeInEach(
  read: ReplicaRead,
  project: ProjectId,
  what: Made,
  { starts, length }: { readonly starts: readonly number[]; readonly length: number },
): Promise<readonly number[]> {
  const { engine, isSharded } = read.sql;
  const totals: number[] = [];
  if (engine === 'postgres' && !isSharded) {
    for (let at = 0; at < starts.length; at += SPANS_AT_ONCE) {
      const some = JSON.stringify(starts.slice(at, at + SPANS_AT_ONCE));
      const rows = await countsInEach[what](read, { project_id: project, starts: some, length });
      const found = new Map(rows.map(({ from, total }) => [Number(from), Number(total)]));
      totals.push(...starts.slice(at, at + SPANS_AT_ONCE).map((start) => found.get(start) ?? 0));
    }
    return totals;
  }
  for (const start of starts) {
    totals.push(await countMade(read, project, what, { from: start, before: start + length }));
    // A count on SQLite is synchronous: yield to other requests.
    await setImmediate();
  }
  return totals;
}
