import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';

const LENGTH_AT_MOST = 253;
/** The URL parser accepts whole addresses and drops what follows the host: check the letters first. */
const LETTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;
const PORT = /:([1-9]\d{0,4})$/;
const PORT_AT_MOST = 65_535;
/** URLs omit the default port of their scheme. */
const SCHEMES = new Set(['80', '443']);
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Returns a host, or with `*.` every host below it, in canonical form: lower case, with letters beyond ASCII in
 * punycode. A port may follow. `undefined` for anything else, including `*.` before a single label, such as `*.com`.
 */
export function hostOf(text: string): string | undefined {
  const port = PORT.exec(text)?.[1];
  if (port === undefined) return nameOf(text);
  const name = nameOf(text.slice(0, -port.length - 1));
  return name && Number(port) <= PORT_AT_MOST && !SCHEMES.has(port) ? `${name}:${port}` : undefined;
}

function nameOf(text: string): string | undefined {
  const isWide = text.startsWith('*.');
  const named = isWide ? text.slice(2) : text;
  if (!LETTERS.test(named)) return undefined;
  const name = domainToASCII(named);
  const labels = name.split('.');
  if (name.length > LENGTH_AT_MOST || !labels.every((label) => LABEL.test(label))) return undefined;
  // The parser reads `1.2.3` as 1.2.0.3, which is hardly intended.
  if (isIPv4(name)) return isWide || name !== named ? undefined : name;
  if (!isWide) return name;
  return labels.length < 2 ? undefined : `*.${name}`;
}
