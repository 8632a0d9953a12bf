import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { User } from '../users/user.ts';
import { addressFactors } from './address-factors.ts';
import { hasUsableTotp } from './authenticators-store.ts';

/** A credential behind which so many factors stand owes none. */
const FACTORS_NEEDED = 2;

/**
 * Reports whether a session, or a credential made with one, must prove a second factor before it can be used for
 * anything else, by the factors behind it. Queries the database at most once.
 */
export async function mfaRequired(
  core: Core,
  actor: Actor,
  user: User,
  { factors }: { readonly factors: readonly string[] },
): Promise<boolean> {
  if (user.mfaEnabledAt === null || factors.length >= FACTORS_NEEDED) return false;
  if (addressFactors(actor, user).length > 0) return true;
  return hasUsableTotp(core.read, actor.project, user);
}
