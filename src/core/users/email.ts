import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';

declare const email: unique symbol;

/** A valid address in canonical form: trimmed, in lower case, and an international domain as `xn--…`. */
export type Email = string & { readonly [email]: true };

const LOCAL_AT_MOST = 64;
const DOMAIN_AT_MOST = 253;
const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Only blanks are added in a quoted local part: `@`, `,`, `<` and the like have misdirected mail. */
const QUOTED = /^"[a-z0-9!#$%&'*+/=?^_`{|}~. -]+"$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Some letters beyond ASCII, such as the Kelvin sign, lower-case to ASCII: two texts, one address. */
const ASCII = /^[\x20-\x7e]+$/;
/** No invisible characters, and none that become a dot or another sign of the address. */
const INTERNATIONAL_LABEL = /^[\p{L}\p{M}\p{N}-]+$/u;
const ENCODED = 'xn--';

/** Returns the address in canonical form, or `undefined` when it is invalid. */
export function emailOf(text: string): Email | undefined {
  const encoded = withEncodedDomain(text.trim());
  if (encoded === undefined || !ASCII.test(encoded)) return undefined;
  const lower = encoded.toLowerCase();
  const at = lower.lastIndexOf('@');
  const local = lower.slice(0, at);
  const domain = lower.slice(at + 1);
  if (at < 1 || local.length > LOCAL_AT_MOST || domain.length > DOMAIN_AT_MOST) return undefined;
  if (!ATOM.test(local) && !QUOTED.test(local)) return undefined;
  return isDomain(domain) ? (lower as Email) : undefined;
}

/** Returns the address as its owner reads it, with an international domain in its own letters. */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  return domain.includes(ENCODED) ? email.slice(0, at) + (domainToUnicode(domain) || domain) : email;
}

/** Encodes the labels beyond ASCII by UTS 46. One that becomes plain ASCII only resembles a domain: refused. */
function withEncodedDomain(address: string): string | undefined {
  if (ASCII.test(address) || address.length > LOCAL_AT_MOST + 1 + DOMAIN_AT_MOST) return address;
  const at = address.lastIndexOf('@') + 1;
  const labels = address.slice(at).split('.');
  const encoded = labels.map((label) => {
    if (ASCII.test(label)) return label;
    const ascii = INTERNATIONAL_LABEL.test(label) ? domainToASCII(label) : '';
    return ascii.startsWith(ENCODED) ? ascii : undefined;
  });
  return encoded.includes(undefined) ? undefined : address.slice(0, at) + encoded.join('.');
}

function isDomain(domain: string): boolean {
  const literal = /^\[(ipv6:)?([^%]+)\]$/.exec(domain);
  if (literal) return literal[1] ? isIPv6(literal[2] ?? '') : isIPv4(literal[2] ?? '');
  const labels = domain.split('.');
  return (
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
