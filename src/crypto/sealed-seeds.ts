import { createDecipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { fromBase64, fromHex } from './passwords/bytes.ts';
import { SEED_BYTES_AT_MOST } from './totp.ts';

/**
 * Opens the second factors that other systems seal. Each function returns undefined when the key is wrong or the text
 * was changed. The forms are in section 3.28 of the import reference.
 */

const TAG_BYTES = 16;
const OPENED_BYTES_AT_MOST = 65_536;

type Gcm = { readonly key: Buffer; readonly iv: Buffer; readonly tag: Buffer; readonly sealed: Buffer };

function openGcm({ key, iv, tag, sealed }: Gcm): Buffer | undefined {
  if (iv.length === 0 || tag.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** With PKCS#7. */
function openCbc(
  cipher: 'aes-128-cbc' | 'aes-256-cbc',
  key: Buffer,
  { iv, sealed }: Pick<Gcm, 'iv' | 'sealed'>,
) {
  if (iv.length !== 16) return undefined;
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined;
  }
}

function isMac(expected: Buffer, hex: string): boolean {
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Cast: an object has text keys.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const bytesOf = (value: unknown): Buffer => Buffer.from(textOf(value), 'base64');

/**
 * Laravel's `encrypt()` and `encryptString()`. `keys` are `APP_KEY` and those before it, with their `base64:`. PHP's
 * serialised text is unwrapped.
 */
export function openLaravel(sealed: string, keys: readonly string[]): string | undefined {
  const payload = parsed(Buffer.from(sealed, 'base64').toString());
  if (!payload) return undefined;
  for (const text of keys) {
    const key = text.startsWith('base64:')
      ? Buffer.from(text.slice('base64:'.length), 'base64')
      : Buffer.from(text);
    const opened = key.length === 32 ? openedLaravel(payload, key) : undefined;
    if (opened) return withoutSerialisation(opened.toString());
  }
  return undefined;
}

function openedLaravel(payload: Readonly<Record<string, unknown>>, key: Buffer): Buffer | undefined {
  const [iv, value, mac] = [textOf(payload.iv), textOf(payload.value), textOf(payload.mac)];
  const parts = { iv: Buffer.from(iv, 'base64'), sealed: Buffer.from(value, 'base64') };
  if (mac === '') return openGcm({ ...parts, key, tag: bytesOf(payload.tag) });
  if (!isMac(createHmac('sha256', key).update(iv).update(value).digest(), mac)) return undefined;
  return openCbc('aes-256-cbc', key, parts);
}

function withoutSerialisation(text: string): string {
  const [, length, inner] = /^s:(\d{1,6}):"(.*)";$/s.exec(text) ?? [];
  return inner !== undefined && Buffer.byteLength(inner) === Number(length) ? inner : text;
}

/** Of `config/credentials` or the environment of a Rails application. Several primary keys: the newest last. */
export type RailsKeys = { readonly primaryKeys: readonly string[]; readonly keyDerivationSalt: string };

const RAILS_ITERATIONS = 65_536;
/** By the object with the keys: to derive one takes as long as to open thousands of texts. */
const derivedRails = new WeakMap<RailsKeys, readonly Buffer[]>();

/** ActiveRecord's encryption. Rails 7.1 derives keys by SHA-256, 7.0 by SHA-1: both are tried. */
export function openRails(sealed: string, keys: RailsKeys): string | undefined {
  const message = parsed(sealed);
  const headers = message?.h;
  if (!message || typeof headers !== 'object' || headers === null) return undefined;
  // Cast: an object has text keys.
  const { iv, at, c } = headers as Record<string, unknown>;
  for (const key of derivedFrom(keys)) {
    const opened = openGcm({ key, iv: bytesOf(iv), tag: bytesOf(at), sealed: bytesOf(message.p) });
    if (opened) return c === true ? inflated(opened) : opened.toString();
  }
  return undefined;
}

function derivedFrom(keys: RailsKeys): readonly Buffer[] {
  const known = derivedRails.get(keys);
  if (known) return known;
  const derived = keys.primaryKeys
    .toReversed()
    .flatMap((primary) =>
      ['sha256', 'sha1'].map((digest) =>
        pbkdf2Sync(primary, keys.keyDerivationSalt, RAILS_ITERATIONS, 32, digest),
      ),
    );
  derivedRails.set(keys, derived);
  return derived;
}

function inflated(bytes: Buffer): string | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: OPENED_BYTES_AT_MOST }).toString();
  } catch {
    return undefined;
  }
}

/** attr_encrypted of devise-two-factor before 5: base64 with line breaks, and an underscore before the salt. */
export function openAttrEncrypted(
  { value, iv, salt }: Readonly<Record<'value' | 'iv' | 'salt', string>>,
  secret: string,
): string | undefined {
  const [bytes, saltBytes] = [bytesOf(value), bytesOf(salt.replace(/^_/, ''))];
  const key = pbkdf2Sync(secret, saltBytes, 2000, 32, 'sha1');
  const [sealed, tag] = [bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES)];
  return openGcm({ key, iv: bytesOf(iv), tag, sealed })?.toString();
}

/** `<hex>|<hex iv>|<hex mac>|<version>`, version 2 or 3. The key of the cipher goes through PBKDF2 of phpseclib. */
export function openNextcloud(sealed: string, secret: string): string | undefined {
  const [, text, iv, mac, version] = /^([\da-f]+)\|([\da-f]{32})\|([\da-f]{128})\|([23])$/.exec(sealed) ?? [];
  if (text === undefined || iv === undefined || mac === undefined) return undefined;
  const both = version === '3' ? Buffer.from(hkdfSync('sha512', secret, '', '', 64)) : undefined;
  const [first, second] = both
    ? [both.subarray(0, 32), both.subarray(32)]
    : [Buffer.from(secret), Buffer.from(secret)];
  const macKey = createHash('sha512').update(second).update('a').digest('hex');
  if (!isMac(createHmac('sha512', macKey).update(text).update(iv).digest(), mac)) return undefined;
  const key = pbkdf2Sync(first, 'phpseclib', 1000, 16, 'sha1');
  return openCbc('aes-128-cbc', key, {
    iv: Buffer.from(iv, 'hex'),
    sealed: Buffer.from(text, 'hex'),
  })?.toString();
}

const XNONCE_BYTES = 24;

/** Better Auth: hex of nonce, text and tag of XChaCha20-Poly1305; a number in front names one of several secrets. */
export function openBetterAuth(sealed: string, secret: string): string | undefined {
  const bytes = fromHex(sealed.replace(/^\$ba\$\d+\$/, ''));
  if (!bytes || bytes.length < XNONCE_BYTES + TAG_BYTES) return undefined;
  const key = hchacha20(createHash('sha256').update(secret).digest(), bytes.subarray(0, 16));
  const nonce = Buffer.concat([Buffer.alloc(4), bytes.subarray(16, XNONCE_BYTES)]);
  try {
    const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = decipher.update(bytes.subarray(XNONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

const QUARTERS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** The key that XChaCha20 derives from the first 16 bytes of its nonce (draft-irtf-cfrg-xchacha-03). */
function hchacha20(key: Buffer, nonce: Buffer): Buffer {
  const input = Buffer.concat([Buffer.from('expand 32-byte k'), key, nonce]);
  const x = Uint32Array.from({ length: 16 }, (_, at) => input.readUInt32LE(4 * at));
  const step = (sum: number, from: number, to: number, bits: number): void => {
    x[sum] = (x[sum] ?? 0) + (x[from] ?? 0);
    const mixed = (x[to] ?? 0) ^ (x[sum] ?? 0);
    x[to] = (mixed << bits) | (mixed >>> (32 - bits));
  };
  for (let round = 0; round < 10; round++) {
    for (const [a, b, c, d] of QUARTERS) {
      step(a, b, d, 16);
      step(c, d, b, 12);
      step(a, b, d, 8);
      step(c, d, b, 7);
    }
  }
  const derived = Buffer.alloc(32);
  for (const [at, word] of [0, 1, 2, 3, 12, 13, 14, 15].entries())
    derived.writeUInt32LE(x[word] ?? 0, 4 * at);
  return derived;
}

/** The bytes of a column of Authelia's: nonce, text, tag. */
export function openAuthelia(sealed: Uint8Array, encryptionKey: string): string | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 12 + TAG_BYTES) return undefined;
  const key = createHash('sha256').update(encryptionKey).digest();
  const [iv, tag] = [bytes.subarray(0, 12), bytes.subarray(-TAG_BYTES)];
  return openGcm({ key, iv, tag, sealed: bytes.subarray(12, -TAG_BYTES) })?.toString();
}

const CODES_AT_MOST = 100;

/** django-allauth derives its codes: one HMAC is fed each place in turn, without being reset. */
export function allauthRecoveryCodes(from: {
  readonly seed: string;
  readonly usedMask: number;
  readonly count?: number;
  readonly digits?: number;
}): { readonly codes: readonly string[]; readonly unused: readonly string[] } {
  const { seed, usedMask, count = 10, digits = 8 } = from;
  const places = Array.from(
    { length: Math.min(count, CODES_AT_MOST) },
    (_, place) => `${String(place).padStart(3)},`,
  );
  const codes = places.map((_, place) => {
    const fed = places.slice(0, place + 1).join('');
    return codeIn(createHmac('sha1', seed).update(fed).digest(), digits);
  });
  const isUsed = (place: number): boolean => Math.floor(usedMask / 2 ** place) % 2 === 1;
  return { codes, unused: codes.filter((_, place) => !isUsed(place)) };
}

function codeIn(digest: Buffer, digits: number): string {
  const value = BigInt(`0x${digest.subarray(0, Math.floor(digits / 2)).toString('hex')}`);
  return String(value % 10n ** BigInt(digits)).padStart(digits, '0');
}

export type SeedEncoding = 'base32' | 'hex' | 'base64' | 'utf8' | 'base64-base32';

/** Returns the seed of an authenticator in base32 without padding; undefined when it is in another encoding. */
export function seedOf(secret: string, encoding: SeedEncoding): string | undefined {
  if (encoding === 'base32') return normalBase32(secret);
  if (encoding === 'base64-base32') {
    const text = fromBase64(secret)?.toString('latin1');
    return text === undefined ? undefined : normalBase32(text);
  }
  const bytes = { hex: fromHex, base64: fromBase64, utf8: (text: string) => Buffer.from(text) }[encoding](
    secret,
  );
  return seedFrom(bytes);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding. */
function base32(bytes: Buffer): string {
  let [text, value, bits] = ['', 0, 0];
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt((value >>> (bits - 5)) & 31);
    value &= 31;
  }
  return bits > 0 ? text + BASE32.charAt((value << (5 - bits)) & 31) : text;
}

/**
 * Whatever the case, with blanks, hyphens or padding, as people and systems write it. Authenticators ignore bits after
 * the last byte, which are left out.
 */
function normalBase32(text: string): string | undefined {
  const symbols = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (!/^[A-Z2-7]+$/.test(symbols)) return undefined;
  const bytes: number[] = [];
  let [value, bits] = [0, 0];
  for (const symbol of symbols) {
    value = ((value << 5) | BASE32.indexOf(symbol)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 255);
  }
  return seedFrom(Buffer.from(bytes));
}

/** Authenticators have seeds of 10 bytes and more; no authenticator has such long ones as are refused here. */
function seedFrom(bytes: Buffer | undefined): string | undefined {
  return bytes && bytes.length > 0 && bytes.length <= SEED_BYTES_AT_MOST ? base32(bytes) : undefined;
}

export type TotpOfUri = {
  readonly secret: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
};

/** Reads an `otpauth://totp/` URI; undefined for HOTP and anything else. */
export function totpOfUri(uri: string): TotpOfUri | undefined {
  if (!/^otpauth:\/\/totp\//i.test(uri)) return undefined;
  const values = URL.canParse(uri) ? new URL(uri).searchParams : new URLSearchParams();
  const secret = seedOf(values.get('secret') ?? '', 'base32');
  if (secret === undefined) return undefined;
  const [algorithm, digits, period] = ['algorithm', 'digits', 'period'].map((name) => values.get(name));
  return {
    secret,
    ...(algorithm ? { algorithm } : {}),
    ...(digits ? { digits: Number(digits) } : {}),
    ...(period ? { period: Number(period) } : {}),
  };
}
