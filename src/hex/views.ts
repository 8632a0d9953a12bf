import { type Instant, instantOf, isoWithoutZone } from '../core/instant.ts';
import type { NamedMember } from '../core/organizations/members.ts';
import type { TeamSummary } from '../core/teams/team.ts';
import type { UserKey } from '../core/user-keys/user-key.ts';
import type { NamedUser } from '../core/usernames/username.ts';
import type { Caller } from './callers.ts';
import { handlesOf } from './handles.ts';
import type { Json } from './media.ts';

const MICROS = 1_000;

/** `2026-06-04T00:53:31.880685Z`. */
export function momentOf(micros: number): string {
  const rest = String(micros % MICROS).padStart(3, '0');
  return `${isoWithoutZone(instantOf(micros / MICROS))}${rest}Z`;
}

function momentAt(at: Instant): string {
  return momentOf(at * MICROS);
}

/** The public view of a user, with the email address only if it is public. */
export function userView(named: NamedUser, base: string): Readonly<Record<string, Json>> {
  const { user, username, emailPublicAt } = named;
  return {
    username,
    full_name: user.name === '' ? null : user.name,
    handles: handlesOf(user.prefs),
    ...(emailPublicAt !== null && user.email !== null && { email: user.email }),
    url: `${base}/api/users/${encodeURIComponent(username)}`,
    inserted_at: momentOf(named.insertedAtMicros),
    updated_at: momentOf(named.updatedAtMicros),
  };
}

/** The public view with packages, which are always empty. */
export function ownerView(named: NamedUser, base: string): Readonly<Record<string, Json>> {
  return { ...userView(named, base), packages: [], owned_packages: {} };
}

/** The view of a key, with its secret only at creation. `authing` is the authenticating key. */
export function keyView(
  key: UserKey,
  base: string,
  {
    authing,
    secret = null,
  }: { readonly authing: UserKey | undefined; readonly secret?: string | undefined | null },
): Readonly<Record<string, Json>> {
  const revokedAt = key.revokedAt ?? key.revokeAt;
  return {
    name: key.name,
    authing_key: key.id === authing?.id,
    secret,
    permissions: key.permissions.map(({ domain, resource }) => ({ domain, resource })),
    revoke_at: revokedAt === null ? null : momentAt(revokedAt),
    inserted_at: momentOf(key.createdAtMicros),
    updated_at: momentOf(key.updatedAtMicros),
    url: `${base}/api/keys/${encodeURIComponent(key.name)}`,
    ...(key.lastUse && {
      last_use: {
        used_at: momentAt(key.lastUse.usedAt),
        ip: key.lastUse.ip,
        user_agent: key.lastUse.userAgent,
      },
    }),
  };
}

/** Returns the authenticating key of the caller, if any. */
export function authenticatingKey(caller: Caller): UserKey | undefined {
  if (caller.kind === 'organization') return caller.key;
  return caller.kind === 'user' && caller.credential.by === 'key' ? caller.credential.key : undefined;
}

/** The view of an organization. Billing is always active, since this server bills nothing. */
export function organizationView({ id, sequence, updatedAt }: TeamSummary): Readonly<Record<string, Json>> {
  return {
    name: id,
    billing_active: true,
    inserted_at: momentOf(sequence),
    // Has milliseconds only, so within the millisecond of creation it would precede it.
    updated_at: momentOf(Math.max(sequence, updatedAt * MICROS)),
  };
}

export function memberView(
  { username, email, role }: NamedMember,
  base: string,
): Readonly<Record<string, Json>> {
  return {
    username,
    ...(email !== null && { email }),
    url: `${base}/api/users/${encodeURIComponent(username)}`,
    role,
  };
}
