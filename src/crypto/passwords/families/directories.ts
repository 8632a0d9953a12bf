import { argon2 } from '../argon2.ts';
import { fromBase64, fromHex, unpadded } from '../bytes.ts';
import { md5CryptOf } from '../crypt.ts';
import { ldap as ldapScheme } from '../ldap.ts';
import { pbkdf2 } from '../pbkdf2.ts';
import { byRecipe, type Family, keep, type Outcome, readable, refuse, type Source } from './family.ts';
import { plainText } from './plain.ts';

/** The password itself follows. */
const CLEAR_NAMES = /^\{(?:CLEARTEXT|PLAIN|PLAINTEXT|NOOP)(?:\.(B64|BASE64|HEX))?\}(.*)$/is;
/** Made of a password in a way by which another server could use it in its place. */
const EQUIVALENT_NAMES = /^\{(?:PLAIN-MD4|DIGEST-MD5|CRAM-MD5|HMAC-MD5)(?:\.[A-Z\d]+)?\}/i;

/** RFC 2307, with the modules of OpenLDAP and of 389 Directory Server. */
export const ldap: Family = (source) => rfc2307(source, source.stored);

export function rfc2307(source: Source, text: string): Outcome {
  if (!text.startsWith('{')) return plainText(source, text);
  const clear = clearText(text);
  if (clear) return clear;
  const [, name = '', value = ''] = /^\{([^}]+)\}(.+)$/s.exec(text) ?? [];
  const known = name.toUpperCase();
  if (known === 'CRYPT') return plainText(source, value);
  if (known === 'ARGON2') return argon2.owns(value) ? keep(value) : plainText(source, `$${value}`);
  if (known === 'APR1') return apr1(value);
  if (known === 'PBKDF2_SHA256') return directoryServer(value);
  return ldapScheme.refusal(text) === undefined
    ? keep(text)
    : refuse(`{${safe(name)}} is unknown here, or malformed.`);
}

function clearText(text: string): Outcome | undefined {
  if (EQUIVALENT_NAMES.test(text)) return refuse('The field holds what stands for a password in clear text.');
  const [, encoding, value] = CLEAR_NAMES.exec(text) ?? [];
  if (value === undefined) return undefined;
  if (encoding === undefined) return readable(value);
  const bytes = encoding.toLowerCase() === 'hex' ? fromHex(value) : fromBase64(value);
  return bytes ? readable(bytes.toString()) : refuse('The password is not in the encoding that it says.');
}

/** A name that may be shown: those of schemes are short and of few signs. */
function safe(name: string): string {
  return /^[A-Za-z\d_.@-]{1,32}$/.test(name) ? name : '…';
}

/** The digest of Apache's MD5, then its salt. */
function apr1(value: string): Outcome {
  const bytes = fromBase64(value);
  if (!bytes || bytes.length < 17 || bytes.length > 24) return refuse('{APR1} is malformed.');
  return keep(md5CryptOf('$apr1$', bytes.subarray(16).toString('latin1'), bytes.subarray(0, 16)));
}

/** 389 Directory Server before 2.3: four bytes of rounds, 64 of salt, 256 of hash. */
function directoryServer(value: string): Outcome {
  const bytes = fromBase64(value);
  if (bytes?.length !== 324) return refuse('{PBKDF2_SHA256} is malformed.');
  const hash = unpadded(bytes.subarray(68));
  const parsed = { digest: 'sha256', iterations: bytes.readUInt32BE(0), salt: bytes.subarray(4, 68), hash };
  return keep(pbkdf2.encode({ ...parsed, length: 256 }));
}

/** `{SCHEME}`, `{SCHEME.b64}` and `{SCHEME.hex}`. */
export const dovecot: Family = (source) => {
  const { stored } = source;
  const clear = clearText(stored);
  if (clear) return clear;
  const [, written = '', encoding = '', value = ''] =
    /^\{([A-Z\d-]+)(\.b64|\.base64|\.hex)?\}(.+)$/is.exec(stored) ?? [];
  const name = written.toUpperCase();
  if (value === '') return plainText(source, stored);
  if (/^(?:BLF|SHA512|SHA256|MD5)-CRYPT$|^CRYPT$|^ARGON2ID?$/.test(name)) return plainText(source, value);
  if (name === 'PBKDF2') return dovecotPbkdf2(value);
  if (name.startsWith('SCRAM-')) return dovecotScram(source, name, value);
  if (name === 'PLAIN-MD5') return digestOfDovecot('MD5', '.hex', value);
  if (name === 'LDAP-MD5') return digestOfDovecot('MD5', '', value);
  if (/^S?SHA(?:1|256|384|512)?$|^SMD5$|^MD5$/.test(name)) return digestOfDovecot(name, encoding, value);
  return refuse(`{${safe(written)}} is unknown here, or malformed.`);
};

/** As RFC 2307; hex becomes base64, and `SHA1` is its `SHA`. */
function digestOfDovecot(name: string, encoding: string, value: string): Outcome {
  const bytes = encoding.toLowerCase() === '.hex' ? fromHex(value) : fromBase64(value);
  if (!bytes) return refuse('The hash is not in the encoding that it says.');
  return keep(`{${name.replace(/^SHA1$/, 'SHA')}}${bytes.toString('base64')}`);
}

function dovecotPbkdf2(value: string): Outcome {
  const [, salt, iterations, hex = ''] = /^\$1\$([^$]*)\$([1-9]\d{0,9})\$([\da-f]{40})$/i.exec(value) ?? [];
  if (salt === undefined) return refuse('{PBKDF2} is malformed.');
  const hash = unpadded(Buffer.from(hex, 'hex'));
  return keep(
    pbkdf2.encode({ digest: 'sha1', iterations: Number(iterations), salt: Buffer.from(salt), hash }),
  );
}

/** Rounds, salt and keys divided by commas. */
function dovecotScram(source: Source, name: string, value: string): Outcome {
  const [rounds = '', salt = '', stored = '', server = ''] = value.split(',');
  return scramKey(source, { name, rounds, salt, stored, server });
}

export const scram: Family = (source) => {
  const [, name = '', rounds = '', salt = '', stored = '', server = ''] =
    /^(SCRAM-SHA-(?:1|256|512))\$(\d+):([^$]*)\$([^:]*):(.*)$/.exec(source.stored) ?? [];
  return name === ''
    ? refuse('The hash is no SCRAM verifier.')
    : scramKey(source, { name, rounds, salt, stored, server });
};

const scramDigests: Readonly<Record<string, { readonly word: string; readonly bytes: number }>> = {
  'SCRAM-SHA-1': { word: 'sha1', bytes: 20 },
  'SCRAM-SHA-256': { word: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { word: 'sha512', bytes: 64 },
};
const SCRAM_ROUNDS_AT_MOST = 1_000_000;

/** The stored key is compared. PostgreSQL takes the password as it is where SASLprep fails; NFKC is what it does else. */
function scramKey(
  source: Source,
  { name, rounds, salt, stored, server }: Record<'name' | 'rounds' | 'salt' | 'stored' | 'server', string>,
): Outcome {
  const digest = scramDigests[name];
  if (!digest || !/^[1-9]\d{0,9}$/.test(rounds) || fromBase64(server)?.length !== digest.bytes)
    return refuse('The SCRAM verifier is malformed.');
  if (Number(rounds) > SCRAM_ROUNDS_AT_MOST)
    return refuse(`The rounds of SCRAM must be at most ${SCRAM_ROUNDS_AT_MOST}; this hash has ${rounds}.`);
  const { word, bytes } = digest;
  const made = (password: string) =>
    `${word}(hmac_${word}(pbkdf2_${word}(${password}, salt, ${rounds}, ${bytes}), 'Client Key'))`;
  return byRecipe(source, `${made('nfkc(password)')}, base64, salt=base64`, { hash: stored, salt });
}
