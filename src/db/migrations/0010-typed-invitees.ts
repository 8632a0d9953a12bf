import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** What an inviter typed, which is all that is shown of the invitee until the invitation is accepted. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await db.schema.alterTable('memberships').addColumn('typed', dialect.text).execute();
}
