import type { IdentifierKind } from '../identifiers/store.ts';
import { identifierOf } from '../identities/identity.ts';
import type { User } from '../users/user.ts';
import type { Candidate } from './candidate.ts';
import { type Existing, keyOf } from './existing-store.ts';
import type { ImportPlan } from './import.ts';

/** What to do with a row, by who is here already. */
export type Decision =
  | { readonly does: 'create' }
  | { readonly does: 'merge'; readonly into: User }
  | { readonly does: 'conflict'; readonly by: ConflictKind; readonly reason: string };

export type ConflictKind = 'id' | 'email' | 'phone' | 'username' | 'identity';

/** What earlier imports of the system created, by the id here. */
export type Made = ReadonlyMap<string, { readonly stamp: string | null }>;

/**
 * Decides about a row. A user here is taken for the same person if an earlier import of the same system created it, or
 * if an address is verified on both sides: an unverified address leads into no account.
 */
export function decide(
  candidate: Candidate,
  existing: Existing,
  { plan, made }: { readonly plan: ImportPlan; readonly made: Made },
): Decision {
  const here = existing.users.get(candidate.id);
  if (here && ((made.has(here.id) && isSameRow(candidate, here)) || isSamePerson(candidate, here)))
    return { does: 'merge', into: here };
  if (here) return conflict('id', 'a user here has its id, and may be another person');
  const holder = holderOf(candidate, existing);
  if (holder === undefined) return { does: 'create' };
  const { by, user } = holder;
  const other = user === undefined ? undefined : existing.users.get(user);
  const isMade = user !== undefined && made.has(user);
  const mayMerge = plan.onConflict === 'update' || (plan.mergesEmails && isMade);
  if (mayMerge && other && isSamePerson(candidate, other)) return { does: 'merge', into: other };
  return conflict(
    by,
    mayMerge
      ? `a user here has its ${words[by]}, which is not verified on both sides`
      : `a user here has its ${words[by]}`,
  );
}

const words: Readonly<Record<ConflictKind, string>> = {
  id: 'id',
  email: 'email address',
  phone: 'phone number',
  username: 'username',
  identity: 'account at a provider',
};

function conflict(by: ConflictKind, reason: string): Decision {
  return { does: 'conflict', by, reason };
}

/**
 * Reports whether a user whom an earlier import of the system created is of the same row, and not of one that has the same
 * id in another installation of the system, as numbers are.
 */
function isSameRow({ email, phone, createdAt }: Candidate, user: User): boolean {
  if (email !== null && email === user.email) return true;
  if (phone !== null && phone === user.phone) return true;
  if (createdAt !== null && createdAt === user.createdAt) return true;
  return email === null && phone === null && user.email === null && user.phone === null;
}

function isSamePerson(candidate: Candidate, user: User): boolean {
  const sameEmail = candidate.email !== null && candidate.email === user.email;
  if (sameEmail && candidate.emailVerifiedAt !== null && user.emailVerifiedAt !== null) return true;
  const samePhone = candidate.phone !== null && candidate.phone === user.phone;
  return samePhone && candidate.phoneVerifiedAt !== null && user.phoneVerifiedAt !== null;
}

type Holder = { readonly by: ConflictKind; readonly user: string | undefined };

/** Who has something here that only one user can have. */
function holderOf(candidate: Candidate, { owners, byProviderEmail }: Existing): Holder | undefined {
  const { email, mailbox, phone, username, extraEmails, identities } = candidate;
  const claims: readonly (readonly [ConflictKind, IdentifierKind, string | null])[] = [
    ['email', 'email', email],
    ['email', 'mailbox', mailbox],
    ['phone', 'phone', phone],
    ['username', 'username', username],
    ...identities.map((identity) => ['identity', 'identity', identifierOf(identity)] as const),
    ...[email, ...extraEmails].map((each) => ['email', 'target', each] as const),
    ['phone', 'target', phone],
  ];
  for (const [by, kind, value] of claims) {
    const user = value === null ? undefined : owners.get(keyOf(kind, value));
    if (user !== undefined) return { by, user };
  }
  const linked = email === null ? undefined : byProviderEmail.get(email)?.[0];
  return linked === undefined ? undefined : { by: 'email', user: linked };
}
