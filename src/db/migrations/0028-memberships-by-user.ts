import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

const COLUMNS = sql.join(
  [
    ...['project_id', 'user_id', 'id', 'team_id', 'roles', 'secret_hash', 'sent_to', 'typed', 'sequence'],
    ...['updated_at', 'invited_at', 'joined_at'],
  ].map((column) => sql.ref(column)),
);

/** The key of a membership begins with the user, who may be the place of the row. `identifiers` keeps its id unique. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  if (dialect.engine === 'sqlite') await copy(db, dialect);
  else
    await sql`alter table memberships drop constraint memberships_key,
      add constraint memberships_key primary key (project_id, user_id, id)`.execute(db);
  await sql`create index memberships_by_id on memberships (project_id, id)`.execute(db);
}

/** SQLite does not change the key of a table. */
async function copy(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await sql`alter table memberships rename to memberships_before`.execute(db);
  await tables(db, dialect)('memberships', ['project_id', 'user_id', 'id'], {
    text: ['team_id', 'roles'],
    textOrNull: ['secret_hash', 'sent_to', 'typed'],
    integer: ['sequence', 'updated_at', 'invited_at'],
    integerOrNull: ['joined_at'],
  });
  await sql`insert into memberships (${COLUMNS}) select ${COLUMNS} from memberships_before`.execute(db);
  await sql`drop table memberships_before`.execute(db);
  for (const column of ['team_id', 'user_id'])
    await sql`create index ${sql.ref(`memberships_by_${column}`)}
      on memberships (project_id, ${sql.ref(column)}, sequence, id)`.execute(db);
  await sql`create index memberships_by_invitation on memberships (invited_at)
    where joined_at is null`.execute(db);
  await sql`create index memberships_content on memberships (sequence, roles, secret_hash, sent_to, updated_at,
    invited_at, joined_at, typed)`.execute(db);
}
