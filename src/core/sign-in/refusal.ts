import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type Guess, missed } from '../limits/guesses.ts';
import type { UserId } from '../users/user.ts';

/** Writes down that somebody was not let in, and makes the next guesses wait. */
export function recordRefusal(
  core: Core,
  actor: Actor,
  input: {
    readonly user: UserId | undefined;
    readonly factor: string;
    readonly reason: 'wrong' | 'blocked';
    readonly guess: Guess | undefined;
  },
): Promise<void> {
  const { user, factor, reason, guess } = input;
  const act = { act: 'session.refuse', ...(user && { user }), details: { factor, reason } } as const;
  return core.write(actor, act, async (tx) => {
    if (guess) await missed(core, tx, guess);
  });
}
