import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Session } from '../sessions/session.ts';
import type { User } from '../users/user.ts';
import { hasVerified } from './store.ts';

const FACTORS = 2;

/** Whether a session must show a second factor before it is good for anything else. Asks the database at most once. */
export async function owesFactor(core: Core, actor: Actor, user: User, session: Session): Promise<boolean> {
  if (user.mfaEnabledAt === null || session.factors.length >= FACTORS) return false;
  const byMail = user.emailVerifiedAt !== null && actor.project.policies.emailFactor;
  if (byMail || user.phoneVerifiedAt !== null) return true;
  return hasVerified(core.read, actor.project.id, user.id, 'totp');
}
