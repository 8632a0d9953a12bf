import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Secrets of other systems, such as peppers, that imported hashes refer to. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('import_secrets', ['project_id', 'id'], {
    text: ['sealed'],
    integer: ['created_at'],
  });
  // A second copy of the rows' content, as in 0026.
  if (dialect.engine === 'sqlite')
    await sql`create index import_secrets_content on import_secrets (created_at, sealed)`.execute(db);
}
