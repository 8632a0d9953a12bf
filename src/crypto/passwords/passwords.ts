import { ARGON2_COST, argon2 } from './argon2.ts';
import type { Scheme } from './scheme.ts';

/** Every scheme, looked up by the prefix of the stored string. */
const schemes: readonly Scheme[] = [argon2];

/** New passwords are hashed with this one. */
export const native = argon2;

export type Described = { readonly scheme: string; readonly parameters: ReturnType<Scheme['parameters']> };

/** The scheme of a stored string and its parameters; without one, what a new password would get. */
export function describe(stored: string | null): Described {
  if (stored === null) {
    const { memoryCost, timeCost, parallelism: threads } = ARGON2_COST;
    return { scheme: native.name, parameters: { memoryCost, timeCost, threads } };
  }
  const scheme = schemeOf(stored);
  return { scheme: scheme.name, parameters: scheme.parameters(stored) };
}

export function schemeOf(stored: string): Scheme {
  const scheme = schemes.find((candidate) => candidate.owns(stored));
  if (!scheme) throw new Error('a stored password has no known scheme');
  return scheme;
}
