import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { type Attempt, recordFailure } from './attempts.ts';
import { countFailedSignIn } from './failed-sign-ins.ts';

/**
 * Records a refused sign-in and delays the next guesses. For accounts that do not exist, only the first, second,
 * fourth, eighth … refusal of a network within an hour is recorded, with the count, since anyone can cause any number
 * of them.
 */
export async function recordRefusal(
  core: Core,
  actor: Actor,
  input: {
    readonly user: UserId | undefined;
    readonly factor: string;
    readonly reason: 'wrong' | 'blocked';
    readonly attempts: readonly Attempt[];
  },
): Promise<void> {
  const { user, factor, reason, attempts } = input;
  const isUnknown = user === undefined;
  const count = reason === 'wrong' ? await countFailedSignIn(core, actor, isUnknown) : 1;
  const act = { act: 'session.refuse', ...(user && { user }), details: { factor, reason, count } } as const;
  const acts: readonly Act[] = Number.isInteger(Math.log2(count)) ? [act] : [];
  await core.write(actor, acts, async (tx) => {
    for (const attempt of attempts) await recordFailure(core, tx, attempt);
  });
}

const reasons: Readonly<Partial<Record<FailureCode, 'wrong' | 'blocked'>>> = {
  token_invalid: 'wrong',
  invite_secret_wrong: 'wrong',
  user_blocked: 'blocked',
};

/**
 * Runs work that verifies a secret, and records a wrong secret or a blocked user. `attempts` are the counted guesses at
 * a code, which a wrong one delays.
 */
export async function recordingRefusals<T>(
  core: Core,
  actor: Actor,
  {
    user,
    factor,
    attempts = [],
  }: { readonly user: UserId; readonly factor: string; readonly attempts?: readonly Attempt[] },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Failure ? reasons[error.code] : undefined;
    if (reason === undefined) throw error;
    const known = (await findUser(core.read, actor.project.id, user)) && user;
    const delayed = reason === 'wrong' ? attempts : [];
    await recordRefusal(core, actor, { user: known, factor, reason, attempts: delayed });
    throw error;
  }
}
