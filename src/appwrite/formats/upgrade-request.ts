import type { Actor } from '../../core/actor.ts';
import { Failure } from '../../core/failure.ts';
import type { Fields } from '../../http/body.ts';
import type { Params } from '../../http/endpoint.ts';
import type { Route } from '../route.ts';
import type { Format, OlderResult } from './format.ts';

/** Upgrades a request step by step, oldest first. */
export function upgradeRequest(steps: readonly Format[], { operation }: Route, fields: Fields): Fields {
  return steps.reduceRight((upgraded, { everyRequest, requests }) => {
    const every = everyRequest?.(upgraded) ?? upgraded;
    return requests?.[operation]?.(every) ?? every;
  }, fields);
}

/** Returns the rules for the parameters of a route in the client's format; the oldest change wins. */
export function paramsIn(steps: readonly Format[], { operation, input }: Route): Params {
  if (steps.length === 0) return input;
  const older = steps.map((step) => step.params?.[operation]).filter((rules) => rules !== undefined);
  return older.length === 0 ? input : Object.assign({}, input, ...older);
}

/** Refuses a key with `scope_missing` where keys could not call then. */
export function refuseKey(steps: readonly Format[], { operation }: Route, { kind, project }: Actor): void {
  if (kind !== 'key' || !steps.some(({ withoutKeys }) => withoutKeys?.includes(operation))) return;
  const missing = { caller: 'key', project: project.id, scopes: ['public'] } as const;
  throw new Failure({ code: 'scope_missing', missing });
}

/** Returns the response with a body of the client's format, where today's has none. */
export function olderResult(steps: readonly Format[], { operation }: Route): OlderResult | undefined {
  return steps.find(({ results }) => results?.[operation])?.results?.[operation];
}
