import type { UserRow } from '../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { parseJson } from '../json.ts';
import type { ProjectId } from '../projects/project.ts';
import { targetOf } from '../targets/store.ts';
import { comparable } from '../text.ts';
import type { Email } from './email.ts';
import type { Phone } from './phone.ts';
import type { Prefs, User, UserId } from './user.ts';
import { joined } from './words.ts';

/** A user's row with the targets that the database gathered as JSON. */
export type RowWithTargets = { readonly [K in keyof Columns]: Columns[K] } & { readonly targets: string };
type Columns = Omit<UserRow, 'sequence' | 'project_id' | 'search' | 'name_key'> & { sequence: number };

/** What was validated when it was written is trusted when it is read: hence the casts. */
export function userOf(row: RowWithTargets): User {
  const sequence = row.sequence as Sequence;
  return {
    id: row.id as UserId,
    sequence,
    createdAt: createdAt(sequence),
    updatedAt: row.updated_at as Instant,
    name: row.name,
    email: row.email as Email | null,
    phone: row.phone as Phone | null,
    emailVerifiedAt: row.email_verified_at as Instant | null,
    phoneVerifiedAt: row.phone_verified_at as Instant | null,
    password: row.password,
    passwordUpdatedAt: row.password_updated_at as Instant | null,
    blockedAt: row.blocked_at as Instant | null,
    mfaEnabledAt: row.mfa_enabled_at as Instant | null,
    impersonatorAt: row.impersonator_at as Instant | null,
    accessedAt: row.accessed_at as Instant | null,
    labels: row.labels === '[]' ? [] : (JSON.parse(row.labels) as string[]),
    prefs: row.prefs === '{}' ? {} : (parseJson(row.prefs) as Prefs),
    targets:
      row.targets === '[]' ? [] : (JSON.parse(row.targets) as Parameters<typeof targetOf>[0][]).map(targetOf),
  };
}

/** `words` are the user's, in `itemsOf`'s order. */
export function rowOf(
  project: ProjectId,
  user: User,
  words: readonly string[],
): { [K in keyof UserRow]: K extends 'sequence' ? number : UserRow[K] } {
  return {
    project_id: project,
    id: user.id,
    sequence: user.sequence,
    updated_at: user.updatedAt,
    name: user.name,
    name_key: comparable(user.name),
    email: user.email,
    phone: user.phone,
    email_verified_at: user.emailVerifiedAt,
    phone_verified_at: user.phoneVerifiedAt,
    password: user.password,
    password_updated_at: user.passwordUpdatedAt,
    blocked_at: user.blockedAt,
    mfa_enabled_at: user.mfaEnabledAt,
    impersonator_at: user.impersonatorAt,
    accessed_at: user.accessedAt,
    labels: JSON.stringify(user.labels),
    prefs: JSON.stringify(user.prefs),
    search: joined(words),
  };
}
