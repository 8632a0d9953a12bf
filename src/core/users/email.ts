import { isIPv4, isIPv6 } from 'node:net';

declare const email: unique symbol;

/** A valid address in canonical form: trimmed and in lower case. */
export type Email = string & { readonly [email]: true };

const LOCAL_AT_MOST = 64;
const DOMAIN_AT_MOST = 253;
const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Only blanks are added in a quoted local part: `@`, `,`, `<` and the like have misdirected mail. */
const QUOTED = /^"[a-z0-9!#$%&'*+/=?^_`{|}~. -]+"$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Some letters beyond ASCII, such as the Kelvin sign, lower-case to ASCII: two texts, one address. */
const ASCII = /^[\x20-\x7e]+$/;

/** Returns the address in canonical form, or `undefined` when it is invalid. */
export function emailOf(text: string): Email | undefined {
  const trimmed = text.trim();
  if (!ASCII.test(trimmed)) return undefined;
  const lower = trimmed.toLowerCase();
  const at = lower.lastIndexOf('@');
  const local = lower.slice(0, at);
  const domain = lower.slice(at + 1);
  if (at < 1 || local.length > LOCAL_AT_MOST || domain.length > DOMAIN_AT_MOST) return undefined;
  if (!ATOM.test(local) && !QUOTED.test(local)) return undefined;
  return isDomain(domain) ? (lower as Email) : undefined;
}

function isDomain(domain: string): boolean {
  const literal = /^\[(ipv6:)?([^%]+)\]$/.exec(domain);
  if (literal) return literal[1] ? isIPv6(literal[2] ?? '') : isIPv4(literal[2] ?? '');
  const labels = domain.split('.');
  return (
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
