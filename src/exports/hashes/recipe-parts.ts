import type { Expression } from '../../crypto/passwords/recipe.ts';
import { constantIn, digestIn, type Recipe } from '../../crypto/passwords/recipe-hash.ts';
import { type Digest, digests, type HashParts } from './stored.ts';

/**
 * Returns what a recipe is when it is one of the usual hashes, such as `sha256(salt + password)`. `own` takes apart the
 * text that `bcrypt()`, `argon2()` and `crypt()` read themselves.
 */
export function recipeParts(recipe: Recipe, own: (text: string) => HashParts): HashParts | undefined {
  const { alternatives, rounds, again, hash: encoding } = recipe.recipe;
  const [call, ...others] = alternatives;
  if (!call || others.length > 0) return undefined;
  const { name, parts, numbers } = call;
  if (encoding === 'own') return isPassword(parts[0]) ? own(recipe.hash) : undefined;
  const hash = digestIn(recipe.recipe, recipe.hash);
  if (!hash) return undefined;

  const digest = digests.find((each) => each === name);
  if (digest) {
    const isAgain = rounds === 1 || (again.is === 'name' && again.name === 'last');
    const around = isAgain ? saltIn(recipe, parts[0]) : undefined;
    return around && { kind: 'digest', digest, rounds, hash, ...around };
  }
  if (rounds > 1) return undefined;
  const keyed = digestAfter('hmac_', name);
  if (keyed) {
    const key = isPassword(parts[1]) ? constant(recipe, parts[0]) : undefined;
    return key && { kind: 'hmac', digest: keyed, key, hash };
  }
  const salt = isPassword(parts[0]) ? constant(recipe, parts[1]) : undefined;
  return salt && stretched(name, numbers, { salt, hash });
}

function stretched(
  name: string,
  numbers: readonly number[],
  of: { readonly salt: Buffer; readonly hash: Buffer },
): HashParts | undefined {
  const [first = 0, second = 0, third = 0] = numbers;
  const digest = digestAfter('pbkdf2_', name);
  if (digest) return { kind: 'pbkdf2', digest, rounds: first, ...of };
  if (name === 'scrypt') return { kind: 'scrypt', cost: first, blockSize: second, parallelism: third, ...of };
  const type = (['argon2d', 'argon2i', 'argon2id'] as const).find((each) => each === name);
  return type && { kind: 'argon2', type, version: 19, passes: first, memory: second, lanes: third, ...of };
}

function digestAfter(prefix: string, name: string): Digest | undefined {
  return digests.find((digest) => name === prefix + digest);
}

function isPassword(expression: Expression | undefined): boolean {
  return expression?.is === 'name' && expression.name === 'password';
}

function constant(recipe: Recipe, expression: Expression | undefined): Buffer | undefined {
  return expression && constantIn(recipe, expression);
}

/** What stands beside the password, on one side only. */
function saltIn(
  recipe: Recipe,
  expression: Expression | undefined,
): { readonly salt: Buffer; readonly saltIs: 'before' | 'after' } | undefined {
  if (!expression) return undefined;
  const parts = expression.is === 'join' ? expression.parts : [expression];
  const at = parts.findIndex(isPassword);
  const others = parts.toSpliced(at, 1).map((part) => constantIn(recipe, part));
  const isOneSided = at === 0 || at === parts.length - 1;
  if (at < 0 || !isOneSided || others.includes(undefined)) return undefined;
  const salt = Buffer.concat(others.filter((bytes) => bytes !== undefined));
  return { salt, saltIs: at === 0 && salt.length > 0 ? 'after' : 'before' };
}
