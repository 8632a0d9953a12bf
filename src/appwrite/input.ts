import type { FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { Fields } from '../http/body.ts';
import type { Route } from '../http/route.ts';

/**
 * A route's parameters out of path and query string (GET) or path and body (all else), checked in their order: the
 * first that does not fit is the one refused. What the route does not know is passed over.
 */
export function inputOf(route: Route, request: FastifyRequest): Fields {
  const path = request.params as Fields;
  const fields = (route.method === 'GET' ? request.query : (request.body ?? {})) as Fields;
  const input: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(route.params)) {
    const source = param.place === 'path' ? path : fields;
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined || (value === null && param.optional)) {
      if (param.optional) continue;
      throw new Failure('argument_invalid', `Param "${name}" is not optional.`);
    }
    const parsed = param.schema.safeParse(value);
    if (!parsed.success)
      throw new Failure('argument_invalid', `Invalid \`${name}\` param: Value ${param.rule}.`);
    input[name] = parsed.data;
  }
  return input;
}
