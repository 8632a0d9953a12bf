import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** What servers and administrators keep about a user, who cannot write it. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('user_metadata', ['project_id', 'user_id'], {
    text: ['read_only', 'private'],
    integer: ['updated_at'],
  });
  // A second copy of the rows' content, as in 0026.
  if (dialect.engine === 'sqlite')
    await sql`create index user_metadata_content on user_metadata (updated_at, read_only, private)`.execute(
      db,
    );
}
