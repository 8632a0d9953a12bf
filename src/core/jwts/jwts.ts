import { signJwt } from '../../crypto/jwt.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { listSessions } from '../sessions/sessions.ts';
import type { UserId } from '../users/user.ts';

/** The session made last. */
const RECENT = 'recent';

/**
 * Signs a token that speaks for the user for `seconds`. It is bound to the named session and dies with it; a session
 * that there is not leaves it unbound. Refuses with `user_not_found`.
 */
export async function createJwt(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly session: string | undefined; readonly seconds: number },
): Promise<string> {
  const sessions = await listSessions(core, actor, input.user);
  const wanted = input.session ?? RECENT;
  const bound = wanted === RECENT ? sessions.at(-1) : sessions.find((session) => session.id === wanted);
  const claims = { userId: input.user, sessionId: bound?.id ?? '' };
  return signJwt(core.seal.derive('jwt'), actor.project.id, claims, {
    now: core.clock.now(),
    seconds: input.seconds,
  });
}
