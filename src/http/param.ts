import { z } from 'zod';
import { isStorable } from '../core/text.ts';
import type { Param } from './endpoint.ts';

export const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;
export const ID_RULE =
  'must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit';
export const PASSWORD_BYTES = { least: 8, most: 256 };

/** Number of code points; `String.length` counts UTF-16 units. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export const storable = z.string().refine(isStorable);

/** A text of at most `maximum` UTF-16 units. */
export function textAtMost(maximum: number): z.ZodString {
  return z.string().check(lengthAtMost(maximum, (value) => typeof value === 'string'));
}

/** A text of 1 to `maximum` UTF-16 units. */
export function someTextAtMost(maximum: number): z.ZodString {
  return textAtMost(maximum).check(lengthAtLeast(1, (value) => typeof value === 'string'));
}

/** A list of at most `maximum` items; a longer one is refused before its items are parsed. */
export function listAtMost<T extends z.ZodType>(maximum: number, item: T): z.ZodArray<T> {
  return z.array(item).check(lengthAtMost(maximum, Array.isArray));
}

/** A list of 1 to `maximum` items, as `listAtMost`. */
export function someListAtMost<T extends z.ZodType>(maximum: number, item: T): z.ZodArray<T> {
  return listAtMost(maximum, item).check(lengthAtLeast(1, Array.isArray));
}

/** As `lengthAtMost`. */
function lengthAtLeast<T extends { readonly length: number }>(
  minimum: number,
  isRight: (value: unknown) => boolean,
): z.core.$ZodCheck<T> {
  return new z.core.$ZodCheckMinLength({
    check: 'min_length',
    minimum,
    when: ({ value }) => isRight(value),
  });
}

/** Checks the type first: the library's own rule reads the `length` of any object, which a caller controls. */
function lengthAtMost<T extends { readonly length: number }>(
  maximum: number,
  isRight: (value: unknown) => boolean,
): z.core.$ZodCheck<T> {
  return new z.core.$ZodCheckMaxLength({
    check: 'max_length',
    maximum,
    when: ({ value }) => isRight(value),
  });
}

export const example = (text: string): z.ZodType<string> => storable.meta({ examples: [text] });

export type Required<T> = Param<T> & { readonly optional: false };
type Optional<T> = Param<T> & { readonly optional: true };

export function input<T>(schema: z.ZodType<T>, rule: string, description: string): Required<T> {
  return { schema, rule, description, place: 'input', optional: false };
}

/** Allows the parameter to be missing or null. */
export function optional<T>(param: Param<T>): Optional<T> {
  return { ...param, optional: true };
}

/** Parses text into a domain value, or reports an issue. */
export function made<T>(
  make: (text: string) => T | undefined,
  schema: z.ZodType<string> = storable,
): z.ZodType<T> {
  return schema.transform((text, context) => {
    const value = make(text);
    if (value === undefined) context.addIssue({ code: 'custom' });
    return value as T;
  }) as unknown as z.ZodType<T>;
}

export function id(description: string): Required<string> {
  return input(z.string().regex(ID), ID_RULE, description);
}

export function idInPath(description: string): Required<string> {
  const quick = (value: unknown) => (typeof value === 'string' && ID.test(value) ? value : undefined);
  return { ...id(description), place: 'path', quick };
}
