import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Keeps how many users and teams a project has, in several rows that are added up. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('counts', ['project_id', 'counted', 'lane'], { integer: ['total'] }, ['lane']);
  for (const counted of ['users', 'teams'] as const)
    await sql`insert into counts (project_id, counted, lane, total)
      select project_id, ${sql.lit(counted)}, 0, count(*) from ${sql.table(counted)} group by project_id`.execute(
      db,
    );
}
