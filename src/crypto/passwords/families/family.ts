import { fromBase64 } from '../bytes.ts';
import { ReadablePassword } from '../readable.ts';
import { readRecipe } from '../recipe.ts';
import { KEPT, recipeHash } from '../recipe-hash.ts';
import { sealedHash } from '../sealed.ts';
import type { HashSecrets, SourceHash } from '../source-hash.ts';

/** What is stored, or why nothing is. A password in clear text is no hash: it comes with its refusal. */
export type Outcome =
  | { readonly stored: string }
  | { readonly refused: string; readonly readable?: ReadablePassword };

/** A hash as a family reads it. */
export type Source = {
  readonly scheme: string;
  /** Empty when the hash comes in parts. */
  readonly stored: string;
  /** A part as text; empty when it is absent or null. */
  readonly part: (name: string) => string;
  readonly secrets: HashSecrets;
};

/** Turns the hashes of one kind of system into stored strings, whose scheme checks form and costs afterwards. */
export type Family = (source: Source) => Outcome;

/** No hash and no field of one is longer. Of those that are known, 389 Directory Server's have 440 characters. */
const CHARACTERS_AT_MOST = 4096;

export function sourceOf(hash: SourceHash, secrets: HashSecrets): Source | undefined {
  const parts = 'parts' in hash ? hash.parts : {};
  const texts = new Map(
    Object.entries(parts).map(([name, value]) => [name, value === null ? '' : String(value)]),
  );
  const stored = 'stored' in hash ? hash.stored : '';
  if ([stored, ...texts.values()].some((text) => text.length > CHARACTERS_AT_MOST)) return undefined;
  return { scheme: hash.scheme, stored, part: (name) => texts.get(name) ?? '', secrets };
}

export function keep(stored: string): Outcome {
  return { stored };
}

export function refuse(refused: string): Outcome {
  return { refused };
}

/** Refuses a field that holds the password itself, which the caller may have hashed instead. */
export function readable(password: string): Outcome {
  return { refused: 'The field holds a password in clear text.', readable: new ReadablePassword(password) };
}

/** The fields that the hash has beside itself. */
type Fields = { readonly hash: string; readonly salt?: string; readonly username?: string };

/** Keeps a hash with the recipe that makes it. A pepper stays with the import, and the string refers to it. */
export function byRecipe({ secrets }: Source, recipe: string, { hash, salt, username }: Fields): Outcome {
  const read = readRecipe(recipe);
  if ('refused' in read) return read;
  const fields = {
    hash,
    ...(read.uses.has('salt') && salt !== undefined ? { salt } : {}),
    ...(read.uses.has('username') && username !== undefined ? { username } : {}),
  };
  if (!read.uses.has('pepper')) return keep(recipeHash.encode({ recipe, ...fields }));
  if (!secrets.pepper) return refuse('The hash was made with a pepper, and the import has none.');
  return keep(sealedHash(importIn(secrets), recipeHash.encode({ recipe, ...fields, pepper: KEPT })));
}

/** Keeps Firebase's modified scrypt. What the string lacks comes from the import. */
export function byFirebase(
  { secrets }: Source,
  {
    hash,
    salt,
    separator,
    n,
    r,
  }: Record<'hash' | 'salt', string> & { separator?: string; n?: number; r?: number },
): Outcome {
  if (!secrets.signerKey) return refuse('The hash is made with a signer key, and the import has none.');
  if (separator === undefined && secrets.saltSeparator === undefined)
    return refuse('The hash is made with a salt separator, and the import has none.');
  const wrong = wrongSecret(secrets, hash);
  if (wrong !== undefined) return refuse(wrong);
  const [cost, blocks] = [n ?? secrets.memCost ?? 14, r ?? secrets.rounds ?? 8];
  const gapped = `$fbscrypt$v=1,n=${cost},r=${blocks},p=1,ss=${separator ?? KEPT},sk=${KEPT}$${salt}$${hash}`;
  return keep(sealedHash(importIn(secrets), gapped));
}

/** No scheme sees the secrets of an import before the first sign-in, which a wrong one would refuse. */
function wrongSecret({ signerKey = '', saltSeparator = '' }: HashSecrets, hash: string): string | undefined {
  if (!fromBase64(saltSeparator)) return 'The salt separator of the import is not base64.';
  const [key, bytes] = [fromBase64(signerKey), fromBase64(hash)];
  if (!key) return 'The signer key of the import is not base64.';
  return bytes && bytes.length !== key.length
    ? `The signer key of the import has ${key.length} bytes, and the hash is made with one of ${bytes.length}.`
    : undefined;
}

function importIn({ importId }: HashSecrets): string {
  if (importId === undefined) throw new Error('secrets of hashes need the id of their import');
  return importId;
}

/** Reads a part that is JSON: an object, or undefined. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Cast: an object has text keys.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const isHex = (text: string, bytes: number): boolean =>
  text.length === 2 * bytes && /^[\da-fA-F]*$/.test(text);

/** A literal of the recipe language. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
