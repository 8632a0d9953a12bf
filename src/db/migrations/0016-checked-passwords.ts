import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** When the plain password was last looked for among common ones, and found there. Null for those never seen. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  for (const column of ['password_checked_at', 'password_pwned_at'])
    await db.schema.alterTable('users').addColumn(column, dialect.integer).execute();
}
