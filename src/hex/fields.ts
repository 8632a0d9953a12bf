import { isJsonObject } from '../core/json.ts';
import { isStorable } from '../core/text.ts';

/** What a field says: its value, or the sentence that is wrong with it. */
export type Field<T> = { readonly value: T } | { readonly error: string };

/** Whether a text that was read keeps a rule; else the sentence to show. */
export type Rule = readonly [holds: (text: string) => boolean, sentence: string];

export const BLANK = "can't be blank";

const CHARACTERS_AT_MOST = 1_024;
const segmenter = new Intl.Segmenter();

/** How long people find a text. */
export function lettersIn(text: string): number {
  // A letter may be of any number of characters: what has so many is too long for every rule.
  return text.length > CHARACTERS_AT_MOST ? text.length : [...segmenter.segment(text)].length;
}

/** A text that must be there. Of several rules that it breaks, the last one is told. */
export function textField(value: unknown, rules: readonly Rule[]): Field<string> {
  const read = optionalText(value, rules);
  if ('error' in read) return read;
  return read.value === undefined ? { error: BLANK } : { value: read.value };
}

/** A text, or nothing: blanks alone count as nothing. */
export function optionalText(value: unknown, rules: readonly Rule[]): Field<string | undefined> {
  if (value === undefined || value === null) return { value: undefined };
  if (typeof value !== 'string') return { error: 'expected type string' };
  if (!isStorable(value)) return { error: 'is invalid' };
  if (value.trim() === '') return { value: undefined };
  const broken = rules.findLast(([holds]) => !holds(value));
  return broken ? { error: broken[1] } : { value };
}

/** A list of maps; nothing where there is none. */
export function mapsField(value: unknown): Field<readonly Readonly<Record<string, unknown>>[]> {
  if (value === undefined || value === null) return { value: [] };
  const isList = Array.isArray(value) && value.every(isJsonObject);
  return isList ? { value } : { error: 'expected type list(map)' };
}

/** What is wrong with a field, if anything is. */
export function errorIn(field: Field<unknown>): string | undefined {
  return 'error' in field ? field.error : undefined;
}
