import { argon2 } from '../../crypto/passwords/argon2.ts';
import { aspnet } from '../../crypto/passwords/aspnet.ts';
import { bcrypt } from '../../crypto/passwords/bcrypt.ts';
import { betterAuth } from '../../crypto/passwords/better-auth.ts';
import { fromBase64, fromHex } from '../../crypto/passwords/bytes.ts';
import { md5Crypt, shaCrypt, unixMd5, unixSha } from '../../crypto/passwords/crypt.ts';
import { django } from '../../crypto/passwords/django.ts';
import { drupal } from '../../crypto/passwords/drupal.ts';
import { fbscrypt, scryptMod } from '../../crypto/passwords/firebase.ts';
import { hmac } from '../../crypto/passwords/hmac.ts';
import { ldap } from '../../crypto/passwords/ldap.ts';
import { findScheme } from '../../crypto/passwords/passwords.ts';
import { type Pbkdf2, pbkdf2 } from '../../crypto/passwords/pbkdf2.ts';
import { phpass, portable } from '../../crypto/passwords/phpass.ts';
import { md5, sha } from '../../crypto/passwords/raw-digests.ts';
import { recipeHash } from '../../crypto/passwords/recipe-hash.ts';
import { saltedDigest } from '../../crypto/passwords/salted-digests.ts';
import type { ParsedScheme, Scheme, SpellingScheme } from '../../crypto/passwords/scheme.ts';
import { phcScrypt, scrypt } from '../../crypto/passwords/scrypt.ts';
import { gappedIn, sealed } from '../../crypto/passwords/sealed.ts';
import { werkzeug } from '../../crypto/passwords/werkzeug.ts';
import { wordpress } from '../../crypto/passwords/wordpress.ts';
import { recipeParts } from './recipe-parts.ts';
import { type Digest, digests, type HashParts, type StoredHash } from './stored.ts';

/** Takes a stored string apart. Malformed strings and those of no known scheme are of the kind `other`. Does no work. */
export function storedHashOf(stored: string): StoredHash {
  return { ...partsOf(findScheme(stored), stored), text: stored };
}

const OTHER: HashParts = { kind: 'other', form: 'unknown' };

function partsOf(scheme: Scheme | undefined, stored: string): HashParts {
  if (!scheme) return OTHER;
  return readers.get(scheme)?.(stored) ?? { kind: 'other', form: scheme.name };
}

type Reader = (stored: string) => HashParts | undefined;

const readers: ReadonlyMap<Scheme, Reader> = new Map<Scheme, Reader>([
  parsed(argon2, ({ algorithm, version, memoryCost, timeCost, threads, salt, digest }) => ({
    kind: 'argon2',
    type: (['argon2d', 'argon2i', 'argon2id'] as const)[algorithm] ?? 'argon2id',
    version: version === 0 ? 16 : 19,
    memory: memoryCost,
    passes: timeCost,
    lanes: threads,
    salt,
    hash: digest,
  })),
  parsed(bcrypt, ({ version, cost, stored }) => ({
    kind: 'bcrypt',
    // Cast: the form of bcrypt's strings has these four.
    variant: `2${version}` as '2a' | '2b' | '2x' | '2y',
    cost,
    salt: stored.slice(7, 29),
    hash: stored.slice(29),
  })),
  parsed(pbkdf2, pbkdf2Parts),
  parsed(aspnet, pbkdf2Parts),
  parsed(phcScrypt, ({ n, r, p, salt, digest }) => scryptParts({ n, r, p, salt, hash: digest })),
  parsed(scrypt, ({ n, r, p, salt, hash }) =>
    scryptParts({ n, r, p, salt: Buffer.from(salt), hash: fromHex(hash) ?? Buffer.alloc(0) }),
  ),
  parsed(fbscrypt, firebaseParts),
  parsed(portable, ({ log2 }, hash) => ({ kind: 'phpass', rounds: 2 ** log2, hash })),
  parsed(unixMd5, ({ magic }, hash) =>
    magic === '$1$' ? { kind: 'crypt', digest: 'md5', hash } : { kind: 'other', form: 'apr1' },
  ),
  parsed(unixSha, ({ algorithm }, hash) => ({
    kind: 'crypt',
    digest: algorithm === 'sha256' ? 'sha256' : 'sha512',
    hash,
  })),
  parsed(md5, ({ bytes }) => rawDigest('md5', bytes)),
  parsed(sha, ({ algorithm, bytes }) => rawDigest(algorithm, bytes)),
  parsed(saltedDigest, ({ algorithm, pieces, iterations, again, hash }) => {
    const at = pieces.indexOf('password');
    const [before, after] = [pieces.slice(0, at), pieces.slice(at + 1)].map(joined);
    if (!isDigest(algorithm) || (iterations > 1 && again === 'hex') || !before || !after) return undefined;
    if (before.length > 0 && after.length > 0) return undefined;
    const [salt, saltIs] = after.length > 0 ? [after, 'after' as const] : [before, 'before' as const];
    return { kind: 'digest', digest: algorithm, rounds: iterations, salt, saltIs, hash };
  }),
  parsed(hmac, ({ algorithm, key, hash }) =>
    isDigest(algorithm) ? { kind: 'hmac', digest: algorithm, key, hash } : undefined,
  ),
  parsed(recipeHash, (recipe) => recipeParts(recipe, (own) => partsOf(findScheme(own), own))),
  [sealed, sealedParts],
  ...[betterAuth, django, drupal, ldap, md5Crypt, phpass, scryptMod, shaCrypt, werkzeug, wordpress].map(
    spelled,
  ),
]);

function parsed<Parts>(
  scheme: ParsedScheme<Parts>,
  convert: (parts: Parts, stored: string) => HashParts | undefined,
): [Scheme, Reader] {
  return [
    scheme,
    (stored) => {
      const parts = scheme.parse(stored);
      return parts && convert(parts, stored);
    },
  ];
}

function spelled(scheme: SpellingScheme): [Scheme, Reader] {
  return [
    scheme,
    (stored) => {
      const found = scheme.read(stored);
      if (!found) return undefined;
      const inner = partsOf(found.scheme, found.stored);
      if (!found.prepare) return inner;
      return { kind: 'wrapped', form: scheme.name, inner: { ...inner, text: found.stored } };
    },
  ];
}

function pbkdf2Parts({ digest, iterations, salt, hash }: Pbkdf2): HashParts | undefined {
  return isDigest(digest) ? { kind: 'pbkdf2', digest, rounds: iterations, salt, hash } : undefined;
}

function scryptParts({
  n,
  r,
  p,
  salt,
  hash,
}: Record<'n' | 'r' | 'p', number> & Record<'salt' | 'hash', Buffer>): HashParts {
  return { kind: 'scrypt', cost: n, blockSize: r, parallelism: p, salt, hash };
}

function firebaseParts(
  of: NonNullable<ReturnType<(typeof fbscrypt)['parse']>>,
): (HashParts & { readonly kind: 'fbscrypt' }) | undefined {
  const [salt, separator] = [fromBase64(of.salt), fromBase64(of.saltSeparator)];
  // Firebase itself has no other.
  if (of.p !== 1 || !salt || !separator) return undefined;
  const { signerKey, hash } = of.bytes;
  return { kind: 'fbscrypt', rounds: of.r, memory: of.memoryCost, salt, separator, signerKey, hash };
}

/** Firebase's without what is kept with the import; anything else needs a pepper. */
function sealedParts(stored: string): HashParts | undefined {
  const gapped = gappedIn(stored);
  if (!gapped) return undefined;
  if (gapped.scheme !== scryptMod) return { kind: 'peppered', form: gapped.scheme.name };
  const parts = partsOf(gapped.scheme, gapped.stored);
  if (parts.kind !== 'fbscrypt') return undefined;
  return { ...parts, separator: gapped.lacksSeparator ? undefined : parts.separator, signerKey: undefined };
}

function rawDigest(name: string, hash: Buffer): HashParts | undefined {
  if (!isDigest(name)) return undefined;
  return { kind: 'digest', digest: name, rounds: 1, salt: Buffer.alloc(0), saltIs: 'before', hash };
}

/** Undefined when the password is among the pieces. */
function joined(pieces: readonly (Buffer | 'password')[]): Buffer | undefined {
  const bytes = pieces.filter((piece) => piece !== 'password');
  return bytes.length === pieces.length ? Buffer.concat(bytes) : undefined;
}

function isDigest(name: string): name is Digest {
  return digests.some((digest) => digest === name);
}
