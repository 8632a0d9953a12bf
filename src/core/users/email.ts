declare const email: unique symbol;

/** A valid address in its one form: trimmed and in lower case. */
export type Email = string & { readonly [email]: true };

const LOCAL_AT_MOST = 64;
const DOMAIN_AT_MOST = 253;
const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Blanks are all that a quoted local part adds here: `@`, `,`, `<` and the like have sent mail to strangers. */
const QUOTED = /^"[a-z0-9!#$%&'*+/=?^_`{|}~. -]+"$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const IPV4 = /^\[(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\])|(?=\]))){4}\]$/;
const IPV6 = /^\[ipv6:[0-9a-f:.]{2,45}\]$/;

/** The address in its one form, or `undefined` when it is none. */
export function emailOf(text: string): Email | undefined {
  const lower = text.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  const local = lower.slice(0, at);
  const domain = lower.slice(at + 1);
  if (at < 1 || local.length > LOCAL_AT_MOST || domain.length > DOMAIN_AT_MOST) return undefined;
  if (!ATOM.test(local) && !QUOTED.test(local)) return undefined;
  return isDomain(domain) ? (lower as Email) : undefined;
}

function isDomain(domain: string): boolean {
  if (domain.startsWith('[')) return IPV4.test(domain) || IPV6.test(domain);
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}
