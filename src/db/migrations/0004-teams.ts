import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Teams, their words, and memberships. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('teams', ['project_id', 'id'], {
    text: ['name', 'name_key', 'prefs', 'search'],
    integer: ['sequence', 'updated_at', 'total'],
  });
  await table('team_words', ['project_id', 'word', 'team_id'], {});
  await table('memberships', ['project_id', 'id'], {
    text: ['team_id', 'user_id', 'roles'],
    textOrNull: ['secret_hash', 'sent_to'],
    integer: ['sequence', 'updated_at', 'invited_at'],
    integerOrNull: ['joined_at'],
  });
  for (const column of ['sequence', 'updated_at', 'name_key', 'total']) {
    const more = column === 'sequence' ? sql`id` : sql`sequence, id`;
    await sql`create index ${sql.ref(`teams_by_${column}`)} on teams (project_id, ${sql.ref(column)}, ${more})`.execute(
      db,
    );
  }
  for (const column of ['team_id', 'user_id']) {
    const name = sql.ref(`memberships_by_${column}`);
    await sql`create index ${name} on memberships (project_id, ${sql.ref(column)}, sequence, id)`.execute(db);
  }
}
