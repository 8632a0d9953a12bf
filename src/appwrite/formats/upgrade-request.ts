import type { Fields } from '../../http/body.ts';
import type { Params } from '../../http/endpoint.ts';
import type { Route } from '../route.ts';
import type { Format } from './format.ts';

/** What a request of an older client says, in the words of today: step by step from the oldest. */
export function upgradeRequest(steps: readonly Format[], { operation }: Route, fields: Fields): Fields {
  return steps.reduceRight((upgraded, { everyRequest, requests }) => {
    const every = everyRequest?.(upgraded) ?? upgraded;
    return requests?.[operation]?.(every) ?? every;
  }, fields);
}

/** The rules that held for the parameters of a route; of several changes the oldest counts. */
export function paramsIn(steps: readonly Format[], { operation, input }: Route): Params {
  if (steps.length === 0) return input;
  const older = steps.map((step) => step.params?.[operation]).filter((rules) => rules !== undefined);
  return older.length === 0 ? input : Object.assign({}, input, ...older);
}
