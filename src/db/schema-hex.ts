import { type ColumnType, type RawBuilder, sql } from 'kysely';
import type { EngineSql } from './engine-sql.ts';

/** A user's own name, under which others see the user; uniqueness lives in `identifiers`. */
export type HexProfileRow = {
  project_id: string;
  user_id: string;
  /** In lower case. */
  username: string;
  /** Since when everybody may see the user's email; null when nobody may. */
  email_public_at: number | null;
  /** Microseconds since 1970: the last change of what others see of the user. */
  updated_at: number;
};

/** A key with which its owner's programs call. */
export type UserKeyRow = {
  project_id: string;
  /** user or team */
  owner_kind: string;
  owner_id: string;
  id: string;
  /** Microseconds since 1970. */
  sequence: ColumnType<number, number, never>;
  /** Microseconds since 1970. */
  updated_at: number;
  /** Once among the owner's keys that were not revoked. */
  name: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** JSON array of `{domain, resource}`. */
  permissions: string;
  /** From then on it is of no use; null for a key that stays. */
  revoke_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  last_used_ip: string | null;
  last_used_agent: string | null;
};

/** The acts of users that are listed to them. They stand in the index of `0007-hex`: another one needs another index. */
export const listedActs = [
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
] as const;

/** Of these, the acts that are done to a team or its keys, which are listed to its members. They stand in an index, too. */
export const teamActs = [
  'team.create',
  'membership.create',
  'membership.update',
  'membership.delete',
  'user-key.create',
  'user-key.revoke',
] as const satisfies readonly (typeof listedActs)[number][];

/** What such an act was done to, as it stands in that index: `team ID`, or of a user's own key `user ID`. */
export function subjectOfAct(dialect: EngineSql): RawBuilder<string | null> {
  return sql`coalesce(${dialect.field('details', 'owner')}, 'team ' || ${dialect.field('details', 'teamId')})`;
}
