import { z } from 'zod';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { Failure, type FailureCode } from '../../src/core/failure.ts';
import { authenticateKey } from '../../src/core/keys/keys.ts';
import type { Scope } from '../../src/core/keys/scopes.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { type User, type UserId, userIdOf } from '../../src/core/users/user.ts';
import { createUser, removeUser } from '../../src/core/users/users.ts';
import { addressOf } from '../../src/http/address.ts';
import type { Fields } from '../../src/http/body.ts';
import { type Endpoint, endpointsOf, type Model } from '../../src/http/endpoint.ts';
import { inputParser } from '../../src/http/input.ts';
import { limiterOf, limitsText } from '../../src/http/limits.ts';
import { type OpenApi, openApi } from '../../src/http/openapi.ts';
import { type Handler, serveEndpoints } from '../../src/http/router.ts';
import type { Protocol, Refusal } from '../../src/http/server.ts';

/** What a third protocol costs: this file. It stands on `core/` and `http/` and on nothing else. */
type Meta = { readonly scope: Scope };
type SmallEndpoint = Endpoint<Meta, Actor>;

const endpoint = endpointsOf<Meta, Actor>();
const about = { tag: 'people', limits: [{ most: 3, seconds: 60, by: ['ip'] }] } as const;

const person: Model<User, Actor> = {
  name: 'person',
  schema: z.object({ id: z.string(), email: z.string().nullable() }),
  view: ({ id, email }) => ({ id, email }),
};
const people: Model<readonly User[], Actor> = {
  name: 'people',
  schema: z.array(person.schema),
  view: (users, caller) => users.map((user) => person.view(user, caller)),
};
const problem = { name: 'problem', schema: z.object({ problem: z.string(), fields: z.array(z.string()) }) };

const param = { rule: 'must fit', description: 'One value.', optional: false } as const;
const id = { ...param, place: 'path', schema: textAs<UserId>(userIdOf) } as const;
const email = { ...param, place: 'input', schema: textAs<Email>(emailOf) } as const;

export const endpoints: readonly SmallEndpoint[] = [
  endpoint({
    ...{ ...about, method: 'GET', path: '/people', operation: 'peopleList', summary: 'List people' },
    meta: { scope: 'users.read' },
    input: {},
    output: { status: 200, model: people },
    run: async (core, actor) => {
      const listing = { filters: [], orders: [], limit: 25, offset: 0, counted: false };
      return (await listUsers(core, actor, listing)).rows;
    },
  }),
  endpoint({
    ...{ ...about, method: 'POST', path: '/people', operation: 'peopleCreate', summary: 'Create a person' },
    meta: { scope: 'users.write' },
    input: { email },
    output: { status: 201, model: person },
    run: createUser,
  }),
  endpoint({
    ...{ ...about, method: 'DELETE', path: '/people/:id', operation: 'peopleDelete', summary: 'Delete one' },
    meta: { scope: 'users.write' },
    input: { id },
    output: { status: 204 },
    run: (core, actor, input) => removeUser(core, actor, input.id),
  }),
];

const statuses: Partial<Record<FailureCode, number>> = {
  argument_invalid: 422,
  rate_limited: 429,
  route_not_found: 404,
  scope_missing: 403,
  user_exists: 409,
  user_not_found: 404,
};

export function thirdProtocol(core: Core, project: ProjectId): Protocol {
  return {
    prefix: '/small',
    refuse: ({ data }) => refusal(statuses[data.code] ?? 500, data.code, 'field' in data ? [data.field] : []),
    document,
    register: (app) =>
      serveEndpoints(app, endpoints, { handlerOf: (each) => handlerOf(core, project, each) }),
  };
}

function handlerOf(core: Core, project: ProjectId, { operation, limits, ...rest }: SmallEndpoint): Handler {
  const { input: rules, output, meta, run } = rest;
  const parse = inputParser(rules, { stopsAtFirst: true });
  const limit = limiterOf(`small ${operation}`, limits);
  return async ({ request, reply }) => {
    const caller = await authenticateKey(core, project, String(request.headers['x-key'] ?? ''));
    const actor: Actor = { kind: 'key', project: caller.project, scopes: caller.scopes };
    if (!actor.scopes.has(meta.scope)) throw new Failure('scope_missing');
    const fields = (request.body ?? {}) as Fields;
    await limit?.(core, project, { ip: addressOf(request), user: undefined, fields }, reply);
    const { input, issues } = parse(fields, request.params as Fields);
    const [first] = issues;
    if (first) throw new Failure({ code: 'argument_invalid', field: first.name, rule: 'required' });
    // Parsed by the rules of the endpoint, whose types a list of endpoints cannot carry.
    const value = await run(core, actor, input as never);
    return reply.code(output.status).send(output.model?.view(value, actor));
  };
}

function refusal(status: number, problem: string, fields: readonly string[]): Refusal {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify({ problem, fields }) };
}

function document(): OpenApi {
  return openApi(endpoints, {
    ...{
      title: 'Small',
      version: '1',
      description: 'People.',
      prefix: '/small',
      parts: [person],
      error: problem,
    },
    errorKinds: Object.entries(statuses).map(([message, status]) => ({ status, message })),
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'An API key.' } },
    termsOf: ({ meta, limits }) => ({
      description: `Needs \`${meta.scope}\`; ${limitsText(limits)}.`,
      security: [{ key: [] }],
    }),
  });
}

function textAs<T>(parse: (text: string) => T | undefined): z.ZodType<T> {
  const made = z.string().refine((text) => parse(text) !== undefined);
  // What was parsed once is parsed again, and is there.
  return made.transform((text) => parse(text) as T) as unknown as z.ZodType<T>;
}
