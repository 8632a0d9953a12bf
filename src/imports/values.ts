import type { SourceTotp } from './source.ts';

/** Values of a row as their sources write them. What cannot be read fails with a `RowRefused`. */

/** A row that cannot be read. The message is a sentence without a full stop and holds no secret. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}

/** Section 4 of the import reference. */
export const MOST_ROW_BYTES = 1_048_576;
export const MOST_LEVELS = 64;

/** Returns the value as a text; `undefined` for null, nothing and the empty text. Fails for lists and objects. */
export function textOf(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  throw new RowRefused(`${field} is no text`);
}

const TRUE = new Set(['true', 't', '1', 'yes', 'y', 'on']);
const FALSE = new Set(['false', 'f', '0', 'no', 'n', 'off']);

/** Returns the flag; `undefined` for null, nothing and the empty text. */
export function flagOf(value: unknown, field: string): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = textOf(value, field)?.toLowerCase();
  if (text === undefined) return undefined;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new RowRefused(`${field} is neither true nor false`);
}

/** The last moment that JavaScript knows, for `infinity`: 275760-09-13. */
const FOREVER = 8.64e15;

function checked(moment: number, field: string): number {
  if (!Number.isFinite(moment) || Math.abs(moment) > FOREVER) throw new RowRefused(`${field} is no moment`);
  return Math.trunc(moment);
}

const DECIMAL = /^[+-]?\d{1,18}(?:\.\d+)?$/;

function decimalOf(value: unknown, field: string): number | undefined {
  const text = textOf(value, field);
  if (text === undefined) return undefined;
  if (typeof value !== 'number' && !DECIMAL.test(text)) throw new RowRefused(`${field} is no number`);
  return Number(text);
}

/** Of seconds since 1970, fractions allowed. Zero is "never". */
export function momentOfSeconds(value: unknown, field: string): number | undefined {
  const seconds = decimalOf(value, field);
  return seconds ? checked(Math.round(seconds * 1000), field) : undefined;
}

/** Of milliseconds since 1970. Zero is "never". */
export function momentOfMilliseconds(value: unknown, field: string): number | undefined {
  const milliseconds = decimalOf(value, field);
  return milliseconds ? checked(milliseconds, field) : undefined;
}

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d){0,2})?$/;

/**
 * Of ISO 8601 and of what PostgreSQL, MySQL, SQLite and SQL Server write: `2024-01-15 09:30:00.123+01`. A moment without
 * an offset is in `zone`: `UTC` (when not said), an offset or a name of the time zone database. `0000-00-00 …` is
 * "never", `infinity` the last moment there is.
 */
export function momentOfText(value: unknown, field: string, zone = 'UTC'): number | undefined {
  const text = textOf(value, field)?.trim();
  if (!text || text.startsWith('0000-00-00') || text === '-infinity') return undefined;
  if (text === 'infinity') return FOREVER;
  const parts = DATE_TIME.exec(text);
  if (!parts) throw new RowRefused(`${field} is no moment`);
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  return momentOfParts({ year, month, day, hour, minute, second, fraction, zone: offset ?? zone }, field);
}

type MomentParts = {
  readonly year: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  /** Digits after the point. */
  readonly fraction?: string | undefined;
  readonly zone: string;
};

function momentOfParts(parts: MomentParts, field: string): number {
  const { year, month, day, hour = '0', minute = '0', second = '0', fraction = '' } = parts;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  // Years below 100 are taken as of the 20th century by `Date.UTC`.
  const wall = new Date(0);
  wall.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A 30 February moves on to March.
  const isDay = wall.getUTCDate() === Number(day) && Number(month) <= 12;
  const isTime = Number(hour) <= 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!isDay || !isTime) throw new RowRefused(`${field} is no moment`);
  wall.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  return checked(wall.getTime() - offsetOf(parts.zone, wall.getTime()), field);
}

const OFFSET = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone is ahead of UTC at a time of its own clocks, in milliseconds. */
function offsetOf(zone: string, wall: number): number {
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 0;
  const [, sign, hours, minutes = '0', seconds = '0'] = OFFSET.exec(zone) ?? [];
  if (sign) {
    const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ahead : ahead;
  }
  const first = zoneOffset(zone, wall);
  // The offset at the moment itself, which is another one within hours of a change.
  return zoneOffset(zone, wall - first);
}

function zoneOffset(zone: string, moment: number): number {
  let format = formats.get(zone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        timeZoneName: 'longOffset',
      });
    } catch {
      throw new RowRefused(`no time zone is called ${zone}`);
    }
    formats.set(zone, format);
  }
  const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 0 : offsetOf(name.slice('GMT'.length), moment);
}

const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d))?)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?:\d\d)?)?$/;

/** Of LDAP's generalized time (RFC 4517, 3.3.13) and of MediaWiki's fourteen digits: `20240115093000.0Z`. */
export function momentOfDigits(value: unknown, field: string): number | undefined {
  const text = textOf(value, field)?.trim();
  if (!text) return undefined;
  if (text === 'infinity') return FOREVER;
  const parts = COMPACT.exec(text);
  if (!parts) throw new RowRefused(`${field} is no moment`);
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  if (year === '0000' && month === '00') return undefined;
  return momentOfParts({ year, month, day, hour, minute, second, fraction, zone: offset ?? 'Z' }, field);
}

const TEN_YEARS = 10 * 365.25 * 24 * 3600 * 1000;

/** Reports whether a ban that ends then counts as one without end: more than ten years ahead. */
export function isForever(moment: number | undefined): boolean {
  return moment !== undefined && moment - Date.now() > TEN_YEARS;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Of base64 in either alphabet, padded or not, with line breaks. */
export function bytesOfBase64(value: unknown, field: string): Buffer {
  const text = (textOf(value, field) ?? '').replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const symbols = text.replace(/=+$/, '').length;
  if (!BASE64.test(text) || symbols % 4 === 1) throw new RowRefused(`${field} is no base64`);
  return Buffer.from(text, 'base64');
}

export function bytesOfHex(value: unknown, field: string): Buffer {
  const text = textOf(value, field) ?? '';
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new RowRefused(`${field} is no hex`);
  return Buffer.from(text, 'hex');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns base32 without padding (RFC 4648, 6). */
export function base32OfBytes(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
}

/** The bytes of base32 as `base32OfBytes` and `seedOfBase32` return it. */
export function bytesOfBase32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const symbol of text) {
    held = ((held << 5) | BASE32.indexOf(symbol)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >>> bits;
  }
  return bytes;
}

/** Of base32 in either case, padded, with blanks or hyphens. */
export function seedOfBase32(value: unknown, field: string): string | undefined {
  const text = textOf(value, field)?.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (!text) return undefined;
  if (!/^[A-Z2-7]+$/.test(text)) throw new RowRefused(`${field} is no base32`);
  return text;
}

/** Of a key in hex: authentik, django-otp. */
export function seedOfHex(value: unknown, field: string): string | undefined {
  return base32OfBytes(bytesOfHex(value, field)) || undefined;
}

/** Of a key in base64: FusionAuth. */
export function seedOfBase64(value: unknown, field: string): string | undefined {
  return base32OfBytes(bytesOfBase64(value, field)) || undefined;
}

/** Of base32 that stands once more in base64: Authelia's export. */
export function seedOfBase64Base32(value: unknown, field: string): string | undefined {
  return seedOfBase32(bytesOfBase64(value, field).toString('latin1'), field);
}

/** Of a text whose UTF-8 bytes are the key: Keycloak, Better Auth. */
export function seedOfUtf8(value: unknown, field: string): string | undefined {
  return base32OfBytes(Buffer.from(textOf(value, field) ?? '', 'utf8')) || undefined;
}

/** Returns the factor with what is unlike SHA-1, 6 digits and 30 seconds; `undefined` without a seed. */
export function totpOf(
  secret: string | undefined,
  parameters: { readonly algorithm?: unknown; readonly digits?: unknown; readonly period?: unknown } = {},
): SourceTotp | undefined {
  if (secret === undefined) return undefined;
  const algorithm = (textOf(parameters.algorithm, 'the algorithm of TOTP') ?? 'SHA1')
    .toUpperCase()
    .replace(/^HMAC[-_]?/, '')
    .replace('SHA-', 'SHA');
  const digits = decimalOf(parameters.digits, 'the digits of TOTP') ?? 6;
  const period = decimalOf(parameters.period, 'the period of TOTP') ?? 30;
  return {
    secret,
    ...(algorithm !== 'SHA1' && { algorithm }),
    ...(digits !== 6 && { digits }),
    ...(period !== 30 && { period }),
  };
}

/** Of an `otpauth:` address. Fails for HOTP. */
export function totpOfUri(value: unknown, field: string): SourceTotp | undefined {
  const text = textOf(value, field);
  if (text === undefined) return undefined;
  if (!URL.canParse(text)) throw new RowRefused(`${field} is no otpauth address`);
  const { protocol, host, pathname, searchParams } = new URL(text);
  const kind = (host || pathname.split('/').find(Boolean) || '').toLowerCase();
  if (protocol !== 'otpauth:' || kind !== 'totp')
    throw new RowRefused(`${field} is no otpauth address of TOTP`);
  return totpOf(seedOfBase32(searchParams.get('secret'), field), {
    algorithm: searchParams.get('algorithm'),
    digits: searchParams.get('digits'),
    period: searchParams.get('period'),
  });
}

/** Integers from sixteen digits on may be beyond 2^53. Texts of digits alone do not count. */
const LONG_DIGITS = /(?:^|[:,[])\s*-?\d{16}/;

/**
 * Returns the value of a JSON text. Integers beyond 2^53 become texts, since they are subjects of other systems that as
 * numbers would be another person's. Fails when it is no JSON or deeper than 64 levels.
 */
export function parseJson(text: string, what = 'it'): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!isShallow(value, MOST_LEVELS))
      throw new RowRefused(`${what} is nested deeper than ${MOST_LEVELS} levels`);
    return LONG_DIGITS.test(text) ? JSON.parse(text, keepDigits) : value;
  } catch (error) {
    if (error instanceof RowRefused) throw error;
    // The parser's own message quotes the text, which may hold a secret.
    throw new RowRefused(`${what} is no JSON`);
  }
}

/** The third parameter is in Node since 21 and not yet in the types of the language. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const unsafe = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return unsafe ? (context?.source ?? value) : value;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isShallow(item, levels - 1));
  for (const key in value) if (!isShallow(value[key as keyof typeof value], levels - 1)) return false;
  return true;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the object; `undefined` for null and nothing. */
export function objectOf(value: unknown, field: string): JsonObject | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!isObject(value)) throw new RowRefused(`${field} is no object`);
  return value;
}

/** Returns the list; an empty one for null and nothing. */
export function listOf(value: unknown, field: string): readonly unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) throw new RowRefused(`${field} is no list`);
  return value;
}

/** Returns the objects of a list. */
export function objectsOf(value: unknown, field: string): readonly JsonObject[] {
  return listOf(value, field).map((item) => {
    if (!isObject(item)) throw new RowRefused(`${field} holds something that is no object`);
    return item;
  });
}

const EXTENDED: Readonly<Record<string, (value: unknown) => unknown>> = {
  $oid: (value) => value,
  $uuid: (value) => value,
  $symbol: (value) => value,
  $date: (value) => {
    if (typeof value === 'string') return value;
    return new Date(checked(Number(plainOfExtended(value)), '$date')).toISOString();
  },
  $numberLong: numberOrText,
  $numberInt: numberOrText,
  $numberDouble: numberOrText,
  $numberDecimal: (value) => value,
  $binary: (value) => (isObject(value) ? value.base64 : value),
  $undefined: () => undefined,
};

function numberOrText(value: unknown): unknown {
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? String(value) : number;
}

/**
 * Returns the plain value of MongoDB's extended JSON, in both of its forms: ids and binaries (base64) as texts, dates as
 * ISO texts, numbers as numbers or, beyond 2^53, as texts.
 */
export function plainOfExtended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOfExtended);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first?.[0].startsWith('$')) {
    const convert = EXTENDED[first[0]];
    const alone = entries.length === 1 || (first[0] === '$binary' && entries.length === 2);
    if (convert && alone) return convert(first[1]);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, plainOfExtended(item)]));
}

/** Arrays and objects of PHP are maps, lists too; their keys are texts. Integers beyond 2^53 are texts. */
export type PhpValue = null | boolean | number | string | ReadonlyMap<string, PhpValue>;

const MOST_PHP_ITEMS = 100_000;

/** Returns the value of a text of PHP's `serialize`. Fails for references and classes that serialise themselves. */
export function parsePhp(value: string, field: string): PhpValue {
  const reader = new PhpReader(Buffer.from(value, 'utf8'), field);
  const parsed = reader.value(MOST_LEVELS);
  reader.end();
  return parsed;
}

class PhpReader {
  #at = 0;
  #items = 0;
  readonly #bytes: Buffer;
  readonly #field: string;

  constructor(bytes: Buffer, field: string) {
    this.#bytes = bytes;
    this.#field = field;
  }

  value(levels: number): PhpValue {
    if (levels < 0 || ++this.#items > MOST_PHP_ITEMS) throw this.#refused();
    const kind = String.fromCharCode(this.#bytes[this.#at] ?? 0);
    if (kind === 'N') {
      this.#expect('N;');
      return null;
    }
    this.#expect(`${kind}:`);
    if (kind === 'b') return this.#until(';') === '1';
    if (kind === 'i') return this.#number(true);
    if (kind === 'd') return this.#number(false);
    if (kind === 's') {
      const text = this.#text();
      this.#expect(';');
      return text;
    }
    if (kind === 'O') {
      this.#text();
      this.#expect(':');
    } else if (kind !== 'a') throw this.#refused();
    return this.#entries(levels);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#refused();
  }

  #entries(levels: number): ReadonlyMap<string, PhpValue> {
    const count = this.#length(':');
    this.#expect('{');
    const map = new Map<string, PhpValue>();
    for (let at = 0; at < count; at++) {
      const key = this.value(0);
      if (typeof key !== 'string' && typeof key !== 'number') throw this.#refused();
      map.set(String(key), this.value(levels - 1));
    }
    this.#expect('}');
    return map;
  }

  #number(whole: boolean): number | string {
    const text = this.#until(';');
    const number = Number(text);
    if (text === '' || (Number.isNaN(number) && text !== 'NAN' && !text.endsWith('INF')))
      throw this.#refused();
    return whole && !Number.isSafeInteger(number) ? text : number;
  }

  /** Lengths of texts are bytes. */
  #text(): string {
    const length = this.#length(':');
    this.#expect('"');
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    this.#expect('"');
    return text;
  }

  #length(end: string): number {
    const text = this.#until(end);
    const length = Number(text);
    if (!/^\d{1,8}$/.test(text) || length > this.#bytes.length - this.#at) throw this.#refused();
    return length;
  }

  #until(end: string): string {
    const stop = this.#bytes.indexOf(end, this.#at);
    if (stop < 0 || stop - this.#at > 64) throw this.#refused();
    const text = this.#bytes.toString('latin1', this.#at, stop);
    this.#at = stop + 1;
    return text;
  }

  #expect(text: string): void {
    if (this.#bytes.toString('latin1', this.#at, this.#at + text.length) !== text) throw this.#refused();
    this.#at += text.length;
  }

  #refused(): RowRefused {
    return new RowRefused(`${this.#field} is no serialised value of PHP`);
  }
}
