import type { SessionClaims } from '../../crypto/jwt.ts';
import { digest } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { isAhead } from '../expiry.ts';
import { hours, type Instant, instantOf } from '../instant.ts';
import type { Project } from '../projects/project.ts';
import { findUser, touchUser } from '../users/store.ts';
import { stampOf, type User } from '../users/user.ts';
import { type Authentication, parseSessionToken, type Session } from './session.ts';
import { findSession, findSessionBySecret, touchSession } from './store.ts';

export type SessionHolder = {
  readonly user: User;
  readonly session: Session | undefined;
  /** Only for a signed token that is bound to a session. */
  readonly authentication?: Authentication;
};

/** Minimum interval between two last-seen writes. */
const LAST_SEEN_INTERVAL = hours(24);
/** The use of a session is recorded to this fraction of the project's idle limit. */
const IDLE_PARTS = 10;
const TRACKED_AT_MOST = 100_000;

/** Returns the holder of a valid session by its secret. */
export async function authenticateSession(
  core: Core,
  project: Project,
  value: string,
): Promise<SessionHolder | undefined> {
  const token = parseSessionToken(value);
  if (!token) return undefined;
  const now = core.clock.now();
  const of = { user: token.user, secretHash: digest(token.secret), now };
  const [session, user] = await Promise.all([
    findSessionBySecret(core.read, project.id, of),
    findUser(core.read, project.id, token.user),
  ]);
  if (!session || !user || isIdle(project, session, now)) return undefined;
  return { user, session };
}

/**
 * Returns the user of a signed token, and the sign-in behind it. The token ends with the session that it is bound to,
 * else with the password.
 */
export async function authenticateJwt(
  core: Core,
  project: Project,
  claims: SessionClaims,
): Promise<SessionHolder | undefined> {
  const now = core.clock.now();
  // Cast: signed by us, so it is a user's id.
  const user = await findUser(core.read, project.id, claims.userId as User['id']);
  if (!user) return undefined;
  if (claims.sessionId === '')
    return claims.stamp === stampOf(user) ? { user, session: undefined } : undefined;
  const of = { user: user.id, id: claims.sessionId, now };
  const session = await findSession(core.read, project.id, of);
  if (!session || isIdle(project, session, now)) return undefined;
  const authentication = { factors: claims.factors, signedInAt: session.issuedAt };
  return { user, session: undefined, authentication };
}

function isIdle({ policies }: Project, session: Session, now: Instant): boolean {
  if (policies.sessionIdleSeconds === 0) return false;
  return (session.usedAt ?? session.issuedAt) + policies.sessionIdleSeconds * 1000 <= now;
}

/** Updates last-seen of user and session after the response. Errors go to `failed`. */
export function lastSeenTracker(core: Core, failed: (error: unknown) => void) {
  const recorded = new Map<string, number>();
  const isDue = (key: string, last: number | null, every: number): boolean => {
    const now = core.clock.now();
    const seen = Math.max(last ?? 0, recorded.get(key) ?? 0);
    // One that lies ahead was written while the clock was, and is corrected.
    if (now - seen < every && !isAhead(seen, now, 0)) return false;
    if (recorded.size >= TRACKED_AT_MOST) recorded.clear();
    recorded.set(key, now);
    return true;
  };
  return (project: Project, { user, session }: SessionHolder): void => {
    const at = core.clock.now();
    const idle = project.policies.sessionIdleSeconds * 1000;
    const isUsed = session && idle > 0 && isDue(`s ${session.id}`, session.usedAt, idle / IDLE_PARTS);
    const isSeen = isDue(`u ${project.id} ${user.id}`, user.accessedAt, LAST_SEEN_INTERVAL);
    if (!isUsed && !isSeen) return;
    core
      .unaudited(async (tx) => {
        const before = instantOf(at - LAST_SEEN_INTERVAL);
        if (isSeen) await touchUser(tx, project.id, { id: user.id, at, before });
        if (isUsed) await touchSession(tx, project.id, { user: user.id, id: session.id, at });
      })
      .catch(failed);
  };
}
