import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import { requesterOf } from '../limits/network.ts';
import type { User } from './user.ts';

/** A password as a user has it: the hash, and what was found when the plain one was last seen. */
export type CheckedPassword = Pick<User, 'password' | 'passwordCheckedAt' | 'passwordPwnedAt'>;

export const noPassword: CheckedPassword = { password: null, passwordCheckedAt: null, passwordPwnedAt: null };

/** Hashes a plain password, and looks for it among the common ones. `user` is the one who asks, if there is one. */
export async function hashChecked(
  core: Core,
  actor: Actor,
  plain: string,
  user?: string,
): Promise<CheckedPassword> {
  const found = await checkPlain(core, plain);
  return { password: await core.passwords.hash(plain, requesterOf(actor, user)), ...found };
}

/** Returns what is found of a plain password: whether it is among those that attackers try first. */
export async function checkPlain(
  core: Core,
  plain: string,
): Promise<Pick<CheckedPassword, 'passwordCheckedAt' | 'passwordPwnedAt'>> {
  const at: Instant = core.clock.now();
  return { passwordCheckedAt: at, passwordPwnedAt: (await core.passwords.isCommon(plain)) ? at : null };
}

/** Whether two checks found the same. */
export function isSameFinding(
  a: Pick<User, 'passwordCheckedAt' | 'passwordPwnedAt'>,
  b: Pick<User, 'passwordCheckedAt' | 'passwordPwnedAt'>,
): boolean {
  const isChecked = (a.passwordCheckedAt === null) === (b.passwordCheckedAt === null);
  return isChecked && (a.passwordPwnedAt === null) === (b.passwordPwnedAt === null);
}
