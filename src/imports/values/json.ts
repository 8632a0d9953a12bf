import { checkedMoment } from './moments.ts';
import { MOST_LEVELS, RowRefused } from './scalars.ts';

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
    return new Date(checkedMoment(Number(plainOfExtended(value)), '$date')).toISOString();
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
