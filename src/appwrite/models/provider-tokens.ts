import { type Actor, isClient, may } from '../../core/actor.ts';

/** Users see the tokens of their own providers, also with the session that they just opened; keys need a scope. */
export function seesProviderTokens(actor: Actor, user: string): boolean {
  if (!isClient(actor)) return may(actor, 'users.secrets.read');
  return actor.kind === 'guest' || (actor.id === user && actor.impersonatorId === undefined);
}
