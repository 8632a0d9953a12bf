import { isJsonObject } from '../core/json.ts';
import { isStorable } from '../core/text.ts';

/** A parsed field: its value or its error. */
export type Field<T> = { readonly value: T } | { readonly error: string };

/** A rule and its error. */
export type Rule = readonly [holds: (text: string) => boolean, sentence: string];

export const BLANK = "can't be blank";

const CHARACTERS_AT_MOST = 1_024;
const segmenter = new Intl.Segmenter();

/** Returns the length in user-perceived characters. */
export function lettersIn(text: string): number {
  // A grapheme can have any number of characters, so very long text is not segmented: it exceeds every rule.
  return text.length > CHARACTERS_AT_MOST ? text.length : [...segmenter.segment(text)].length;
}

/** A required text. The last broken rule is reported, as on hex.pm. */
export function textField(value: unknown, rules: readonly Rule[]): Field<string> {
  const read = optionalText(value, rules);
  if ('error' in read) return read;
  return read.value === undefined ? { error: BLANK } : { value: read.value };
}

/** An optional text. Whitespace alone counts as missing. */
export function optionalText(value: unknown, rules: readonly Rule[]): Field<string | undefined> {
  if (value === undefined || value === null) return { value: undefined };
  if (typeof value !== 'string') return { error: 'expected type string' };
  if (!isStorable(value)) return { error: 'is invalid' };
  if (value.trim() === '') return { value: undefined };
  const broken = rules.findLast(([holds]) => !holds(value));
  return broken ? { error: broken[1] } : { value };
}

/** An optional list of maps. */
export function mapsField(value: unknown): Field<readonly Readonly<Record<string, unknown>>[]> {
  if (value === undefined || value === null) return { value: [] };
  const isList = Array.isArray(value) && value.every(isJsonObject);
  return isList ? { value } : { error: 'expected type list(map)' };
}

/** Returns the error of a field, if any. */
export function errorIn(field: Field<unknown>): string | undefined {
  return 'error' in field ? field.error : undefined;
}
