import { ARGON2_COST, argon2 } from './argon2.ts';
import { aspnet } from './aspnet.ts';
import { bcrypt } from './bcrypt.ts';
import { betterAuth } from './better-auth.ts';
import { md5Crypt, shaCrypt } from './crypt.ts';
import { django } from './django.ts';
import { drupal } from './drupal.ts';
import { scryptMod } from './firebase.ts';
import { hmac } from './hmac.ts';
import { ldap } from './ldap.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { pending } from './pending.ts';
import { phpass } from './phpass.ts';
import { md5, sha } from './raw-digests.ts';
import { recipeHash } from './recipe-hash.ts';
import { saltedDigest } from './salted-digests.ts';
import type { Argon2Cost, Parameters, Scheme } from './scheme.ts';
import { phcScrypt, scrypt } from './scrypt.ts';
import { sealed } from './sealed.ts';
import { symfony } from './symfony.ts';
import { werkzeug } from './werkzeug.ts';
import { wordpress } from './wordpress.ts';
import { yescrypt } from './yescrypt.ts';

/**
 * The schemes whose hashes clients can import, by their Appwrite names. `encode` makes the stored string of a hash
 * and its parameters; check it with the same scheme's `refusal` before storing it.
 */
export const importable = { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha } as const;

/** Every scheme, looked up by the prefix of the stored string. */
export const schemes: readonly Scheme[] = [
  ...Object.values(importable),
  aspnet,
  betterAuth,
  django,
  drupal,
  hmac,
  ldap,
  md5Crypt,
  pbkdf2,
  pending,
  phcScrypt,
  recipeHash,
  saltedDigest,
  sealed,
  shaCrypt,
  symfony,
  werkzeug,
  wordpress,
  yescrypt,
];

/** Hashes new passwords. */
export const native = argon2;

export type Described = { readonly scheme: string; readonly parameters: Parameters };

/** Returns the scheme and parameters of a stored string; without one, those of a new password. */
export function describe(stored: string | null): Described {
  if (stored === null) {
    const { memoryCost, timeCost, parallelism: threads } = ARGON2_COST;
    return { scheme: native.name, parameters: { memoryCost, timeCost, threads } };
  }
  const scheme = schemeOf(stored);
  return { scheme: scheme.name, parameters: scheme.parameters(stored) };
}

/** Reports whether a password that just matched this string should be hashed anew. */
export function needsRehash(stored: string, cost: Argon2Cost = ARGON2_COST): boolean {
  return !native.owns(stored) || native.needsRehash(stored, cost);
}

export function findScheme(stored: string): Scheme | undefined {
  return schemes.find((candidate) => candidate.owns(stored));
}

/**
 * Returns the scheme of a stored string. Imports use `findScheme`: a stored string without a scheme is an internal
 * error.
 */
export function schemeOf(stored: string): Scheme {
  const scheme = findScheme(stored);
  if (!scheme) throw new Error('a stored password has no known scheme');
  return scheme;
}
