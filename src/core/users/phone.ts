import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

declare const phone: unique symbol;

/** A number as E.164 writes it. */
export type Phone = string & { readonly [phone]: true };

const FORM = /^\+[1-9]\d{6,14}$/;

/** The number, or `undefined` when it has another form or its calling code belongs to nobody. */
export function phoneOf(text: string): Phone | undefined {
  if (!FORM.test(text)) return undefined;
  return parsePhoneNumberFromString(text)?.countryCallingCode ? (text as Phone) : undefined;
}
