import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** The place of a recovery code in the list that its user was shown. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await db.schema.alterTable('recovery_codes').addColumn('place', dialect.integer).execute();
}
