import { fromBase64, unpadded } from '../bytes.ts';
import { drupal as drupalScheme } from '../drupal.ts';
import { pbkdf2 } from '../pbkdf2.ts';
import { byRecipe, type Family, isHex, keep, type Outcome, refuse, type Source } from './family.ts';
import { byDigest, plainText } from './plain.ts';

const MALFORMED = 'The hash is malformed, or cut.';

/** Forms add slashes to passwords with quotes, and trim them. */
export const wordpress: Family = (source) => {
  const { stored: hash } = source;
  if (hash.startsWith('$wp$')) return keep(hash);
  if (isHex(hash, 16)) return byRecipe(source, 'md5(password) or md5(slashes(password))', { hash });
  const plain = plainText(source, hash);
  if ('refused' in plain || plain.stored !== hash) return plain;
  const recipe = 'crypt(trim(password)) or crypt(password) or crypt(slashes(trim(password)))';
  return byRecipe(source, recipe, { hash });
};

export const drupal: Family = (source) =>
  drupalScheme.owns(source.stored) ? keep(source.stored) : plainText(source, source.stored);

/** Also `<md5>:<salt>`, and `{SHA256}<hex>:<salt>`, which is not RFC 2307. */
export const joomla: Family = (source) => {
  const { stored } = source;
  const [, sha256, salt256 = ''] = /^\{SHA256\}([\da-f]{64}):(.+)$/.exec(stored) ?? [];
  if (sha256 !== undefined)
    return byDigest(source, { name: 'sha256', input: 'password + salt', hash: sha256, salt: salt256 });
  const [, hash, salt = ''] = /^([\da-f]{32})(?::(.*))?$/.exec(stored) ?? [];
  if (hash === undefined) return plainText(source, stored);
  return byDigest(source, { name: 'md5', input: salt === '' ? 'password' : 'password + salt', hash, salt });
};

/** A version and a hash; before, the salt of the installation behind the password, or bare SHA-1. */
export const nextcloud: Family = (source) => {
  const { stored } = source;
  const [, versioned] = /^[123]\|(.+)$/.exec(stored) ?? [];
  if (versioned !== undefined) return plainText(source, versioned);
  if (isHex(stored, 20)) return byDigest(source, { name: 'sha1', input: 'password', hash: stored });
  if (stored.length !== 60 || !/^\$2/.test(stored)) return refuse(MALFORMED);
  if (!source.secrets.pepper) return plainText(source, stored);
  return byRecipe(source, 'bcrypt(password + pepper) or bcrypt(password)', { hash: stored });
};

/** The newest pepper is tried, then none: peppers are given up by an empty one. */
export const moodle: Family = (source) => {
  const { stored: hash, secrets } = source;
  if (isHex(hash, 16))
    return secrets.pepper
      ? byRecipe(source, 'md5(password + pepper) or md5(password)', { hash })
      : byDigest(source, { name: 'md5', input: 'password', hash });
  if (!secrets.pepper || !/^\$6\$/.test(hash)) return plainText(source, hash);
  return byRecipe(source, 'crypt(password + pepper) or crypt(password)', { hash });
};

/** The salt is hex, used as text. */
export const discourse: Family = (source) => {
  const [, digest = '', iterations = '', length = ''] =
    /^\$pbkdf2-(sha\d+)\$i=([1-9]\d{0,9}),l=([1-9]\d{0,3})\$$/.exec(
      source.part('password_algorithm') || '$pbkdf2-sha256$i=64000,l=32$',
    ) ?? [];
  const [hash, salt] = [source.part('password_hash'), source.part('password_salt')];
  if (digest === '' || salt === '' || !isHex(hash, Number(length))) return refuse(MALFORMED);
  const fields = { digest, iterations: Number(iterations), salt: Buffer.from(salt), length: Number(length) };
  return keep(pbkdf2.encode({ ...fields, hash: unpadded(Buffer.from(hash, 'hex')) }));
};

/** `:<type>:` and fields divided by colons; two types are PBKDF2 over the digests of older ones. */
export const mediawiki: Family = (source) => {
  const stored = source.stored || source.part('stored');
  if (isHex(stored, 16)) return beforeTypes(source, stored);
  const [, type = '', rest = ''] = /^:([A-Za-z\d-]+):(.+)$/s.exec(stored) ?? [];
  const read = Object.hasOwn(wikiTypes, type) ? wikiTypes[type] : undefined;
  return read ? read(source, rest) : refuse('The type of the hash is unknown, or there is no password.');
};

/** Before 1.13, with the id of the user if the wiki had `$wgPasswordSalt`. */
function beforeTypes(source: Source, hash: string): Outcome {
  if (!source.secrets.pepper) return byDigest(source, { name: 'md5', input: 'password', hash });
  const username = source.part('user_id');
  if (username === '') return refuse('The hash depends on the id of its user, which is absent.');
  return byRecipe(source, "md5(username + '-' + hex(md5(password))) or md5(password)", { hash, username });
}

const wikiTypes: Readonly<Record<string, (source: Source, rest: string) => Outcome>> = {
  A: (source, rest) =>
    isHex(rest, 16) ? byDigest(source, { name: 'md5', input: 'password', hash: rest }) : wikiB(source, rest),
  B: wikiB,
  pbkdf2: (_, rest) => {
    const [digest = '', iterations = '', length = '', saltText = '', hash = ''] = rest.split(':');
    const salt = fromBase64(saltText);
    if (!salt || !/^[1-9]\d{0,14}$/.test(iterations) || !/^[1-9]\d{0,3}$/.test(length))
      return refuse(MALFORMED);
    return keep(
      pbkdf2.encode({ digest, iterations: Number(iterations), length: Number(length), salt, hash }),
    );
  },
  bcrypt: (source, rest) => {
    const [, cost = '', salt = '', digest = ''] =
      /^(\d{1,2})\$([./\dA-Za-z]{22})\$([./\dA-Za-z]{31})$/.exec(rest) ?? [];
    return plainText(source, `$2y$${cost.padStart(2, '0')}$${salt}${digest}`);
  },
  argon2: plainText,
  'pbkdf2-legacyA': (source, rest) => wikiLayers(source, rest, () => 'hex(md5(password))'),
  'pbkdf2-legacyB': (source, rest) =>
    wikiLayers(source, rest, (salt) =>
      /^[\da-f]{1,32}$/.test(salt) ? `hex(md5('${salt}-' + hex(md5(password))))` : undefined,
    ),
};

function wikiB(source: Source, rest: string): Outcome {
  const [, salt = '', hash = ''] = /^([^:]+):([\da-f]{32})$/.exec(rest) ?? [];
  return salt === ''
    ? refuse(MALFORMED)
    : byRecipe(source, "md5(salt + '-' + hex(md5(password)))", { hash, salt });
}

/** One layer of PBKDF2 around an older digest, whose own salt is a field between exclamation marks. */
function wikiLayers(source: Source, rest: string, older: (salt: string) => string | undefined): Outcome {
  const [, digest, iterations, length, oldSalt = '', salt = '', hash = ''] =
    /^!(sha1|sha224|sha256|sha384|sha512):([1-9]\d{0,8}):([1-9]\d{0,3})!([^!]*)!([^!]+)!([^!]+)$/.exec(
      rest,
    ) ?? [];
  const input = older(oldSalt);
  if (digest === undefined || input === undefined) return refuse(MALFORMED);
  const recipe = `pbkdf2_${digest}(${input}, salt, ${iterations}, ${length}), base64, salt=base64`;
  return byRecipe(source, recipe, { hash, salt });
}

const MAGENTO_VERSIONS_AT_MOST = 4;

/** `<hash>:<salt>:<version>…`: each version is applied to the result of the one before. */
export const magento: Family = (source) => {
  const [hash = '', salt = '', ...written] = source.stored.split(':');
  if (written.length === 0 && !source.stored.includes(':')) return plainText(source, source.stored);
  const versions = written.length > 0 ? written : [isHex(hash, 16) ? '0' : '1'];
  if (versions.length > MAGENTO_VERSIONS_AT_MOST)
    return refuse(`A chain of more than ${MAGENTO_VERSIONS_AT_MOST} versions is refused.`);
  if (salt === '' || /[\da-f]*[^\da-f]/i.test(hash)) return refuse(MALFORMED);
  let made = '';
  for (const version of versions) {
    const next = magentoVersion(version, made === '' ? 'password' : `hex(${made})`);
    if (next === undefined) return refuse('The version of the hash is unknown.');
    made = next;
  }
  return byRecipe(source, made, { hash, salt });
};

/** libsodium's argon2id has one lane, and a salt of sixteen bytes: a longer one is cut, a shorter one repeated. */
function magentoVersion(version: string, input: string): string | undefined {
  if (version === '0') return `md5(salt + ${input})`;
  if (version === '1') return `sha256(salt + ${input})`;
  if (version === '2') return `argon2id(${input}, fill(salt, 16), 2, 65536, 1, 32)`;
  const [, length, passes, bytes] = /^3_([1-9]\d{0,2})_([1-9]\d{0,2})_([1-9]\d{0,11})$/.exec(version) ?? [];
  if (bytes === undefined) return undefined;
  const kib = Math.min(Math.floor(Number(bytes) / 1024), 999_999_999);
  return `argon2id(${input}, fill(salt, 16), ${passes}, ${kib}, 1, ${length})`;
}

/** The first word of `scheme` names the shop. */
export const shop: Family = (source) => {
  const [word] = source.scheme.split(/[\s:]/);
  const { stored: hash } = source;
  if (word === 'prestashop')
    return isHex(hash, 16) ? byRecipe(source, 'md5(pepper + password)', { hash }) : plainText(source, hash);
  if (word === 'cakephp')
    return isHex(hash, 20) ? byRecipe(source, 'sha1(pepper + password)', { hash }) : plainText(source, hash);
  if (word === 'opencart') return opencart(source);
  if (word === 'oscommerce') {
    const [, digest, salt = ''] = /^([\da-f]{32}):(.+)$/.exec(hash) ?? [];
    if (digest === undefined) return plainText(source, hash);
    return byDigest(source, { name: 'md5', input: 'salt + password', hash: digest, salt });
  }
  return refuse('The software of the shop is unknown.');
};

function opencart(source: Source): Outcome {
  const fields = { hash: source.part('password') || source.stored, salt: source.part('salt') };
  if (!isHex(fields.hash, 20)) return plainText(source, fields.hash);
  return byRecipe(source, 'sha1(salt + hex(sha1(salt + hex(sha1(password)))))', fields);
}
