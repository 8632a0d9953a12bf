import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { type Attempt, recordFailure } from '../limits/attempts.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';

/** Writes down that somebody was not let in, and makes the next guesses wait. */
export function recordRefusal(
  core: Core,
  actor: Actor,
  input: {
    readonly user: UserId | undefined;
    readonly factor: string;
    readonly reason: 'wrong' | 'blocked';
    readonly attempt: Attempt | undefined;
  },
): Promise<void> {
  const { user, factor, reason, attempt } = input;
  const act = { act: 'session.refuse', ...(user && { user }), details: { factor, reason } } as const;
  return core.write(actor, act, async (tx) => {
    if (attempt) await recordFailure(core, tx, attempt);
  });
}

const reasons: Readonly<Partial<Record<FailureCode, 'wrong' | 'blocked'>>> = {
  token_invalid: 'wrong',
  invite_secret_wrong: 'wrong',
  user_blocked: 'blocked',
};

/** Shows a secret that nobody can guess, and writes down that it was wrong, or that its user is blocked. */
export async function recordingRefusals<T>(
  core: Core,
  actor: Actor,
  { user, factor }: { readonly user: UserId; readonly factor: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Failure ? reasons[error.code] : undefined;
    if (reason === undefined) throw error;
    const known = (await findUser(core.read, actor.project.id, user)) && user;
    await recordRefusal(core, actor, { user: known, factor, reason, attempt: undefined });
    throw error;
  }
}
