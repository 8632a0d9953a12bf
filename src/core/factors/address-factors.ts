import type { Actor } from '../actor.ts';
import type { User } from '../users/user.ts';

/** The user's verified addresses, as far as they count as second factors in the project. */
export function addressFactors(actor: Actor, user: User): readonly ('email' | 'phone')[] {
  const accepted = actor.project.policies.mfaFactors;
  const byMail = user.email !== null && user.emailVerifiedAt !== null && accepted.includes('email');
  const bySms = user.phone !== null && user.phoneVerifiedAt !== null && accepted.includes('phone');
  return [...(byMail ? ['email' as const] : []), ...(bySms ? ['phone' as const] : [])];
}
