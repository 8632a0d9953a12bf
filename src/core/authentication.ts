import type { Actor } from './actor.ts';
import { isWithin } from './expiry.ts';
import { Failure } from './failure.ts';
import { type Instant, minutes } from './instant.ts';
import type { Authentication, Session } from './sessions/session.ts';
import type { UserId } from './users/user.ts';

/** Users with a second factor can change their credentials only for this long after a challenge. */
export const CHALLENGE_VALID_MS = minutes(10);
/** Users without a password can change their credentials only for this long after signing in. */
export const SIGN_IN_VALID_MS = minutes(15);

/** Returns the sign-in behind the caller's session or signed token; nothing for a caller that a server vouches for. */
export function authenticationOf({ session, authentication }: Actor): Authentication | undefined {
  return session ? { factors: session.factors, signedInAt: session.issuedAt } : authentication;
}

/** Returns the caller's session if it is the user's own, not an impersonator's. */
export function ownSession(actor: Actor, user: UserId): Session | undefined {
  return actor.session?.userId === user ? actor.session : undefined;
}

/** Fails with `challenge_required` unless the caller's session proved a second factor within the last `ms`. */
export function requireProofWithin(
  actor: Actor,
  user: UserId,
  { now, ms }: { readonly now: Instant; readonly ms: number },
): void {
  const provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? null;
  if (provenAt === null || !isWithin(provenAt, now, ms)) throw new Failure('challenge_required');
}

/**
 * Fails with `challenge_required` unless the user signed in, or the session proved a second factor, within the last
 * `ms`.
 */
export function requireSignInWithin(
  actor: Actor,
  user: UserId,
  { now, ms }: { readonly now: Instant; readonly ms: number },
): void {
  if (actor.id !== user || actor.impersonatorId !== undefined) throw new Failure('challenge_required');
  const signedInAt = authenticationOf(actor)?.signedInAt ?? -Infinity;
  const provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? -Infinity;
  if (!isWithin(signedInAt, now, ms) && !isWithin(provenAt, now, ms)) throw new Failure('challenge_required');
}
