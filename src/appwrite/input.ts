import type { FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { Fields } from '../http/body.ts';
import type { Params, Route } from '../http/route.ts';

const NOWHERE: Fields = {};

/** What a request says beside its path: in the query string (GET) or in the body (all else). */
export function fieldsOf(route: Route, request: FastifyRequest): Fields {
  return (route.method === 'GET' ? request.query : (request.body ?? {})) as Fields;
}

/**
 * Parameters by their rules, checked in their order: the first that does not fit is the one refused. What the rules do
 * not name is passed over.
 */
export function inputOf(params: Params, fields: Fields, path: Fields = NOWHERE): Fields {
  const input: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params)) {
    const source = param.place === 'path' ? path : fields;
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined || (value === null && param.optional)) {
      if (param.optional) continue;
      throw new Failure({ code: 'argument_invalid', field: name, rule: 'required' });
    }
    const parsed = param.schema.safeParse(value);
    if (!parsed.success)
      throw new Failure({
        code: 'argument_invalid',
        field: name,
        rule: 'malformed',
        expected: param.rule,
      });
    input[name] = parsed.data;
  }
  return input;
}
