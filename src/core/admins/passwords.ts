import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type CheckedPassword, hashChecked } from '../users/checked-password.ts';
import { type Person, refusePassword } from '../users/password-policies.ts';
import { inInstallation } from './installation.ts';

/** NIST SP 800-63B 3.1.1.2: characters of a password that is the only factor, and of one beside a second factor. */
export const CHARACTERS_ALONE = 15;
const CHARACTERS_BESIDE = 8;
const CHARACTERS_AT_MOST = 256;

/** Reports whether the password is long enough to be the only factor. */
export function isLongAlone(password: string): boolean {
  return Array.from(password).length >= CHARACTERS_ALONE;
}

/** Hashes the password of an administrator. Fails with `argument_invalid`, `password_personal` and `password_recently_used`. */
export async function adminPassword(
  core: Core,
  actor: Actor,
  input: { readonly password: string; readonly person: Person; readonly hasSecondFactor: boolean },
): Promise<CheckedPassword> {
  const { password, person, hasSecondFactor } = input;
  const least = hasSecondFactor ? CHARACTERS_BESIDE : CHARACTERS_ALONE;
  const { length } = Array.from(password);
  if (length < least || length > CHARACTERS_AT_MOST)
    throw new Failure({
      code: 'argument_invalid',
      field: 'password',
      rule: 'length',
      least,
      most: CHARACTERS_AT_MOST,
    });
  await refusePassword(core, inInstallation(actor), { password, user: person, earlier: true });
  return hashChecked(core, inInstallation(actor), password);
}
