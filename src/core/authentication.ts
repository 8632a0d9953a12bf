import type { Actor } from './actor.ts';
import { Failure } from './failure.ts';
import { type Instant, minutes } from './instant.ts';
import type { Authentication, Session } from './sessions/session.ts';
import type { UserId } from './users/user.ts';

/** Users with second factors change what they sign in with only so soon after a challenge. */
export const CHALLENGE_VALID_MS = minutes(10);
/** Users without a password change what they sign in with only so soon after signing in. */
export const SIGN_IN_VALID_MS = minutes(15);

/** The sign-in behind the caller's session or signed token; nothing for callers on the word of a server. */
export function authenticationOf({ session, authentication }: Actor): Authentication | undefined {
  return session ? { factors: session.factors, signedInAt: session.createdAt } : authentication;
}

/** The caller's session, if it is the user's own and not that of somebody who acts as the user. */
export function ownSession(actor: Actor, user: UserId): Session | undefined {
  return actor.session?.userId === user ? actor.session : undefined;
}

/** Refuses with `challenge_required` unless the caller's session has proven within `ms` who holds it. */
export function requireProofWithin(
  actor: Actor,
  user: UserId,
  { now, ms }: { readonly now: Instant; readonly ms: number },
): void {
  const provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? null;
  if (provenAt === null || provenAt + ms < now) throw new Failure('challenge_required');
}

/** Refuses with `challenge_required` unless the user signed in, or has proven to hold the session, within `ms`. */
export function requireSignInWithin(
  actor: Actor,
  user: UserId,
  { now, ms }: { readonly now: Instant; readonly ms: number },
): void {
  if (actor.id !== user || actor.impersonatorId !== undefined) throw new Failure('challenge_required');
  const signedInAt = authenticationOf(actor)?.signedInAt ?? -Infinity;
  const provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? -Infinity;
  if (Math.max(signedInAt, provenAt) + ms < now) throw new Failure('challenge_required');
}
