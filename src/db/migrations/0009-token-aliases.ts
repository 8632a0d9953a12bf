import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** The id that a guest was given in place of the user's, beside which a token is redeemed. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await db.schema.alterTable('tokens').addColumn('alias', dialect.text).execute();
  await sql`create index tokens_by_alias on tokens (project_id, alias, sequence) where alias is not null`.execute(
    db,
  );
}
