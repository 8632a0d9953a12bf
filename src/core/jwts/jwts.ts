import { jwtVerifier, type SessionClaims, signJwt } from '../../crypto/jwt.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { sessionsOf } from '../sessions/store.ts';
import { stampOf, type UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';

/** Names the newest session. */
const RECENT = 'recent';

/**
 * Signs a token that authenticates the user for `seconds`. It is bound to the named session and ends with it. Without
 * such a session it is unbound, and ends with the user and with a new password. A bound token carries the factors of
 * its session; a server vouches for an unbound one, which requires none. Fails with `user_not_found`.
 */
export async function createJwt(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly session: string | undefined; readonly seconds: number },
): Promise<string> {
  const user = await getUser(core, actor, input.user);
  const now = core.clock.now();
  const sessions = await sessionsOf(core.read, actor.project.id, { user: input.user, now });
  const sessionId = input.session ?? RECENT;
  const bound = sessionId === RECENT ? sessions.at(-1) : sessions.find((session) => session.id === sessionId);
  const stamp = bound ? '' : stampOf(user);
  const claims = { userId: input.user, sessionId: bound?.id ?? '', stamp, factors: bound?.factors ?? [] };
  return signJwt(core.seal.derive('jwt'), actor.project.id, claims, {
    now,
    seconds: input.seconds,
  });
}

/**
 * Signs a token bound to the caller's own session, with the factors that it has proven so far. Fails with
 * `jwt_denied` and `session_not_found`.
 */
export async function createOwnJwt(core: Core, actor: Actor, seconds: number): Promise<string> {
  if (!actor.session) throw new Failure('jwt_denied');
  const { userId, id: sessionId, factors } = actor.session;
  const claims = { userId, sessionId, stamp: '', factors };
  const moments = { now: core.clock.now(), seconds };
  return signJwt(core.seal.derive('jwt'), actor.project.id, claims, moments);
}

/** Returns the claims of a signed token of the project. Fails with `jwt_invalid`. */
export async function readJwt(core: Core, project: ProjectId, token: string): Promise<SessionClaims> {
  const claims = await verifierOf(core.seal)(project, token, core.clock.now());
  if (!claims) throw new Failure('jwt_invalid');
  return claims;
}

const verifiers = new WeakMap<Seal, ReturnType<typeof jwtVerifier>>();

function verifierOf(seal: Seal): ReturnType<typeof jwtVerifier> {
  const known = verifiers.get(seal);
  if (known) return known;
  // With the newest key only: an earlier one may have been replaced after a leak.
  const verifier = jwtVerifier(() => seal.derive('jwt'));
  verifiers.set(seal, verifier);
  return verifier;
}
