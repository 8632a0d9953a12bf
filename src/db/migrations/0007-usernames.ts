import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** The acts covered by the two indexes when they were created. A change of `listed-acts.ts` needs new indexes. */
const listed = [
  'user.create',
  'user.name.update',
  'user.email.update',
  'user.password.update',
  'user.mfa.update',
  'user.recovery-codes.update',
  'recovery.create',
  'recovery.update',
  'user-key.create',
  'user-key.revoke',
  'session.create',
  'session.delete',
  'identity.create',
  'identity.delete',
  'team.create',
  'membership.create',
  'membership.update',
  'membership.delete',
];
const inTeams = [
  'team.create',
  'membership.create',
  'membership.update',
  'membership.delete',
  'user-key.create',
  'user-key.revoke',
];

/** Usernames, keys of users and teams, and the indexes of listed acts. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('profiles', ['project_id', 'user_id'], {
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
  const literals = (acts: readonly string[]) => sql.join(acts.map((act) => sql.lit(act)));
  await sql`create index audit_by_actor_listed on audit (project_id, actor_id, id)
    where actor_kind = 'user' and acting_as is null and act in (${literals(listed)})`.execute(db);
  const subject = sql`coalesce(${dialect.field('details', 'owner')}, 'team ' || ${dialect.field('details', 'teamId')})`;
  await sql`create index audit_by_subject on audit (project_id, (${subject}), id)
    where act in (${literals(inTeams)})`.execute(db);
}
