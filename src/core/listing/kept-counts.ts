import { randomInt } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Read, ReplicaRead, Tx, UnauditedTx } from '../../db/database.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import type { CountRow } from '../../db/schema.ts';
import type { ProjectId } from '../projects/project.ts';

/** The tables whose rows are counted as they come and go. */
export const counted = ['users', 'teams'] as const;
export type Counted = (typeof counted)[number];

/** A count that differs from the rows. */
export type WrongCount = {
  readonly project: ProjectId;
  readonly counted: Counted;
  readonly kept: number;
  readonly rows: number;
};

type Of = { project_id: string; counted: string };

const add = prepared<CountRow, unknown>(({ db }, param) =>
  db
    .insertInto('counts')
    .values({
      project_id: param.project_id,
      counted: param.counted,
      lane: param.lane,
      total: param.total,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'counted', 'lane'])
        .doUpdateSet({ total: sql<number>`counts.total + excluded.total` }),
    ),
);

const sum = replicable<Of, { total: number | null }>(({ db }, param) =>
  db
    .selectFrom('counts')
    .select(({ fn }) => fn.sum<number>('total').as('total'))
    .where('project_id', '=', param.project_id)
    .where('counted', '=', param.counted),
);

/**
 * Adds to a count when everything else of the transaction is done. Each transaction changes one of several rows, so
 * that those that run at once seldom wait for each other.
 */
export function changeCount(tx: Tx, project: ProjectId, of: Counted, by: number): void {
  // Last: a transaction that holds a row of the count waits for nothing else but its commit, so none waits in a circle.
  tx.beforeCommit(() =>
    add(tx, { project_id: project, counted: of, lane: randomInt(tx.sql.countLanes), total: by }),
  );
}

/** Returns how many rows the project has. */
export async function keptCount(read: ReplicaRead, project: ProjectId, of: Counted): Promise<number> {
  const [row] = await sum(read, { project_id: project, counted: of });
  return Number(row?.total ?? 0);
}

/** Compares the counts with the rows, which reads an index of each table. */
export async function wrongCounts(read: Read): Promise<readonly WrongCount[]> {
  const wrong: WrongCount[] = [];
  for (const each of counted) {
    const { rows } = await sql<{ project_id: string; kept: number; there: number }>`
      select project_id, kept, there from (${bothNumbers(each)}) as compared order by project_id`.execute(
      read.db,
    );
    // Cast: written by us.
    for (const { project_id, kept, there } of rows)
      wrong.push({
        project: project_id as ProjectId,
        counted: each,
        kept: Number(kept),
        rows: Number(there),
      });
  }
  return wrong;
}

/** Corrects the counts by what they differ from the rows, also while others change them. */
export async function correctCounts(tx: UnauditedTx): Promise<void> {
  for (const each of counted)
    await sql`insert into counts (project_id, counted, lane, total)
      select project_id, ${sql.lit(each)}, 0, there - kept from (${bothNumbers(each)}) as compared where true
      on conflict (project_id, counted, lane) do update set total = counts.total + excluded.total`.execute(
      tx.db,
    );
}

/** The projects whose count is wrong. One statement, so that rows that come meanwhile are in both numbers or in none. */
function bothNumbers(of: Counted): RawBuilder<unknown> {
  return sql`select project_id, cast(sum(kept) as bigint) as kept, cast(sum(there) as bigint) as there from (
      select project_id, total as kept, 0 as there from counts where counted = ${sql.lit(of)}
      union all
      select project_id, 0 as kept, count(*) as there from ${sql.table(of)} group by project_id
    ) as numbers group by project_id having sum(kept) <> sum(there)`;
}
