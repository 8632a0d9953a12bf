import { fromBase64, fromHex, unpadded } from '../bytes.ts';
import { scryptMod } from '../firebase.ts';
import { keycloak as keycloakForm } from '../keycloak.ts';
import { pbkdf2 } from '../pbkdf2.ts';
import { phpass } from '../phpass.ts';
import { md5, type ShaVersion, sha, shaVersions } from '../raw-digests.ts';
import { saltedDigest } from '../salted-digests.ts';
import { scrypt as hexScrypt } from '../scrypt.ts';
import { rfc2307 } from './directories.ts';
import {
  byFirebase,
  byRecipe,
  type Family,
  isHex,
  keep,
  type Outcome,
  objectIn,
  quoted,
  readable,
  refuse,
  type Source,
} from './family.ts';
import { django, symfony, werkzeug } from './frameworks.ts';
import { byDigest, plainText, scrypt } from './plain.ts';

const MALFORMED = 'The hash is malformed, or cut.';

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const firebase: Family = (source) => {
  if (source.stored !== '') return fbscrypt(source, source.stored);
  const [hash, salt] = [source.part('passwordHash'), source.part('salt')];
  if (hash.startsWith('fakeHash:')) return plainText(source, hash);
  if (hash === '' || salt === '') return refuse('The hash comes without its salt.');
  return byFirebase(source, { hash, salt });
};

/** Supabase's form, in which separator and signer key may be absent. */
function fbscrypt(source: Source, text: string): Outcome {
  if (!text.startsWith('$fbscrypt$') || /,sk=/.test(text)) return plainText(source, text);
  const [, n, r, separator, salt, hash] =
    /^\$fbscrypt\$v=1,n=([1-9]\d?),r=([1-9]\d?),p=1(?:,ss=([^,$]*))?\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return refuse(MALFORMED);
  const cost = { n: Number(n), r: Number(r) };
  return byFirebase(source, { hash, salt, ...cost, ...(separator === undefined ? {} : { separator }) });
}

export const supabase: Family = (source) => {
  if (source.stored.startsWith('{')) return refuse('The hash is encrypted with a key of the database.');
  return fbscrypt(source, source.stored);
};

export const supertokens: Family = (source) => {
  if (!source.stored.startsWith('$f_scrypt$')) return plainText(source, source.stored);
  const [, hash, salt, n, r, separator = ''] =
    /^\$f_scrypt\$([^$]+)\$([^$]+)\$m=([1-9]\d?)\$r=([1-9]\d?)\$s=([^$]*)$/.exec(source.stored) ?? [];
  if (hash === undefined || salt === undefined) return refuse(MALFORMED);
  return byFirebase(source, { hash, salt, separator, n: Number(n), r: Number(r) });
};

export const appwrite: Family = (source) => {
  const [hash, options] = [source.part('password'), objectIn(source.part('hashOptions')) ?? {}];
  const option = (name: string): string => textOf(options[name]);
  const number = (name: string, usual: number): number => Number(option(name) || usual);
  const kinds: Readonly<Record<string, () => Outcome>> = {
    plaintext: () => readable(hash),
    argon2: () => plainText(source, hash),
    bcrypt: () => plainText(source, hash),
    md5: () => keep(md5.encode({ hash })),
    phpass: () => keep(phpass.encode({ hash })),
    sha: () => byVersion(hash, option('version') || 'sha3-512'),
    scrypt: () =>
      keep(
        hexScrypt.encode({
          hash,
          salt: option('salt'),
          costCpu: number('costCpu', 8),
          costMemory: number('costMemory', 14),
          costParallel: number('costParallel', 1),
          length: number('length', 64),
        }),
      ),
    scryptMod: () => {
      const texts = {
        hash,
        salt: option('salt'),
        saltSeparator: option('saltSeparator'),
        signerKey: option('signerKey'),
      };
      return keep(scryptMod.encode(texts));
    },
  };
  const kind = source.part('hash');
  const read = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return read ? read() : refuse('The kind of the hash is unknown.');
};

function byVersion(hash: string, version: string): Outcome {
  // Cast: checked to be one.
  return Object.hasOwn(shaVersions, version)
    ? keep(sha.encode({ hash, version: version as ShaVersion }))
    : refuse('The hash names a digest that cannot be computed here.');
}

export const keycloak: Family = (source) => {
  const [credential, secret] = [objectIn(source.part('credentialData')), objectIn(source.part('secretData'))];
  const algorithm = textOf(credential?.algorithm);
  if (!credential || !secret || !/^(?:pbkdf2(?:-sha\d{1,3})?|argon2)$/.test(algorithm))
    return refuse('The credential is neither PBKDF2 nor argon2, or malformed.');
  // Cast: Keycloak's values are lists of texts; anything else makes a malformed hash.
  const additionalParameters = (credential.additionalParameters ?? {}) as Record<string, readonly string[]>;
  return keep(
    keycloakForm.encode({
      algorithm,
      hashIterations: Number(textOf(credential.hashIterations)),
      value: textOf(secret.value),
      salt: textOf(secret.salt).replace(/=+$/, ''),
      additionalParameters,
    }),
  );
};

export const okta: Family = (source) => {
  const [algorithm, value, salt] = ['algorithm', 'value', 'salt'].map(source.part) as [
    string,
    string,
    string,
  ];
  if (algorithm === 'BCRYPT')
    return plainText(source, `$2a$${source.part('workFactor').padStart(2, '0')}$${salt}${value}`);
  if (algorithm === 'PBKDF2') return oktaPbkdf2(source, { value, salt });
  if (!/^(?:SHA-(?:1|256|512)|MD5)$/.test(algorithm)) return refuse('The algorithm is unknown.');
  const word = algorithm.toLowerCase().replace('-', '');
  const input =
    salt === '' ? 'password' : source.part('saltOrder') === 'PREFIX' ? 'salt + password' : 'password + salt';
  return byRecipe(source, `${word}(${input}), base64, salt=base64`, { hash: value, salt });
};

function oktaPbkdf2(source: Source, { value, salt }: { value: string; salt: string }): Outcome {
  const digest = { SHA256_HMAC: 'sha256', SHA512_HMAC: 'sha512' }[source.part('digestAlgorithm')];
  const bytes = fromBase64(salt);
  if (!digest || !bytes) return refuse(MALFORMED);
  const fields = { digest, iterations: Number(source.part('iterationCount')), salt: bytes, hash: value };
  return keep(
    pbkdf2.encode({ ...fields, length: Number(source.part('keySize') || fromBase64(value)?.length) }),
  );
}

/** `custom_password_hash`, or the bcrypt of a hash file. */
export const auth0: Family = (source) => {
  if (source.stored !== '') return plainText(source, source.stored);
  const custom = objectIn(source.part('custom'));
  const hash = objectOf(custom?.hash);
  const value = textOf(hash?.value);
  const algorithm = textOf(custom?.algorithm);
  if (!custom || !hash) return refuse(MALFORMED);
  if (algorithm === 'ldap') return rfc2307(source, value);
  if (algorithm === 'bcrypt' && custom.salt !== undefined) return auth0Digest(source, custom, 'bcrypt');
  if (['argon2', 'bcrypt', 'pbkdf2'].includes(algorithm)) return plainText(source, value);
  if (algorithm === 'scrypt') return auth0Scrypt(source, custom);
  if (['md4', 'md5', 'sha1', 'sha256', 'sha512', 'hmac'].includes(algorithm))
    return auth0Digest(source, custom, algorithm);
  return refuse('The algorithm is unknown.');
};

type Custom = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Custom | undefined {
  // Cast: an object has text keys.
  return typeof value === 'object' && value !== null ? (value as Custom) : undefined;
}

/** What the recipe says of the password, by its encoding. */
const passwordIn: Readonly<Record<string, string>> = {
  ascii: 'password',
  utf8: 'password',
  utf16le: 'utf16le(password)',
  ucs2: 'utf16le(password)',
  latin1: 'latin1(password)',
  binary: 'latin1(password)',
};

function auth0Digest(source: Source, custom: Custom, algorithm: string): Outcome {
  const [hash, salt] = [objectOf(custom.hash), objectOf(custom.salt)];
  const password = passwordIn[textOf(objectOf(custom.password)?.encoding) || 'utf8'];
  const [encoding, saltEncoding] = [textOf(hash?.encoding), textOf(salt?.encoding) || 'utf8'];
  if (password === undefined || !/^(?:utf8|hex|base64)$/.test(saltEncoding))
    return refuse('An encoding is unknown.');
  const before = textOf(salt?.position) !== 'suffix';
  const input = salt ? (before ? `salt + ${password}` : `${password} + salt`) : password;
  const fields = { hash: textOf(hash?.value), salt: textOf(salt?.value) };
  const salted = salt ? `, salt=${saltEncoding}` : '';
  if (algorithm === 'bcrypt') return byRecipe(source, `bcrypt(${input})${salted}`, fields);
  if (encoding !== 'hex' && encoding !== 'base64') return refuse('The encoding of the hash is unknown.');
  if (algorithm !== 'hmac') return byRecipe(source, `${algorithm}(${input}), ${encoding}${salted}`, fields);

  const digest = textOf(hash?.digest);
  const key = keyOf(objectOf(hash?.key));
  if (!/^[a-z\d]{1,16}$/.test(digest) || !key) return refuse('The digest or the key of the HMAC is absent.');
  return byRecipe(
    source,
    `hmac_${digest}(unhex('${key.toString('hex')}'), ${input}), ${encoding}${salted}`,
    fields,
  );
}

function keyOf(key: Custom | undefined): Buffer | undefined {
  const [value, encoding] = [textOf(key?.value), textOf(key?.encoding) || 'utf8'];
  if (value === '') return undefined;
  if (encoding === 'hex') return fromHex(value);
  return encoding === 'base64' ? fromBase64(value) : Buffer.from(value);
}

function auth0Scrypt(source: Source, custom: Custom): Outcome {
  const hash = objectOf(custom.hash);
  const salt = keyOf(objectOf(custom.salt));
  const digest = keyOf(hash);
  const [n, r, p] = [custom.cost ?? 16_384, custom.blockSize ?? 8, custom.parallelization ?? 1].map(Number);
  if (!digest || digest.length !== Number(custom.keylen)) return refuse(MALFORMED);
  if (passwordIn[textOf(objectOf(custom.password)?.encoding) || 'utf8'] !== 'password')
    return refuse('scrypt is known with passwords in UTF-8 only.');
  void source;
  return scrypt({ n: n ?? 0, r: r ?? 0, p: p ?? 0, salt: salt ?? Buffer.alloc(0), digest });
}

/** Digests as `@clerk/backend` names them. */
export const clerk: Family = (source) => {
  const [digest, hasher] = [source.part('digest'), source.part('hasher')];
  const within = (read: Family): Outcome => read({ ...source, stored: digest });
  if (/^(?:bcrypt|argon2i|argon2id|phpass)$/.test(hasher)) return plainText(source, digest);
  if (/^(?:bcrypt_sha256_django|pbkdf2_sha256_django)$/.test(hasher)) return within(django);
  if (hasher === 'md5' || hasher === 'sha256')
    return byDigest(source, { name: hasher, input: 'password', hash: digest });
  if (/^pbkdf2_sha(?:1|256|512|512_hex)$/.test(hasher)) return clerkPbkdf2(digest, hasher);
  if (hasher === 'md5_phpass') return byRecipe(source, 'crypt(hex(md5(password)))', { hash: digest });
  if (hasher === 'scrypt_firebase') return clerkFirebase(digest);
  if (hasher === 'scrypt_werkzeug') return within(werkzeug);
  if (hasher === 'ldap_ssha') return rfc2307(source, digest);
  if (hasher === 'sha512_symfony') return clerkSymfony(source, digest);
  return refuse('The hasher is unknown here.');
};

/** `<hasher>$<iterations>$<salt>$<hash>`; SHA-1 and `_hex` have the salt as text and the hash in hex. */
function clerkPbkdf2(text: string, hasher: string): Outcome {
  const [, iterations = '', saltText = '', hashText = ''] =
    /^pbkdf2_sha(?:1|256|512)(?:_hex)?\$([1-9]\d{0,9})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const isInHex = hasher === 'pbkdf2_sha1' || hasher.endsWith('_hex');
  const [salt, hash] = isInHex
    ? [Buffer.from(saltText), fromHex(hashText)]
    : [fromBase64(saltText), fromBase64(hashText)];
  if (iterations === '' || !salt || !hash) return refuse(MALFORMED);
  const digest = hasher.replace('pbkdf2_', '').replace('_hex', '');
  const fields = { digest, iterations: Number(iterations), salt, hash: unpadded(hash), length: hash.length };
  return keep(pbkdf2.encode(fields));
}

/** Hash, salt, signer key, separator, rounds and memory cost: nothing is left to say. */
function clerkFirebase(text: string): Outcome {
  const [hash = '', salt = '', signerKey = '', saltSeparator = '', rounds, memoryCost, ...more] =
    text.split('$');
  if (memoryCost === undefined || more.length > 0) return refuse(MALFORMED);
  const costs = { rounds: Number(rounds), memoryCost: Number(memoryCost) };
  return keep(scryptMod.encode({ hash, salt, signerKey, saltSeparator, ...costs }));
}

/** `sha512_symfony$<iterations>$<salt>$<hash>`. */
function clerkSymfony(source: Source, text: string): Outcome {
  const [, iterations, salt, hash] = /^sha512_symfony\$(\d{1,8})\$([^$]*)\$([^$]+)$/.exec(text) ?? [];
  if (hash === undefined) return refuse(MALFORMED);
  const parts: Readonly<Record<string, string | undefined>> = { iterations, salt, hash };
  return symfony({ ...source, stored: '', part: (name) => parts[name] ?? '' });
}

const KRATOS = /^\$(?:md5|sha1|sha256|sha512)\$|^\$(?:md5|sha256|sha512)-crypt\$|^\$firescrypt\$|^\$hmac-/;

export const kratos: Family = (source) => {
  const { stored } = source;
  const [, hex = '', key] = /^\$hmac-md4\$([^$]+)\$([^$]+)$/.exec(stored) ?? [];
  if (key !== undefined) {
    const hash = fromBase64(hex)?.toString('latin1') ?? '';
    return byRecipe(source, 'hmac_md4(salt, password), salt=base64', { hash, salt: key });
  }
  if (stored.startsWith('{')) return rfc2307(source, stored);
  return KRATOS.test(stored) ? keep(stored) : plainText(source, stored);
};

export const zitadel: Family = (source) => {
  const { stored } = source;
  if (/^\$md5salted-(?:prefix|suffix)\$/.test(stored)) return keep(stored);
  if (isHex(stored, 16)) return byDigest(source, { name: 'md5', input: 'password', hash: stored });
  return plainText(source, stored);
};

const logtoDigests: Readonly<Record<string, string>> = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256' };

export const logto: Family = (source) => {
  const { scheme, stored } = source;
  if (scheme === 'Legacy') return logtoLegacy(source, stored);
  const name = Object.hasOwn(logtoDigests, scheme) ? logtoDigests[scheme] : undefined;
  return name === undefined
    ? plainText(source, stored)
    : byDigest(source, { name, input: 'password', hash: stored });
};

/** `[algorithm, arguments, digest]`; `@` stands for the password. */
function logtoLegacy(source: Source, text: string): Outcome {
  const [algorithm, parts, hash] = Object.values(objectIn(text) ?? {});
  if (typeof algorithm !== 'string' || !Array.isArray(parts) || typeof hash !== 'string')
    return refuse(MALFORMED);
  const texts = parts.map(textOf);
  if (algorithm === 'firebase-scrypt') {
    const [salt = '', signerKey = '', saltSeparator = '', rounds, memoryCost] = texts;
    return keep(
      scryptMod.encode({
        hash,
        salt,
        signerKey,
        saltSeparator,
        rounds: Number(rounds),
        memoryCost: Number(memoryCost),
      }),
    );
  }
  if (algorithm === 'pbkdf2') {
    const [salt = '', iterations, length, digest = ''] = texts;
    const saltOf = salt.startsWith('hex:') ? fromHex(salt.slice('hex:'.length)) : Buffer.from(salt);
    const bytes = fromHex(hash);
    if (!saltOf || !bytes) return refuse(MALFORMED);
    const fields = { digest, iterations: Number(iterations), salt: saltOf, length: Number(length) };
    return keep(pbkdf2.encode({ ...fields, hash: unpadded(bytes) }));
  }
  const input = texts.map((each) => (each === '@' ? 'password' : quoted(each))).join(' + ');
  const word = algorithm.toLowerCase().replace(/[-/]/g, '_');
  if (!/^[a-z\d_]{1,16}$/.test(word)) return refuse('The algorithm is unknown.');
  return byRecipe(source, `${word}(${input})`, { hash });
}

/** All but bcrypt and phpass with the salt in base64. */
export const fusionauth: Family = (source) => {
  const [scheme, hash, saltText] = ['encryptionScheme', 'password', 'salt'].map(source.part) as [
    string,
    string,
    string,
  ];
  const factor = Number(source.part('factor') || 1);
  if (scheme === 'bcrypt')
    return plainText(source, `$2a$${String(factor).padStart(2, '0')}$${saltText}${hash}`);
  if (/^phpp?ass-/.test(scheme)) return plainText(source, hash);
  const salt = fromBase64(saltText);
  if (!salt) return refuse(MALFORMED);
  const [, digest] = /^salted-(md5|sha256)$/.exec(scheme) ?? [];
  if (digest) return keep(saltedDigest.encode({ algorithm: digest, hash, behind: salt, iterations: factor }));
  if (scheme === 'salted-hmac-sha256')
    return byRecipe(source, 'hmac_sha256(salt, password), base64, salt=base64', { hash, salt: saltText });
  const [, hmac, wide] = /^salted-pbkdf2-hmac-(sha256|sha512)(-512)?$/.exec(scheme) ?? [];
  if (!hmac) return refuse('The scheme of the hash is unknown.');
  return keep(pbkdf2.encode({ digest: hmac, iterations: factor, salt, hash, length: wide ? 64 : 32 }));
};

/** What `POST /v1/passwords/migrate` takes. */
export const stytch: Family = (source) => {
  const [hash, type] = [source.part('hash'), source.part('hash_type')];
  if (type === 'bcrypt' || type === 'phpass') return plainText(source, hash);
  const [, digest] = /^(md_5|sha_1|sha_512)$/.exec(type) ?? [];
  if (digest) {
    const [before, behind] = [source.part('prepend_salt'), source.part('append_salt')];
    const input = [before && quoted(before), 'password', behind && quoted(behind)]
      .filter(Boolean)
      .join(' + ');
    return byDigest(source, { name: digest.replace('_', ''), input, hash });
  }
  const [salt, bytes] = [Buffer.from(source.part('salt')), fromBase64(hash)];
  if (hash.startsWith('$') || !bytes) return plainText(source, hash);
  const number = (name: string): number => Number(source.part(name));
  if (type === 'scrypt')
    return scrypt({
      n: number('n_parameter'),
      r: number('r_parameter'),
      p: number('p_parameter'),
      salt,
      digest: bytes,
    });
  if (type === 'pbkdf_2') {
    const digest = source.part('algorithm') || 'sha256';
    // Stytch's reference of `pbkdf_2_config`: base64, unlike the salts of its other types.
    const decoded = fromBase64(source.part('salt'));
    if (!decoded) return refuse('The salt is not in base64.');
    const iterations = number('iteration_amount');
    return keep(pbkdf2.encode({ digest, iterations, salt: decoded, hash, length: bytes.length }));
  }
  const [, variant] = /^argon_2(id|i)$/.exec(type) ?? [];
  if (!variant) return refuse('The type of the hash is unknown.');
  const costs = `m=${number('memory')},t=${number('iteration_amount')},p=${number('threads')}`;
  return keep(`$argon2${variant}$v=19$${costs}$${unpadded(salt)}$${unpadded(bytes)}`);
};

export const workos: Family = (source) => {
  const [hash, type] = [source.part('hash'), source.part('hash_type')];
  if (type === 'ssha') return rfc2307(source, hash);
  return type === 'firebase-scrypt' ? workosFirebase(hash) : plainText(source, hash);
};

/**
 * A PHC string with `r` rounds, `m` memory cost, `ss` salt separator and `sk` signer key, in any order; all in base64 without
 * padding. WorkOS' guide to leaving Firebase has it.
 */
function workosFirebase(text: string): Outcome {
  const [, costs = '', salt = '', hash = ''] =
    /^\$firebase-scrypt\$([^$]+)\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const parts = new Map(costs.split(',').map((part) => [part.slice(0, 1 + part.indexOf('=')), part]));
  const bytesOf = (name: string) => fromBase64(parts.get(name)?.slice(name.length) ?? '');
  const [signerKey, saltSeparator] = [bytesOf('sk='), bytesOf('ss=')];
  const [rounds, memoryCost] = ['r=', 'm='].map((name) => Number(parts.get(name)?.slice(name.length)));
  const [saltBytes, hashBytes] = [fromBase64(salt), fromBase64(hash)];
  if (!(signerKey?.length && saltSeparator && rounds && memoryCost && saltBytes && hashBytes?.length))
    return refuse(MALFORMED);
  return keep(
    scryptMod.encode({
      ...{ hash: hashBytes.toString('base64'), salt: saltBytes.toString('base64'), rounds, memoryCost },
      ...{ signerKey: signerKey.toString('base64'), saltSeparator: saltSeparator.toString('base64') },
    }),
  );
}
