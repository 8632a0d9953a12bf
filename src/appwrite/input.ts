import type { FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { Fields } from '../http/body.ts';
import type { Params } from '../http/endpoint.ts';
import { type Issue, inputParser } from '../http/input.ts';
import type { Route } from './route.ts';

const NOWHERE: Fields = {};
const IN_ORDER = { stopsAtFirst: true };

/** What a request says beside its path: in the query string (GET) or in the body (all else). */
export function fieldsOf(route: Route, request: FastifyRequest): Fields {
  return (route.method === 'GET' ? request.query : (request.body ?? {})) as Fields;
}

/** Parses by rules that are compiled once. Refuses the first parameter that does not fit with `argument_invalid`. */
export function parserOf(params: Params): (fields: Fields, path?: Fields) => Fields {
  const parse = inputParser(params, IN_ORDER);
  return (fields, path = NOWHERE) => {
    const { input, issues } = parse(fields, path);
    const [first] = issues;
    if (first) throw refusalOf(first);
    return input;
  };
}

/** The same by rules that are used once. */
export function inputOf(params: Params, fields: Fields, path?: Fields): Fields {
  return parserOf(params)(fields, path);
}

function refusalOf({ name, param, broken }: Issue): Failure {
  const about = { code: 'argument_invalid', field: name } as const;
  if (broken.length === 0) return new Failure({ ...about, rule: 'required' });
  return new Failure({ ...about, rule: 'malformed', expected: param.rule });
}
