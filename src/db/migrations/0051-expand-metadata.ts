import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** What servers and administrators keep about a user, who cannot write it. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('user_metadata', ['project_id', 'user_id'], {
    text: ['read_only', 'private'],
    integer: ['updated_at'],
  });
}
