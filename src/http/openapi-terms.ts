import { guestScopes, isScope, scopes } from '../core/keys/scopes.ts';
import { type Limit, type Route, scopesOf } from './route.ts';

const WINDOWS: Readonly<Record<number, string>> = { 60: 'a minute', 3600: 'an hour' };

/** Whether everybody may call it, also without a key or a session. */
export function isOpenToGuests(route: Route): boolean {
  return route.client === true && scopesOf(route).some((scope) => guestScopes.has(scope));
}

/** Whether it is about whoever calls, so that nobody but users can. */
export function isOwn(route: Route): boolean {
  return route.client === true && route.tag === 'account' && !isOpenToGuests(route) && route.scope !== null;
}

/** What an operation takes beside its parameters, in sentences: who may call, how often, and where else it is. */
export function whatItTakes(route: Route): string {
  const aliases = (route.aliases ?? []).map((path) => `\`${path.replace(/:(\w+)/g, '{$1}')}\``);
  return [
    whoMayCall(route),
    ...(route.mfaExempt ? ['Answers also while the session owes a second factor.'] : []),
    ...(route.limits?.length
      ? [`Without a key, at most ${route.limits.map(limitText).join(', and ')}.`]
      : []),
    ...(aliases.length > 0 ? [`Older clients know it as ${aliases.join(' and ')}.`] : []),
  ].join(' ');
}

function whoMayCall(route: Route): string {
  if (route.scope === null) return 'Needs no scope.';
  if (isOwn(route)) return "Needs a user's session or signed token.";
  const required = scopesOf(route).filter(isScope);
  const named = required.map((scope) => `\`${scope}\` (${scopes[scope]})`).join(', ');
  const needs = required.length === 1 ? `the scope ${named}` : `one of the scopes ${named}`;
  if (isOpenToGuests(route)) return `Open to everybody; a key needs ${needs}.`;
  return route.client ? `Needs a user's session or signed token, or a key with ${needs}.` : `Needs ${needs}.`;
}

function limitText({ most, seconds = 3_600, by }: Limit): string {
  const keys = by.map((part) => (typeof part === 'object' ? `\`${part.param}\`` : KEYS[part]));
  return `${most} times ${WINDOWS[seconds] ?? `in ${seconds} seconds`} for each ${keys.join(' and ')}`;
}

const KEYS = { ip: 'network address', user: 'user' } as const;
