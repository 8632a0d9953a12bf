import type { InjectOptions } from 'fastify';
import type { OpenApi } from '../../src/http/openapi.ts';
import type { Schema } from '../../src/http/openapi-schemas.ts';
import { PROJECT } from '../support/server.ts';
import { inBrackets } from './odd-values.ts';

/** An operation of a protocol, by its document. */
export type Operation = {
  readonly name: string;
  readonly method: Exclude<InjectOptions['method'], undefined>;
  readonly path: string;
  readonly prefix: string;
  /** Names of what the query string or the body may say, with a value that is taken. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  readonly hasBody: boolean;
};

export type Call = { readonly what: string; readonly request: InjectOptions };

/** Headers by which each kind of caller is known, by the prefix of the protocol. */
export type Callers = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

const LONGEST_URL = 60_000;
let addresses = 0;

export function operationsOf(document: OpenApi, prefix: string): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters = [], requestBody }]) => {
      const body = requestBody?.content['application/json']?.schema;
      const queried = parameters.filter((parameter) => parameter.in === 'query');
      const schemas: readonly (readonly [string, Schema])[] = [
        ...queried.map(({ name, schema }) => [name, schema] as const),
        ...Object.entries(body?.properties ?? {}),
      ];
      return {
        name: operationId,
        method: method.toUpperCase() as Operation['method'],
        prefix,
        path: `${prefix}${path === '/' ? '' : path}`,
        fields: Object.fromEntries(schemas.map(([name, schema]) => [name, exampleOf(schema)])),
        required: [
          ...queried.flatMap(({ name, required }) => (required ? [name] : [])),
          ...(body?.required ?? []),
        ],
        hasBody: body !== undefined,
      };
    }),
  );
}

/** Each value at each field, in each form in which it can be sent, with all else as it should be; and in each part of the path. */
export function* callsOf(operation: Operation, callers: Callers, values: readonly string[]): Generator<Call> {
  const send = (what: string, sent: Sent) => calling(operation, callers, what, sent);
  const { name, fields, required, hasBody } = operation;
  const usual = Object.fromEntries(required.map((field) => [field, fields[field]]));
  for (const field of Object.keys(fields)) {
    for (const text of values) {
      const others = { ...usual };
      delete others[field];
      const what = `${name} ${field} ${text.slice(0, 80)}`;
      const bracketed = [field, ...Object.keys(others)]
        .map((each) => inBrackets(each, each === field ? JSON.parse(text) : others[each]))
        .join('&');
      if (!hasBody) yield send(`${what} in the query`, { query: bracketed });
      else {
        const rest = Object.entries(others).map(
          ([other, value]) => `,${JSON.stringify(other)}:${JSON.stringify(value)}`,
        );
        const json = `{${JSON.stringify(field)}:${text}${rest.join('')}}`;
        yield send(`${what} in JSON`, { body: json, type: 'application/json' });
        yield send(`${what} in a form`, {
          body: bracketed,
          type: 'application/x-www-form-urlencoded',
        });
      }
    }
  }
  for (const [part] of operation.path.matchAll(/\{\w+\}/g))
    for (const text of values)
      yield send(`${name} ${part} ${text.slice(0, 80)}`, { part, name: pathName(text) });
}

function pathName(json: string): string {
  return encodeURIComponent(json.slice(0, 300).toWellFormed());
}

type Sent = {
  readonly query?: string;
  readonly body?: string;
  readonly type?: string;
  readonly part?: string;
  readonly name?: string;
};

function calling(operation: Operation, callers: Callers, what: string, sent: Sent): Call {
  const { method, path, prefix } = operation;
  const placed = path
    .replace(sent.part ?? '\0', sent.name ?? '')
    .replace('{provider}', 'github')
    .replace('{project}', PROJECT)
    .replace(/\{\w+\}/g, 'ann');
  addresses++;
  return {
    what: `${method} ${what}`,
    request: {
      method,
      url: `${placed}?${sent.query ?? ''}`.slice(0, LONGEST_URL),
      headers: {
        'user-agent': 'odd',
        'x-appwrite-project': PROJECT,
        ...callerIn(callers[prefix] ?? []),
        // Whoever calls often from one address is told to wait, and nothing else is looked at.
        'x-forwarded-for': `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`,
        ...(sent.type !== undefined && { 'content-type': sent.type }),
      },
      ...(sent.body !== undefined && { payload: sent.body }),
    },
  };
}

/** By turns. */
function callerIn(callers: Callers[string]): Readonly<Record<string, string>> | undefined {
  return callers[addresses % callers.length];
}

function exampleOf(schema: Schema): unknown {
  const { examples, type } = schema as { readonly examples?: readonly unknown[]; readonly type?: string };
  const choices = (schema as { readonly enum?: readonly unknown[] }).enum;
  if (examples?.[0] !== undefined) return examples[0];
  if (choices) return choices[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'array') return [];
  return type === 'object' ? {} : 'ann';
}
