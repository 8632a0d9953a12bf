import { guestScopes, isScope, scopes } from '../core/keys/scopes.ts';
import { limitsText } from '../http/limits.ts';
import { templateOf } from '../http/openapi.ts';
import { type Route, scopesOf } from './route.ts';

/** Whether everybody may call it, also without a key or a session. */
export function isOpenToGuests(route: Route): boolean {
  return route.meta.client === true && scopesOf(route).some((scope) => guestScopes.has(scope));
}

/** Whether it is about whoever calls, so that nobody but users can. */
export function isOwn(route: Route): boolean {
  const { client, scope } = route.meta;
  return client === true && route.tag === 'account' && !isOpenToGuests(route) && scope !== null;
}

/** What an operation takes beside its parameters, in sentences: who may call, how often, and where else it is. */
export function whatItTakes(route: Route): string {
  const aliases = (route.meta.aliases ?? []).map((path) => `\`${templateOf(path)}\``);
  return [
    whoMayCall(route),
    ...(route.meta.mfaExempt ? ['Answers also while the session owes a second factor.'] : []),
    ...(route.limits.length > 0 ? [`Without a key, ${limitsText(route.limits)}.`] : []),
    ...(aliases.length > 0 ? [`Older clients know it as ${aliases.join(' and ')}.`] : []),
  ].join(' ');
}

function whoMayCall(route: Route): string {
  if (route.meta.scope === null) return 'Needs no scope.';
  if (isOwn(route)) return "Needs a user's session or signed token.";
  const required = scopesOf(route).filter(isScope);
  const named = required.map((scope) => `\`${scope}\` (${scopes[scope]})`).join(', ');
  const needs = required.length === 1 ? `the scope ${named}` : `one of the scopes ${named}`;
  if (isOpenToGuests(route)) return `Open to everybody; a key needs ${needs}.`;
  return route.meta.client
    ? `Needs a user's session or signed token, or a key with ${needs}.`
    : `Needs ${needs}.`;
}
