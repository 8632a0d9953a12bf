import { createHmac } from 'node:crypto';
import type { Tx, UnauditedTx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter, isAhead } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { hours, type Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { hasSessionFrom } from '../sessions/store.ts';
import type { UserId } from '../users/user.ts';
import {
  beginAttempt,
  findAttempts,
  forgetAllAttempts,
  forgetAttempts,
  forgetAttemptsAt,
  postponeAttempts,
  shortenWait,
} from './store.ts';

/** The kind of secret that is guessed. Each kind is counted separately, across all protocols. */
export type AttemptKind = keyof typeof budgets;

/** An attempt, which is counted before it is evaluated. */
export type Attempt = {
  readonly project: ProjectId;
  /** The user's id, or the key of an unknown address. */
  readonly user: string;
  readonly factor: AttemptKind;
  readonly bucket: string;
  /** Its number since the last success, from 1. */
  readonly tried: number;
};

type Budget = {
  /** The number of unsuccessful guesses that one count allows. */
  readonly most: number;
  /** How the user's known places are counted: each separately, together, or with strangers. */
  readonly known: 'apart' | 'together' | 'with-strangers';
  /** The count restarts after this long without an evaluated guess. */
  readonly restsMs?: number;
};

/**
 * NIST SP 800-63B 3.2.2 allows 100 consecutive failures. A guesser of codes or second factors may already be signed
 * in, on any number of devices, so the counts of all places together stay within 100.
 */
const code: Budget = { most: 50, known: 'together', restsMs: hours(24) };
const secondFactor: Budget = { most: 100, known: 'with-strangers' };
const budgets = {
  password: { most: 100, known: 'apart' },
  /** Short tokens that servers make. */
  token: code,
  emailCode: code,
  phoneCode: code,
  verificationCode: code,
  /** Codes that set a new password. */
  resetCode: code,
  totp: secondFactor,
  email: secondFactor,
  phone: secondFactor,
  recoveryCode: secondFactor,
  custom: secondFactor,
} as const satisfies Readonly<Record<string, Budget>>;

/** This many attempts are free; each one after them doubles the wait. */
const FREE_ATTEMPTS = 5;
const LONGEST_WAIT_SECONDS = 3_600;
/** For guesses that a stranger can make: the user may be at another device, and never waits longer than this. */
const LONGEST_STRANGERS_WAIT_SECONDS = 60;
const STRANGERS = '';

/**
 * Counts a guess before it is evaluated. Strangers' guesses at a user share one count; the user's known places have
 * counts of their own, so that strangers cannot lock the user out. Unknown addresses are counted too. Fails with
 * `rate_limited` while the wait lasts, and once the factor's budget of unsuccessful guesses is used up.
 */
export async function countAttempt(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId | { readonly unknown: string }; readonly factor: AttemptKind },
): Promise<Attempt> {
  const { factor } = input;
  // From here on, known and unknown users take the same work.
  const user = typeof input.user === 'string' ? input.user : unknownUserKey(core, input.user.unknown);
  const at = {
    project: actor.project.id,
    user,
    factor,
    bucket: await bucketOf(core, actor, user, factor),
  };
  const { most, restsMs }: Budget = budgets[factor];
  const now = core.clock.now();
  // Read first, so that a flood of refused attempts writes nothing.
  const before = await findCurrent(core, at.project, { ...at, now, longestMs: LONGEST_WAIT_SECONDS * 1000 });
  const rested = restsMs === undefined ? 0 : now - restsMs;
  const isStopped = (attempts: typeof before) =>
    attempts !== undefined &&
    ((attempts.tried >= most && attempts.updated_at >= rested) || attempts.not_before > now);
  if (before && isStopped(before)) refuse(before, { now, most });
  const row = {
    project_id: at.project,
    user_id: user,
    factor,
    bucket: at.bucket,
    tried: 1,
    not_before: 0,
    updated_at: now,
    limit: most,
    rested,
  };
  const counted = await core.unaudited(async (tx) => {
    // Read again in the transaction: most of a crowd need not wait for a lock on the row.
    const current = await findAttempts(tx, at.project, at);
    return isStopped(current) ? undefined : beginAttempt(tx, row);
  });
  if (counted) return { ...at, tried: counted.tried };
  return refuse((await findAttempts(core.read, at.project, at)) ?? { tried: most, not_before: 0 }, {
    now,
    most,
  });
}

/**
 * Returns the count. Shortens a wait that was stored while the clock was ahead to one that begins now and lasts
 * `longestMs`.
 */
export async function findCurrent(
  core: Core,
  project: ProjectId,
  of: {
    readonly user: string;
    readonly factor: string;
    readonly bucket: string;
    readonly now: Instant;
    readonly longestMs: number;
  },
) {
  const { user: user_id, factor, bucket, now, longestMs } = of;
  const found = await findAttempts(core.read, project, of);
  if (!found || !(isAhead(found.not_before, now, longestMs) || isAhead(found.updated_at, now, 0)))
    return found;
  const row = { project_id: project, user_id, factor, bucket, now, latest: now + longestMs };
  await core.unaudited((tx) => shortenWait(tx, row));
  return findAttempts(core.read, project, of);
}

/** Records a wrong attempt, which delays the next ones. Part of the write that records it. */
export async function recordFailure(core: Core, tx: Tx, { tried, ...at }: Attempt): Promise<void> {
  if (tried < FREE_ATTEMPTS) return;
  const isStranger = at.bucket === STRANGERS && budgets[at.factor].known !== 'with-strangers';
  const longest = isStranger ? LONGEST_STRANGERS_WAIT_SECONDS : LONGEST_WAIT_SECONDS;
  const seconds = Math.min(2 ** (tried - FREE_ATTEMPTS), longest);
  await postponeAttempts(tx, at.project, {
    ...at,
    notBefore: expiryAfter(core.clock, seconds * 1000),
  });
}

/** Resets the count after a success. Part of the write that follows from it. */
export async function resetAttempts(tx: UnauditedTx, { tried: _, ...at }: Attempt): Promise<void> {
  await forgetAttempts(tx, at.project, at);
}

/** Deletes all attempts at this factor of the user, as when it was replaced. */
export async function clearAttempts(
  tx: Tx,
  actor: Actor,
  input: { readonly user: UserId; readonly factor?: AttemptKind },
): Promise<void> {
  const { user, factor } = input;
  await (factor === undefined
    ? forgetAllAttempts(tx, actor.project.id, { user })
    : forgetAttemptsAt(tx, actor.project.id, { user, factor }));
}

/** Reports whether the caller is the user, or uses a device or a network that the user is signed in from. */
export async function isKnownPlace(core: Core, actor: Actor, user: string): Promise<boolean> {
  if (actor.session?.userId === user || (actor.kind === 'user' && actor.id === user)) return true;
  return (await placeOf(core, actor, user)) !== undefined;
}

/** Returns the bucket of the guess: that of a known place of the user, or the strangers'. */
async function bucketOf(core: Core, actor: Actor, user: string, factor: AttemptKind): Promise<string> {
  const { known }: Budget = budgets[factor];
  if (known === 'with-strangers') return STRANGERS;
  if (known === 'together') return (await isKnownPlace(core, actor, user)) ? 'known' : STRANGERS;
  return (await placeOf(core, actor, user)) ?? STRANGERS;
}

/** Returns the device or the network if the user is signed in from it. */
async function placeOf(core: Core, actor: Actor, user: string): Promise<string | undefined> {
  if (actor.device?.user === user) return `device ${actor.device.nonce}`;
  if (actor.ip === undefined) return undefined;
  const from = { user, ip: actor.ip, now: core.clock.now() };
  return (await hasSessionFrom(core.read, actor.project.id, from)) ? `network ${actor.ip}` : undefined;
}

function refuse(
  attempts: { tried: number; not_before: number },
  { now, most }: { readonly now: number; readonly most: number },
): never {
  const wait =
    attempts.tried >= most
      ? LONGEST_WAIT_SECONDS
      : Math.max(1, Math.ceil((attempts.not_before - now) / 1000));
  throw new Failure({ code: 'rate_limited', limit: 'attempts', retryAfterSeconds: wait });
}

/** Stands for an unknown address without revealing it. No user id begins with "~". */
function unknownUserKey(core: Core, address: string): string {
  const keyed = createHmac('sha256', core.seal.derive('unknown-addresses')).update(address).digest('hex');
  return `~${keyed}`;
}
