import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type Attempt, countAttempt, recordFailure } from '../limits/attempts.ts';
import type { UserId } from '../users/user.ts';
import type { FactorKind } from './challenges/challenge.ts';

type At = { readonly user: UserId; readonly factor: FactorKind };

/**
 * Counts an attempt at a second factor, evaluates it, and records a failure. One count covers all of a user's devices
 * and networks: an attacker here has signed in already, from anywhere. Fails with `rate_limited` instead of
 * evaluating. `work` reports wrong codes by `token_invalid`.
 */
export async function withAttemptLimit<T>(
  core: Core,
  actor: Actor,
  at: At,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const attempt = await countAttempt(core, actor, at);
  try {
    return await work(attempt);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'token_invalid') throw error;
    const act = { act: 'challenge.refuse', user: at.user, details: { factor: at.factor } } as const;
    await core.write(actor, act, (tx) => recordFailure(core, tx, attempt));
    throw error;
  }
}
