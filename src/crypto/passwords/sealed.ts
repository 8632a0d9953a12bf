import { scryptMod } from './firebase.ts';
import { base64url, KEPT, recipeHash } from './recipe-hash.ts';
import { malformed, type Scheme } from './scheme.ts';

/** The secrets of an import that its hashes refer to. Kept sealed, never in a stored string. */
export type KeptSecrets = {
  readonly pepper?: string;
  /** In base64, like the separator. */
  readonly signerKey?: string;
  readonly saltSeparator?: string;
};

const FORM = /^\$sealed\$([A-Za-z\d][A-Za-z\d._-]{0,63})\$(\$.+)$/s;

/** A hash that refers to the secrets of an import: `$sealed$`, the id of the import, and a hash with gaps. */
export function sealedHash(importId: string, gapped: string): string {
  return `$sealed$${importId}$${gapped}`;
}

/** Returns the import whose secrets a stored string refers to. */
export function importOf(stored: string): string | undefined {
  return FORM.exec(stored)?.[1];
}

/**
 * Returns the stored string with the secrets of its import in it, for one check: never store or log it. Undefined when
 * a secret that it needs is absent. Strings of other kinds are returned as they are.
 */
export function withSecrets(stored: string, secrets: KeptSecrets): string | undefined {
  if (!sealed.owns(stored)) return stored;
  const gapped = FORM.exec(stored)?.[2] ?? '';
  for (const fill of [filledRecipe, filledFirebase]) {
    const filled = fill(gapped, secrets);
    if (filled !== undefined) return filled;
  }
  return undefined;
}

function filledRecipe(gapped: string, { pepper }: KeptSecrets): string | undefined {
  const found = /^(\$recipe\$[\w-]*\$[\w-]*\$[\w-]*\$)\?(\$.+)$/s.exec(gapped);
  return found && pepper ? `${found[1]}${base64url(pepper)}${found[2]}` : undefined;
}

function filledFirebase(gapped: string, { signerKey, saltSeparator = '' }: KeptSecrets): string | undefined {
  const found = /^(\$fbscrypt\$v=1,n=\d+,r=\d+,p=\d+,ss=)([^,$]*)(,sk=)\?(\$.+)$/s.exec(gapped);
  if (!found || !signerKey) return undefined;
  const [, start = '', separator = '', middle = '', end = ''] = found;
  return [start, separator === KEPT ? saltSeparator : separator, middle, signerKey, end].join('');
}

/** A hash without the secrets of its import: as it is, and with other texts in their place. */
export type Gapped = {
  readonly scheme: Scheme;
  readonly stored: string;
  /** Whether the salt separator of Firebase is one of them. */
  readonly lacksSeparator: boolean;
};

/** Returns the hash inside, with placeholders for what it lacks. Undefined for a malformed one. */
export function gappedIn(stored: string): Gapped | undefined {
  const found = inner(stored);
  return found && { ...found, lacksSeparator: stored.includes(`,ss=${KEPT},`) };
}

/** Fits the form of every hash, and opens none. */
function withPlaceholders(stored: string): string | undefined {
  const hash = Buffer.from(stored.slice(stored.lastIndexOf('$') + 1), 'base64');
  return withSecrets(stored, { pepper: 'x', signerKey: Buffer.alloc(hash.length).toString('base64') });
}

/** The scheme of the hash with its gaps filled. */
function inner(stored: string): { readonly scheme: Scheme; readonly stored: string } | undefined {
  const filled = withPlaceholders(stored);
  const scheme = [recipeHash, scryptMod].find((each) => filled !== undefined && each.owns(filled));
  return scheme && filled !== undefined ? { scheme, stored: filled } : undefined;
}

/** Matches nothing by itself: callers fill the gaps with `withSecrets` before they verify. */
export const sealed: Scheme = {
  name: 'sealed',
  owns: (stored) => stored.startsWith('$sealed$'),
  verify: async () => false,
  readsAll: (plain, stored) => {
    const found = inner(stored);
    return found ? found.scheme.readsAll(plain, found.stored) : true;
  },
  parameters: (stored) => {
    const found = importOf(stored);
    return found === undefined ? {} : { import: found };
  },
  refusal: (stored) => {
    const found = inner(stored);
    return found ? found.scheme.refusal(found.stored) : malformed('sealed');
  },
  original: (stored) => {
    const found = inner(stored);
    return found ? found.scheme.original(found.stored) : stored;
  },
};
