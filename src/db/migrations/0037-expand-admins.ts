import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** What administrators may do, and the links by which they set a password. They are users of the installation itself. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('admin_grants', ['project_id', 'user_id', 'target'], {
    text: ['role'],
    integer: ['created_at'],
  });
  await table('admin_links', ['project_id', 'user_id'], {
    text: ['kind', 'secret_hash'],
    integer: ['expires_at'],
  });
  // A second copy of the rows' content, as in 0026.
  if (dialect.engine === 'sqlite')
    await sql`create index admin_grants_content on admin_grants (created_at, role)`.execute(db);
}
