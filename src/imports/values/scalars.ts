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

const DECIMAL = /^[+-]?\d{1,18}(?:\.\d+)?$/;

/** Returns the number; `undefined` for null, nothing and the empty text. */
export function decimalOf(value: unknown, field: string): number | undefined {
  const text = textOf(value, field);
  if (text === undefined) return undefined;
  if (typeof value !== 'number' && !DECIMAL.test(text)) throw new RowRefused(`${field} is no number`);
  return Number(text);
}
