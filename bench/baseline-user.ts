import type { SQLInputValue } from 'node:sqlite';
import { freshId } from '../src/core/id.ts';
import { createdAt, type Instant, isoWithoutZone, type Sequence, systemClock } from '../src/core/instant.ts';
import type { Email } from '../src/core/users/email.ts';
import { emailKind } from '../src/core/users/email-kind.ts';
import { MARK, markOf, type NewUser, type Statement } from './settings.ts';

type Row = Readonly<Record<string, unknown>>;

const HASH_OPTIONS = {
  type: 'argon2',
  memoryCost: 19456,
  memory_cost: 19456,
  timeCost: 2,
  time_cost: 2,
  threads: 1,
};
const clock = systemClock();

/** The body, straight from the row; dates and what an email tells of its mailbox by Denizen's own functions. */
export function bodyOf(row: Row | undefined): object {
  if (!row) return {};
  const kind = emailKind(row.email as Email);
  const created = dateOf(createdAt(row.sequence as Sequence));
  return {
    $id: row.id,
    $createdAt: created,
    $updatedAt: dateOf(row.updatedAt),
    name: row.name,
    password: row.password,
    hash: 'argon2',
    hashOptions: HASH_OPTIONS,
    registration: created,
    status: row.blockedAt === null,
    labels: JSON.parse(row.labels as string),
    passwordUpdate: dateOf(row.passwordUpdatedAt),
    email: row.email,
    phone: row.phone ?? '',
    emailVerification: row.emailVerifiedAt !== null,
    emailCanonical: kind.canonical,
    emailIsFree: kind.isFree,
    emailIsDisposable: kind.isDisposable,
    emailIsCorporate: kind.isCorporate,
    emailIsCanonical: kind.isCanonical,
    passwordPwned: row.passwordCheckedAt === null ? null : row.passwordPwnedAt !== null,
    phoneVerification: row.phoneVerifiedAt !== null,
    mfa: row.mfaEnabledAt !== null,
    prefs: JSON.parse(row.prefs as string),
    targets: (JSON.parse(row.targets as string) as Row[]).map(targetOf),
    accessedAt: dateOf(row.accessedAt),
    impersonator: row.impersonatorAt !== null,
    impersonatorUserId: null,
  };
}

function targetOf(row: Row): object {
  return {
    $id: row.id,
    $createdAt: dateOf(createdAt(row.sequence as Sequence)),
    $updatedAt: dateOf(row.updated_at),
    name: row.name,
    userId: row.user_id,
    providerId: row.provider_id,
    providerType: row.provider_type,
    identifier: row.identifier,
    expired: row.expired_at !== null,
  };
}

function dateOf(at: unknown): string {
  return at === null ? '' : `${isoWithoutZone(at as Instant)}+00:00`;
}

/**
 * The recorded creation as a form to fill in: what was the user's own there becomes the new user's, and every id and
 * moment a fresh one. Nothing is normalised, which makes this baseline a little lower than any real server.
 */
export function valuesOf(
  create: readonly Statement[],
): (input: NewUser) => { readonly values: readonly SQLInputValue[][]; readonly body: object } {
  const recorded = create[0]?.parameters.find((value) => isId(value)) as string;
  return (input) => {
    const mark = markOf(input);
    const sequence = clock.nextSequence();
    const [id, target] = [freshId(sequence), freshId(sequence)];
    const filled = (value: unknown): SQLInputValue => {
      if (typeof value === 'number') return value > 1e15 ? sequence : createdAt(sequence);
      if (typeof value !== 'string') return value as SQLInputValue;
      if (isId(value) && value !== recorded) return target;
      return value.replaceAll(recorded, id).replaceAll(MARK, mark);
    };
    const values = create.map(({ parameters }) => parameters.map(filled));
    return { values, body: bodyOf(rowOf(input, { id, target, sequence })) };
  };
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{20}$/.test(value);
}

function rowOf(
  { email, name }: NewUser,
  { id, target, sequence }: { id: string; target: string; sequence: Sequence },
): Row {
  const updatedAt = createdAt(sequence);
  const nulls = {
    password: null,
    phone: null,
    blockedAt: null,
    passwordUpdatedAt: null,
    passwordCheckedAt: null,
    passwordPwnedAt: null,
    emailVerifiedAt: null,
  };
  const more = { phoneVerifiedAt: null, mfaEnabledAt: null, accessedAt: null, impersonatorAt: null };
  const targets = [
    {
      id: target,
      user_id: id,
      sequence,
      updated_at: updatedAt,
      name: '',
      provider_id: null,
      provider_type: 'email',
      identifier: email,
      expired_at: null,
    },
  ];
  return {
    id,
    sequence,
    updatedAt,
    name,
    email,
    ...nulls,
    ...more,
    labels: '[]',
    prefs: '{}',
    targets: JSON.stringify(targets),
  };
}
