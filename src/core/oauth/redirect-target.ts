import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { allowedPage } from '../links.ts';

const LENGTH_AT_MOST = 2_048;
/** Parsed the same way by every URL parser. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Returns the redirect target after a sign-in in canonical form: a page of this server or of a host of the project,
 * or an app with the project's own URL scheme. `undefined` for anything else.
 */
export function redirectTarget(
  core: Core,
  actor: Actor,
  { text, scheme }: { readonly text: string; readonly scheme: string },
): string | undefined {
  if (text.length > LENGTH_AT_MOST || !PRINTABLE.test(text) || /[\\"<>^`{|}]/.test(text)) return undefined;
  if (text.startsWith(`${scheme}://`)) return text;
  try {
    return allowedPage(core, actor, text).href;
  } catch (error) {
    if (error instanceof Failure && error.code === 'argument_invalid') return undefined;
    throw error;
  }
}

/** Adds parameters to the address and keeps its fragment. */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const [before = '', ...behind] = address.split('#');
  const query = new URLSearchParams(parameters).toString();
  const separator = query === '' ? '' : before.includes('?') ? '&' : '?';
  // An empty fragment, since browsers otherwise inherit that of the previous page.
  return `${before}${separator}${query}#${behind.join('#')}`;
}
