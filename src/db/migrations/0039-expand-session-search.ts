import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** Indexes by which sessions of all users and entries of the history are searched. */
export async function up(db: Kysely<Schema>, _dialect: EngineSql): Promise<void> {
  await sql`create index audit_by_time on audit (project_id, id)`.execute(db);
  await sql`create index audit_by_act on audit (project_id, act, id)`.execute(db);
  await sql`create index audit_by_other_actor on audit (project_id, actor_id, id)
    where actor_kind <> 'user' and actor_id is not null`.execute(db);
}
