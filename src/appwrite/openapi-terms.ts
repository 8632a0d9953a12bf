import { guestScopes, isScope, scopes } from '../core/keys/scopes.ts';
import { limitsText } from '../http/limits.ts';
import { templateOf } from '../http/openapi.ts';
import { type Route, scopesOf } from './route.ts';

/** Whether callers without a key or a session may call it. */
export function isOpenToGuests(route: Route): boolean {
  return route.meta.client === true && scopesOf(route).some((scope) => guestScopes.has(scope));
}

/** Whether it concerns the current user, so that only users can call it. */
export function isOwn(route: Route): boolean {
  const { client, scope } = route.meta;
  return client === true && route.tag === 'account' && !isOpenToGuests(route) && scope !== null;
}

/** Describes who may call an operation, its rate limits and its aliases. */
export function whatItTakes(route: Route): string {
  const aliases = (route.meta.aliases ?? []).map((path) => `\`${templateOf(path)}\``);
  const { methodAliases = [] } = route.meta;
  return [
    whoMayCall(route),
    ...(route.meta.mfaExempt ? ['Works while the session still needs a second factor.'] : []),
    ...(route.limits.length > 0 ? [`Without a key, ${limitsText(route.limits)}.`] : []),
    ...(aliases.length > 0 ? [`Older clients call it as ${aliases.join(' and ')}.`] : []),
    ...(methodAliases.length > 0 ? [`Older clients call it with ${methodAliases.join(' and ')}.`] : []),
  ].join(' ');
}

function whoMayCall(route: Route): string {
  if (route.meta.scope === null) return 'Needs no scope.';
  if (isOwn(route)) return 'Needs a session or a JWT of a user.';
  const required = scopesOf(route).filter(isScope);
  const named = required.map((scope) => `\`${scope}\` (${scopes[scope]})`).join(', ');
  const needs = required.length === 1 ? `the scope ${named}` : `one of the scopes ${named}`;
  if (isOpenToGuests(route)) return `Open to all callers; a key needs ${needs}.`;
  return route.meta.client
    ? `Needs a session or a JWT of a user, or a key with ${needs}.`
    : `Needs ${needs}.`;
}
