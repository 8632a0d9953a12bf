import type { Core } from '../core/core.ts';
import type { Fields } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { type Issue, inputParser } from '../http/input.ts';
import { badRequest, type FieldErrors, unprocessable } from './errors.ts';
import { BLANK } from './fields.ts';
import type { Call, HexRoute, InputErrors } from './route.ts';

/** Parses the input of a call. Fails with all errors at once. */
export type HexParser = (core: Core, call: Call, request: HttpRequest) => Promise<Fields>;

const NO_FIELDS: Fields = Object.freeze({});
const NO_ERRORS: InputErrors = {};

/** Compiles the input rules of a route. */
export function parserOf({ input: rules, meta: { check, refusals }, method }: HexRoute): HexParser {
  const parse = inputParser(rules, { stopsAtFirst: refusals !== undefined });
  const names = Object.keys(rules);
  const fieldsOf = Object.values(rules).some(({ place }) => place === 'input')
    ? method === 'GET'
      ? queryOf
      : bodyOf
    : () => NO_FIELDS;
  return async (core, call, request) => {
    const { input, issues } = parse(fieldsOf(request), call.path);
    const [first] = issues;
    if (first && refusals) throw refusals.ofInput(first);
    // The route's own rules have parsed the input; a list of routes cannot carry their types.
    const more = check ? await check(core, call, input as never) : undefined;
    if (first || more) refuseWrong(method, errorsIn(names, issues, more));
    return input;
  };
}

function queryOf(request: HttpRequest): Fields {
  return request.query as Fields;
}

/** The body overrides the query string. */
function bodyOf(request: HttpRequest): Fields {
  return { ...(request.query as Fields), ...((request.body ?? {}) as Fields) };
}

function errorsIn(
  names: readonly string[],
  issues: readonly Issue[],
  more: InputErrors = NO_ERRORS,
): readonly (readonly [string, FieldErrors])[] {
  const found = new Map(issues.map(({ name, broken }) => [name, broken[0]?.message ?? BLANK]));
  return names.flatMap((name) => {
    const error = found.get(name) ?? more[name];
    return error === undefined ? [] : [[name, error] as const];
  });
}

function refuseWrong(method: HexRoute['method'], wrong: readonly (readonly [string, FieldErrors])[]): void {
  if (wrong.length === 0) return;
  if (method !== 'GET') throw unprocessable(Object.fromEntries(wrong));
  throw badRequest(`missing required parameters: ${wrong.map(([name]) => `"${name}"`).join(', ')}`);
}
