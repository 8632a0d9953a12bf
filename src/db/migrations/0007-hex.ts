import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { listedActs, subjectOfAct, teamActs } from '../schema-hex.ts';
import { tables } from './tables.ts';

/** Usernames and what goes with them, keys of users and teams, and the way to what a user did. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('hex_profiles', ['project_id', 'user_id'], {
    text: ['username'],
    integer: ['updated_at'],
    integerOrNull: ['email_public_at'],
  });
  await table('user_keys', ['project_id', 'owner_kind', 'owner_id', 'id'], {
    text: ['name', 'secret_hash', 'permissions'],
    textOrNull: ['last_used_ip', 'last_used_agent'],
    integer: ['sequence', 'updated_at'],
    integerOrNull: ['revoke_at', 'revoked_at', 'last_used_at'],
  });
  await sql`create unique index user_keys_by_secret on user_keys (project_id, secret_hash)`.execute(db);
  await sql`create unique index user_keys_by_name on user_keys (project_id, owner_kind, owner_id, name)
    where revoked_at is null`.execute(db);
  const acts = sql.join(listedActs.map((act) => sql.lit(act)));
  await sql`create index audit_by_actor_listed on audit (project_id, actor_id, id)
    where actor_kind = 'user' and acting_as is null and act in (${acts})`.execute(db);
  const inTeams = sql.join(teamActs.map((act) => sql.lit(act)));
  await sql`create index audit_by_subject on audit (project_id, (${subjectOfAct(dialect)}), id)
    where act in (${inTeams})`.execute(db);
}
