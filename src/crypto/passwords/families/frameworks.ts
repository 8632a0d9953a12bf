import { aspnet as aspnetScheme } from '../aspnet.ts';
import { betterAuth as betterAuthScheme } from '../better-auth.ts';
import { fromBase64, fromHex, unpadded } from '../bytes.ts';
import { django as djangoScheme } from '../django.ts';
import { pbkdf2 } from '../pbkdf2.ts';
import { sha } from '../raw-digests.ts';
import { symfony as symfonyScheme } from '../symfony.ts';
import { werkzeug as werkzeugScheme } from '../werkzeug.ts';
import { rfc2307 } from './directories.ts';
import { byRecipe, type Family, isHex, keep, type Outcome, readable, refuse, type Source } from './family.ts';
import { byDigest, plainText, scrypt } from './plain.ts';

const MALFORMED = 'The hash is malformed, or cut.';

/** Spring Security's `{id}`. Ids are case-sensitive. */
export const spring: Family = (source) => {
  const { stored } = source;
  if (!stored.startsWith('{')) return plainText(source, stored);
  const [, id = '', text = ''] = /^\{([A-Za-z\d@_-]+)\}(.+)$/s.exec(stored) ?? [];
  if (id === 'noop') return readable(text);
  const read = Object.hasOwn(springEncoders, id) ? springEncoders[id] : undefined;
  return read ? read(source, text) : refuse('The id of the encoder is unknown.');
};

const springEncoders: Readonly<Record<string, (source: Source, text: string) => Outcome>> = {
  bcrypt: ownText(/^\$2/),
  argon2: ownText(/^\$argon2/),
  'argon2@SpringSecurity_v5_8': ownText(/^\$argon2/),
  pbkdf2: (source, text) => springPbkdf2(source, text, { digest: 'sha1', iterations: 185_000, saltBytes: 8 }),
  'pbkdf2@SpringSecurity_v5_8': (source, text) =>
    springPbkdf2(source, text, { digest: 'sha256', iterations: 310_000, saltBytes: 16 }),
  scrypt: (_, text) => springScrypt(text),
  'scrypt@SpringSecurity_v5_8': (_, text) => springScrypt(text),
  sha256: springSha256,
  MD4: messageDigest('md4'),
  MD5: messageDigest('md5'),
  'SHA-1': messageDigest('sha1'),
  'SHA-256': messageDigest('sha256'),
  ldap: rfc2307,
};

function ownText(form: RegExp): (source: Source, text: string) => Outcome {
  return (source, text) => (form.test(text) ? plainText(source, text) : refuse(MALFORMED));
}

/** Salt and key in hex. A secret of the encoder follows the salt. */
function springPbkdf2(
  source: Source,
  text: string,
  { digest, iterations, saltBytes }: { digest: string; iterations: number; saltBytes: number },
): Outcome {
  if (!isHex(text, saltBytes + 32)) return refuse(MALFORMED);
  const [salt, hash] = [text.slice(0, 2 * saltBytes), text.slice(2 * saltBytes)];
  if (source.secrets.pepper) {
    const recipe = `pbkdf2_${digest}(password, salt + pepper, ${iterations}, 32), salt=hex`;
    return byRecipe(source, recipe, { hash, salt });
  }
  const [saltOf, key] = [Buffer.from(salt, 'hex'), unpadded(Buffer.from(hash, 'hex'))];
  return keep(pbkdf2.encode({ digest, iterations, salt: saltOf, hash: key, length: 32 }));
}

/** The parameters are one number in hex: the exponent of N in its upper half, then r and p in a byte each. */
function springScrypt(text: string): Outcome {
  const [, parameters, saltText = '', keyText = ''] = /^\$([\da-f]{1,8})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const [salt, digest] = [fromBase64(saltText), fromBase64(keyText)];
  if (parameters === undefined || !salt || digest?.length !== 32) return refuse(MALFORMED);
  const all = Number.parseInt(parameters, 16);
  return scrypt({ n: 2 ** Math.floor(all / 65_536), r: (all >> 8) & 255, p: all & 255, salt, digest });
}

/** StandardPasswordEncoder: 1,024 rounds; a secret stands between salt and password. */
function springSha256(source: Source, text: string): Outcome {
  if (!isHex(text, 40)) return refuse(MALFORMED);
  const secret = source.secrets.pepper ? ' + pepper' : '';
  const recipe = `sha256(salt${secret} + password), rounds=1024, salt=hex`;
  return byRecipe(source, recipe, { salt: text.slice(0, 16), hash: text.slice(16) });
}

/** The salt keeps its braces, and follows the password. */
function messageDigest(name: string): (source: Source, text: string) => Outcome {
  return (source, text) => {
    const [, salt, hash = ''] = /^(\{[^{}]*\})?([\da-fA-F]+)$/.exec(text) ?? [];
    return byDigest(source, { name, input: salt ? 'password + salt' : 'password', hash, salt: salt ?? '' });
  };
}

/** `{PKCS5S2}` of Jira, Confluence and Crowd. */
export const atlassian: Family = ({ scheme, stored }) => {
  if (scheme === 'atlassian-sha1') {
    const bytes = fromBase64(stored);
    return bytes?.length === 20
      ? keep(sha.encode({ hash: bytes.toString('hex'), version: 'sha1' }))
      : refuse(MALFORMED);
  }
  const bytes = stored.startsWith('{PKCS5S2}') ? fromBase64(stored.slice('{PKCS5S2}'.length)) : undefined;
  if (bytes?.length !== 48) return refuse(MALFORMED);
  const [salt, hash] = [bytes.subarray(0, 16), unpadded(bytes.subarray(16))];
  return keep(pbkdf2.encode({ digest: 'sha1', iterations: 10_000, salt, hash, length: 32 }));
};

export const django: Family = (source) => {
  const { stored } = source;
  if (djangoScheme.owns(stored)) return keep(stored);
  if (isHex(stored, 16)) return byDigest(source, { name: 'md5', input: 'password', hash: stored });
  return plainText(source, stored);
};

/** Before 2.3, `sha256$salt$hex`: an HMAC keyed with the salt. */
export const werkzeug: Family = (source) => {
  const { stored } = source;
  if (werkzeugScheme.owns(stored)) return keep(stored);
  const [, name = '', salt = '', hash = ''] =
    /^(md5|sha1|sha224|sha256|sha384|sha512)\$([^$]+)\$([\da-f]+)$/.exec(stored) ?? [];
  return name === '' ? refuse(MALFORMED) : byRecipe(source, `hmac_${name}(salt, password)`, { hash, salt });
};

/** Longer passwords are digested before bcrypt; MessageDigest comes in parts. */
export const symfony: Family = (source) => {
  const hash = source.stored || source.part('hash');
  if (/^\$2/.test(hash)) return byRecipe(source, 'bcrypt(password) or bcrypt(symfony(password))', { hash });
  if (!/^[\w+/=-]{86,88}$/.test(hash)) return plainText(source, hash);
  const iterations = source.part('iterations') || '5000';
  return keep(symfonyScheme.encode({ hash, salt: source.part('salt'), iterations: Number(iterations) }));
};

export const aspnet: Family = (source) =>
  /^\$2/.test(source.stored)
    ? plainText(source, source.stored)
    : keep(aspnetScheme.encode({ hash: source.stored }));

/** Before ASP.NET Identity. SHA-1 of salt and password, or an HMAC whose key is the salt, repeated. */
export const aspnetMembership: Family = (source) => {
  const format = source.part('PasswordFormat');
  if (format === '0') return readable(source.part('Password'));
  if (format !== '1')
    return refuse('Only hashes (PasswordFormat 1) can be checked, not encrypted passwords.');
  const fields = { hash: source.part('Password'), salt: source.part('PasswordSalt') };
  if (fromBase64(fields.salt)?.length !== 16) return refuse(MALFORMED);
  const recipe =
    source.scheme.toUpperCase() === 'HMACSHA256'
      ? 'hmac_sha256(fill(salt, 64), utf16le(password))'
      : 'sha1(salt + utf16le(password))';
  return byRecipe(source, `${recipe}, base64, salt=base64`, fields);
};

/** bcrypt, with the pepper behind the password; or devise-encryptable, in parts. */
export const devise: Family = (source) => {
  const hash = source.stored || source.part('encrypted_password');
  if (!/^[\da-f]+$/i.test(hash)) {
    if (!source.secrets.pepper) return plainText(source, hash);
    return byRecipe(source, 'bcrypt(password + pepper)', { hash });
  }
  const salt = source.part('password_salt');
  if (salt === '') return refuse('The hash of devise-encryptable comes without its salt.');
  const stretches = source.part('stretches') || '10';
  if (!/^[1-9]\d{0,6}$/.test(stretches)) return refuse('The stretches are no number.');
  const pepper = source.secrets.pepper ? 'pepper' : "''";
  const input = (last: string) => ['', 'salt', last, 'password', pepper, ''].join(" + '--' + ").slice(3, -3);
  const recipe = `${isHex(hash, 20) ? 'sha1' : 'sha512'}(${input(pepper)}), rounds=${stretches}, again=${input('hex(last)')}`;
  return byRecipe(source, recipe, { hash, salt });
};

/** Ways of peppering that readers name. Others are recipes. */
const peppered: Readonly<Record<string, string>> = {
  'devise: bcrypt(password + pepper)': 'bcrypt(password + pepper)',
  'bcrypt(password + pepper)': 'bcrypt(password + pepper)',
  'bcrypt(pepper + password)': 'bcrypt(pepper + password)',
  'bcrypt(hex HMAC-SHA256(pepper, password))': 'bcrypt(hex(hmac_sha256(pepper, password)))',
  'bcrypt(base64 HMAC-SHA256(pepper, password))': 'bcrypt(base64(hmac_sha256(pepper, password)))',
  'bcrypt(base64 HMAC-SHA512(pepper, password))': 'bcrypt(base64(hmac_sha512(pepper, password)))',
  'argon2id(password + pepper)': 'argon2(password + pepper)',
  'sha256(pepper + password + salt)': 'sha256(pepper + password + salt)',
  'cakephp: sha1(Security.salt + password)': 'sha1(pepper + password)',
};

export const pepper: Family = (source) => {
  if (source.scheme.startsWith('devise-encryptable')) return devise(source);
  const recipe = Object.hasOwn(peppered, source.scheme) ? peppered[source.scheme] : undefined;
  if (recipe === undefined) return refuse('How the pepper is used is not known: say a recipe.');
  return byRecipe(source, recipe, { hash: source.stored || source.part('hex'), salt: source.part('salt') });
};

/** By the recipe of the import, or by the one that a mapping gives with the hash. */
export const recipe: Family = (source) => {
  const made = source.secrets.recipe ?? source.scheme;
  if (!made.includes('(')) return refuse('How the hash was made is not known: the import has no recipe.');
  const [hash, salt, username] = [
    source.stored || source.part('hash'),
    source.part('salt'),
    source.part('username'),
  ];
  return byRecipe(source, made, { hash, salt, username });
};

export const adonis: Family = (source) => plainText(source, source.stored);

/** The password is hashed as the hex text of its SHA-256. */
export const meteor: Family = (source) => {
  const { stored } = source;
  if (/^\$2/.test(stored)) return keep(`bcrypt_sha256$${stored}`);
  if (/^\$argon2/.test(stored)) return byRecipe(source, 'argon2(hex(sha256(password)))', { hash: stored });
  return refuse('The hash is neither bcrypt nor argon2.');
};

const PAYLOAD_ITERATIONS = 600_000;
const PASSPORT_ITERATIONS = 25_000;
const PASSPORT_BYTES = 512;

export const payload: Family = (source) => {
  const [salt, text] = [source.part('salt'), source.part('hash')];
  const [, version = '1', iterations, length, hex = ''] =
    /^pbkdf2-sha256-v(?:1|(2)-i([1-9]\d{0,9})-l([1-9]\d{0,2})):([\da-f]+)$/.exec(text) ?? [];
  if (hex === '')
    return salted(salt, text, { digest: 'sha256', iterations: PASSPORT_ITERATIONS, bytes: PASSPORT_BYTES });
  const costs = version === '1' ? [PAYLOAD_ITERATIONS, 32] : [Number(iterations), Number(length)];
  return salted(salt, hex, { digest: 'sha256', iterations: costs[0] ?? 0, bytes: costs[1] ?? 0 });
};

export const passportLocalMongoose: Family = (source) => {
  const digest = source.scheme.startsWith('sha1') ? 'sha1' : 'sha256';
  const cost = { digest, iterations: PASSPORT_ITERATIONS, bytes: PASSPORT_BYTES };
  return salted(source.part('salt'), source.part('hash'), cost);
};

/** PBKDF2 with the text of the salt as its bytes. */
function salted(
  salt: string,
  hex: string,
  { digest, iterations, bytes }: { digest: string; iterations: number; bytes: number },
): Outcome {
  const hash = fromHex(hex);
  if (salt === '' || hash?.length !== bytes) return refuse(MALFORMED);
  return keep(
    pbkdf2.encode({ digest, iterations, salt: Buffer.from(salt), hash: unpadded(hash), length: bytes }),
  );
}

/** Three versions, all scrypt: `<salt>:<hash>` with a salt of 32 or 16 characters, and `s2:`. */
export const lucia: Family = (source) => {
  const { stored } = source;
  if (/^[\da-f]{32}:[\da-f]{128}$/.test(stored)) return keep(betterAuthScheme.encode({ hash: stored }));
  const [, version, salt = '', hash = ''] = /^(s2:)?([A-Za-z\d]{1,64}):([\da-f]{128})$/.exec(stored) ?? [];
  if (hash === '') return refuse(MALFORMED);
  return byRecipe(source, `scrypt(nfkc(password), salt, 16384, ${version ? 16 : 8}, 1, 64)`, { hash, salt });
};

export const betterAuth: Family = (source) => {
  const { stored } = source;
  return stored.includes(':') ? keep(betterAuthScheme.encode({ hash: stored })) : plainText(source, stored);
};

/** Passwords of SMF and the like depend on the name; the name stays with the hash. */
export function withName(source: Source, made: string, fields: { hash: string; username: string }): Outcome {
  if (fields.username === '') return refuse('The hash depends on the name of its user, which is absent.');
  return byRecipe(source, made, fields);
}
