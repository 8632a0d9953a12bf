import { createRequire } from 'node:module';

declare const phone: unique symbol;

/** A number as E.164 writes it. */
export type Phone = string & { readonly [phone]: true };

const FORM = /^\+[1-9]\d{6,14}$/;

/** The world's numbering plans take 40 ms to load: a server that meets no phone number does without them. */
let numbers: typeof import('libphonenumber-js/min') | undefined;

/** The number, or `undefined` when it has another form or its calling code belongs to nobody. */
export function phoneOf(text: string): Phone | undefined {
  if (!FORM.test(text)) return undefined;
  numbers ??= createRequire(import.meta.url)(
    'libphonenumber-js/min',
  ) as typeof import('libphonenumber-js/min');
  return numbers.parsePhoneNumberFromString(text)?.countryCallingCode ? (text as Phone) : undefined;
}
