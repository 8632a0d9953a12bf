import { createRequire } from 'node:module';

declare const phone: unique symbol;

/** A number in E.164 form. */
export type Phone = string & { readonly [phone]: true };

const FORM = /^\+[1-9]\d{6,14}$/;

/** The numbering plans take 40 ms to load: loaded on first use. */
let numbers: typeof import('libphonenumber-js/min') | undefined;

/** Returns the number, or `undefined` when it is malformed or its calling code is unassigned. */
export function phoneOf(text: string): Phone | undefined {
  if (!FORM.test(text)) return undefined;
  numbers ??= createRequire(import.meta.url)(
    'libphonenumber-js/min',
  ) as typeof import('libphonenumber-js/min');
  return numbers.parsePhoneNumberFromString(text)?.countryCallingCode ? (text as Phone) : undefined;
}
