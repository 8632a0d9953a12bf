import { Failure } from '../core/failure.ts';
import type { Fields } from '../http/body.ts';
import type { Params } from '../http/endpoint.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { type Issue, inputParser } from '../http/input.ts';
import type { Route } from './route.ts';

const NOWHERE: Fields = {};
const IN_ORDER = { stopsAtFirst: true };

/** Returns the fields of a request: the query string of GET, else the body. */
export function fieldsOf(route: Route, request: HttpRequest): Fields {
  return (route.method === 'GET' ? request.query : (request.body ?? {})) as Fields;
}

/** Compiles rules to a parser. It refuses the first invalid parameter with `argument_invalid`. */
export function parserOf(params: Params): (fields: Fields, path?: Fields) => Fields {
  const parse = inputParser(params, IN_ORDER);
  return (fields, path = NOWHERE) => {
    const { input, issues } = parse(fields, path);
    const [first] = issues;
    if (first) throw refusalOf(first);
    return input;
  };
}

/** Parses with rules that are used once. */
export function inputOf(params: Params, fields: Fields, path?: Fields): Fields {
  return parserOf(params)(fields, path);
}

function refusalOf({ name, param, broken }: Issue): Failure {
  const about = { code: 'argument_invalid', field: name } as const;
  if (broken.length === 0) return new Failure({ ...about, rule: 'required' });
  return new Failure({ ...about, rule: 'malformed', expected: param.rule });
}
