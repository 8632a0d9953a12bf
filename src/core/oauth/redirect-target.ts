import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { allowedPage } from '../links.ts';

const LENGTH_AT_MOST = 2_048;
/** What every reader of addresses takes for the same. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Where somebody lands after a sign-in: a page of this server or of a host of the project, or an app that answers to
 * the project's own scheme. Answers the address in its one form, or `undefined`.
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

/** The address with more parameters; what stands behind `#` stays there. */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const [before = '', ...behind] = address.split('#');
  const query = new URLSearchParams(parameters).toString();
  const separator = query === '' ? '' : before.includes('?') ? '&' : '?';
  // Without one, browsers keep that of the page before.
  return `${before}${separator}${query}#${behind.join('#')}`;
}
