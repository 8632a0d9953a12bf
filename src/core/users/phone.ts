import { createRequire } from 'node:module';

declare const phone: unique symbol;

/** A number in E.164 form, without the zero that is dialled inside a country. */
export type Phone = string & { readonly [phone]: true };

const FORM = /^\+[1-9]\d{6,14}$/;

/** The numbering plans take 40 ms to load: loaded on first use. */
let numbers: typeof import('libphonenumber-js/min') | undefined;

/**
 * Returns the number, or `undefined` when it is malformed or its calling code is unassigned. `+61 0412…` and `+61 412…`
 * reach the same person, so only the second is ever stored.
 */
export function phoneOf(text: string): Phone | undefined {
  if (!FORM.test(text)) return undefined;
  numbers ??= createRequire(import.meta.url)(
    'libphonenumber-js/min',
  ) as typeof import('libphonenumber-js/min');
  const parsed = numbers.parsePhoneNumberFromString(text);
  if (!parsed?.countryCallingCode) return undefined;
  const { number } = parsed;
  // Again, since more than one zero may lead.
  return number.length < text.length && parsed.isPossible() ? phoneOf(number) : (text as Phone);
}
