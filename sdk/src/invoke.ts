import type { Client } from './client.ts';
import { refuse } from './errors.ts';
import { demand, segment } from './parameters.ts';
import type { CallOptions } from './transport.ts';

/**
 * A request for {@link Client.call}.
 *
 * @example
 * ```ts
 * const call: Call = { method: 'GET', path: '/users/ann', template: '/users/{userId}' };
 * const ann = await client.call(call);
 * ```
 */
export type Call = {
  /** `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. */
  readonly method: string;
  /** Path below the endpoint, with encoded values. */
  readonly path: string;
  /** The path without values, for events and middleware. Default: `path`. */
  readonly template?: string;
  /** Sent in the query string of GET, else as JSON. Undefined values are left out. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** Builds a call from the arguments of a method. */
type Asked = {
  readonly method: string;
  readonly path: string;
  readonly template: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly options: CallOptions | undefined;
};

/**
 * Calls an endpoint by its description: `METHOD /path/{name} name optional? object*`, the parameters in the order of
 * the positional form. `given` is one object of them and perhaps options, or all of them in a row and perhaps options.
 */
export async function invoke(client: Client, told: string, given: readonly unknown[]): Promise<unknown> {
  const { options, ...call } = asked(told, given);
  return client.call(call, options);
}

/**
 * Sends the page's browser to an endpoint that redirects. Elsewhere it answers the address: of the endpoint itself when
 * the browser must come there to get a cookie, else the one that the endpoint redirects to.
 */
export async function lead(client: Client, told: string, given: readonly unknown[]): Promise<string> {
  const { options, method, ...call } = asked(told, given);
  const page = (globalThis as { location?: { assign?: (url: string) => void } }).location;
  const here = 'document' in globalThis && page?.assign;
  if (method === 'LEAD' && !here) return client.redirectOf(call, options);
  const address = client.addressOf(call);
  if (here) page.assign?.(address);
  return address;
}

function asked(told: string, given: readonly unknown[]): Asked {
  const [method = '', template = '', ...params] = told.split(' ');
  const names = params.map((param) => param.replace(/\W/, ''));
  const isNamed = names.length > 0 && takesObject(given, names[0] ?? '', params[0]?.endsWith('*'));
  const rest = isNamed
    ? { ...(given[0] as Record<string, unknown>) }
    : Object.fromEntries(names.map((name, at) => [name, given[at]]));
  for (const param of params) {
    const name = param.replace('*', '');
    if (!param.endsWith('?')) demand(name, rest[name], refuse);
  }
  const fields = Object.fromEntries(names.map((name) => [name, rest[name]]));
  const path = template.replace(/{(\w+)}/g, (_, name: string) => {
    delete fields[name];
    return segment(name, rest[name], refuse);
  });
  return { method, path, template, fields, options: given[isNamed ? 1 : names.length] as CallOptions };
}

function takesObject(given: readonly unknown[], name: string, isObject = false): boolean {
  const [first, second] = given;
  // Where the first parameter is itself an object, it is told from an object of parameters by its one key.
  if (isFields(first)) return !isObject || Object.keys(first).join() === name;
  return first === undefined && (given.length < 2 || isFields(second));
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
