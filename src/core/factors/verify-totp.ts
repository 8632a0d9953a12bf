import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { withAttemptLimit } from './attempt-limit.ts';
import { acceptStep, findAuthenticator } from './authenticators-store.ts';
import { matchingStep } from './totp.ts';

/**
 * Verifies and consumes an authenticator code for one call, without a challenge. Fails with `authenticator_not_found`
 * when there is no verified one, with `token_invalid` when the code is wrong or used, with `rate_limited` after too
 * many wrong codes, and with `user_blocked`.
 */
export async function verifyTotpOnce(
  core: Core,
  actor: Actor,
  { user: id, code }: { readonly user: UserId; readonly code: string },
): Promise<void> {
  const project = actor.project.id;
  const enrolled = await findAuthenticator(core.read, project, { user: id, kind: 'totp' });
  if (!enrolled || enrolled.verifiedAt === null) throw new Failure('authenticator_not_found');
  await withAttemptLimit(core, actor, { user: id, factor: 'totp' }, async (attempt) => {
    const step = await matchingStep(core, enrolled, code);
    if (step === undefined) throw new Failure('token_invalid');
    const act = { act: 'factor.show', user: id, details: { factor: 'totp' } } as const;
    await core.write(actor, act, async (tx) => {
      const user = await lockUser(tx, project, id);
      if (!user) throw new Failure('token_invalid');
      if (user.blockedAt !== null) throw new Failure('user_blocked');
      const seen = { user: id, kind: 'totp', sealed: enrolled.sealed, step };
      if (!(await acceptStep(tx, project, seen))) throw new Failure('token_invalid');
      await resetAttempts(tx, attempt);
    });
  });
}
