import { PENDING } from '../../crypto/passwords/pending.ts';
import { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { codeHash } from '../factors/recovery-codes.ts';
import { freshId } from '../id.ts';
import { identifierOf } from '../identities/identity.ts';
import { createdAt, type Instant, MICROS_PER_MILLI, type Sequence } from '../instant.ts';
import { columnsOfUser, valuesOf } from '../users/rows.ts';
import { sealed } from '../users/sealed-password.ts';
import { newUser, type User } from '../users/user.ts';
import { wordsOf } from '../users/words.ts';
import type { Candidate } from './candidate.ts';
import { addIdentifier, addRow, addWord, type NewRows } from './new-rows-store.ts';

/** What the rows of a batch have in common. */
export type Making = {
  readonly core: Core;
  readonly actor: Actor;
  /** The teams here by those of the source. */
  readonly teams: ReadonlyMap<string, string>;
  /** The moment of the batch. */
  readonly at: Instant;
};

/** Makes the user of a row, without targets. */
export function userOfCandidate({ core, at }: Pick<Making, 'core' | 'at'>, candidate: Candidate): User {
  const { createdAt: created, position, totp } = candidate;
  const password = hashedIn(candidate);
  // Rows that were created in the same millisecond keep the order of the file.
  const sequence = (
    created === null ? core.clock.nextSequence() : created * MICROS_PER_MILLI + (position % MICROS_PER_MILLI)
  ) as Sequence;
  return {
    ...newUser(candidate.id, sequence, createdAt(sequence)),
    updatedAt: at,
    name: candidate.name ?? '',
    email: candidate.email,
    emailVerifiedAt: candidate.emailVerifiedAt,
    phone: candidate.phone,
    phoneVerifiedAt: candidate.phoneVerifiedAt,
    password: typeof password === 'string' ? sealed(core, password) : candidate.isPending ? PENDING : null,
    // Users with a password have one; those of a source that does not say when have had it from the beginning.
    passwordUpdatedAt:
      typeof password === 'string' ? (candidate.passwordUpdatedAt ?? createdAt(sequence)) : null,
    blockedAt: candidate.blocked ? at : null,
    mfaEnabledAt: totp === null ? null : at,
    accessedAt: candidate.accessedAt,
    labels: candidate.labels ?? [],
    prefs: candidate.prefs ?? {},
  };
}

function hashedIn({ password }: Candidate): string | null | undefined {
  if (password instanceof ReadablePassword) throw new Error('a password must be hashed before it is written');
  return password;
}

/** Adds the rows of a new user to those of the batch. Returns the user. */
export function addNewUser(making: Making, candidate: Candidate, rows: NewRows): User {
  const { core, actor, at } = making;
  const project_id = actor.project.id;
  const user = userOfCandidate(making, candidate);
  const words = wordsOf(user);
  const { id, sequence } = user;
  const values = valuesOf(actor.project.id, user, words);
  addRow(rows, 'users', { project_id, id, sequence, ...columnsOfUser(values) });
  for (const word of words) addWord(rows, project_id, word, id);
  const claim = (kind: string, value: string) =>
    addIdentifier(rows, { project: project_id, kind, value, user: id });
  if (user.email !== null) claim('email', user.email);
  if (candidate.mailbox !== null) claim('mailbox', candidate.mailbox);
  if (user.phone !== null) claim('phone', user.phone);
  for (const [provider_type, identifier] of addressesOf(candidate)) {
    const target = core.clock.nextSequence();
    const row = { id: freshId(target), sequence: target, updated_at: createdAt(target) };
    claim('target', identifier);
    addRow(rows, 'targets', { project_id, user_id: id, ...row, provider_type, identifier, name: '' });
  }
  if (candidate.username !== null) {
    claim('username', candidate.username);
    const { username } = candidate;
    addRow(rows, 'profiles', { project_id, user_id: id, username, updated_at: at * MICROS_PER_MILLI });
  }
  addSecrets(making, candidate, { rows, user });
  addConnections(making, candidate, { rows, user, claim });
  return user;
}

function addressesOf({ email, phone, extraEmails }: Candidate): readonly (readonly [string, string])[] {
  return [
    ...(email === null ? [] : [['email', email] as const]),
    ...(phone === null ? [] : [['sms', phone] as const]),
    ...extraEmails.map((extra) => ['email', extra] as const),
  ];
}

type Adding = { readonly rows: NewRows; readonly user: User };

/** Factors, metadata, and the password for the history of passwords. */
function addSecrets({ core, actor, at }: Making, candidate: Candidate, { rows, user }: Adding): void {
  const of = { project_id: actor.project.id, user_id: user.id };
  if (candidate.totp !== null) {
    const sealedSeed = core.seal.seal(candidate.totp);
    addRow(rows, 'authenticators', { ...of, kind: 'totp', sealed: sealedSeed, verified_at: user.createdAt });
  }
  for (const [place, code] of candidate.recoveryCodes.entries())
    addRow(rows, 'recovery_codes', {
      ...{ ...of, place, code_hash: codeHash(core, code), sealed: core.seal.seal(code) },
    });
  const { readOnly, private: hidden } = candidate;
  if (readOnly !== undefined || hidden !== undefined)
    addRow(rows, 'user_metadata', {
      ...{ ...of, updated_at: at },
      ...{ read_only: JSON.stringify(readOnly ?? {}), private: JSON.stringify(hidden ?? {}) },
    });
  if (
    typeof candidate.password === 'string' &&
    user.password !== null &&
    actor.project.policies.passwordHistory > 0
  )
    addRow(rows, 'password_history', { ...of, sequence: user.sequence, password: user.password });
}

function addConnections(
  { core, actor, teams, at }: Making,
  candidate: Candidate,
  { rows, user, claim }: Adding & { readonly claim: (kind: string, value: string) => unknown },
): void {
  const of = { project_id: actor.project.id, user_id: user.id };
  for (const identity of candidate.identities) {
    const sequence = core.clock.nextSequence();
    const id = freshId(sequence);
    const { provider, issuer, providerUid, providerEmail } = identity;
    claim('identity', identifierOf(identity));
    claim('identity-id', id);
    addRow(rows, 'identities', {
      ...{ ...of, id, sequence, updated_at: createdAt(sequence), provider, issuer },
      ...{ provider_uid: providerUid, provider_email: providerEmail },
    });
    if (providerEmail === '') continue;
    const { project_id, user_id: holder_id } = of;
    addRow(rows, 'lookups', { project_id, kind: 'identity-email', value: providerEmail, holder_id, id });
  }
  for (const { team, roles } of candidate.teams) {
    const team_id = teams.get(team);
    if (team_id === undefined) continue;
    const sequence = core.clock.nextSequence();
    const id = freshId(sequence);
    claim('membership', `${team_id} ${user.id}`);
    claim('membership-id', id);
    const updated_at = createdAt(sequence);
    addRow(rows, 'memberships', {
      ...{ ...of, team_id, id, sequence, updated_at, roles: JSON.stringify(roles) },
      ...{ invited_at: at, joined_at: at },
    });
  }
}
