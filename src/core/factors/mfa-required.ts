import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Session } from '../sessions/session.ts';
import type { User } from '../users/user.ts';
import { hasVerified } from './authenticators-store.ts';

/** A session that has shown so many factors owes none. */
const FACTORS_NEEDED = 2;

/** Whether a session must show a second factor before it is good for anything else. Asks the database at most once. */
export async function mfaRequired(core: Core, actor: Actor, user: User, session: Session): Promise<boolean> {
  if (user.mfaEnabledAt === null || session.factors.length >= FACTORS_NEEDED) return false;
  if (addressFactors(actor, user).length > 0) return true;
  return hasVerified(core.read, actor.project.id, { user: user.id, kind: 'totp' });
}

/** The user's verified addresses, as far as they count as second factors in the project. */
export function addressFactors(actor: Actor, user: User): readonly ('email' | 'phone')[] {
  const byMail = user.email !== null && user.emailVerifiedAt !== null && actor.project.policies.emailFactor;
  const bySms = user.phone !== null && user.phoneVerifiedAt !== null;
  return [...(byMail ? ['email' as const] : []), ...(bySms ? ['phone' as const] : [])];
}
