import type { OpenApi, Operation, Parameter, Security } from '../http/openapi.ts';
import type { Schema } from '../http/openapi-schemas.ts';
import { answers, bodies, queries, schemas } from './openapi-shapes.ts';
import type { Access, HexRoute } from './route.ts';
import { routes } from './routes.ts';

const VERSION = '1.0.0';
const MEDIA = ['application/json', 'application/vnd.hex+erlang', 'application/vnd.hex+elixir'] as const;

const whoMayCall: Readonly<Record<Access, string>> = {
  open: 'Open to everybody; whoever shows credentials must show good ones.',
  'signed-in': 'Needs a password, a key or a token; the email need not be verified.',
  verified: 'Needs a password, a key or a token of a user whose email is verified.',
};

const key: Security = { key: [] };

/** What the protocol of hex.pm serves, as an OpenAPI document. */
export function hexDocument(): OpenApi {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Denizen',
      version: VERSION,
      description:
        'Users, their keys and what they did, in the protocol of hex.pm. Every call says who makes it in `User-Agent`. ' +
        'Bodies are JSON, Erlang terms or Elixir literals, by `Content-Type` and `Accept`.',
    },
    servers: [{ url: '/hex/api' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            'The secret of a key as it is; or `Basic` with username or email and password; or `Bearer` with an access token.',
        },
      },
      responses: { error: { description: 'A refusal.', content: contentOf(refTo('error')) } },
      schemas,
    },
    'x-errors': [],
  };
}

function pathsOf(all: readonly HexRoute[]): OpenApi['paths'] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of all) {
    const path = route.path.replace(/:(\w+)/g, '{$1}') || '/';
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: HexRoute): Operation {
  const { operation, need, access } = route;
  const body = bodies[operation];
  const parameters = [...pathParameters(route), ...(queries[operation] ?? [])];
  const needs = need === undefined ? '' : ` A key needs the permission \`api:${need}\`.`;
  const { status, description, schema } = answers[operation] ?? { status: 204, description: 'Done.' };
  return {
    operationId: operation,
    summary: route.summary,
    description: `${whoMayCall[access]}${needs}`,
    tags: [route.tag],
    security: access === 'open' ? [{}, key] : [key],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, description: 'All that is asked for.', content: contentOf(body) },
    }),
    responses: {
      [status]: { description, ...(schema && { content: contentOf(schema) }) },
      default: { $ref: '#/components/responses/error' },
    },
  };
}

function pathParameters({ path }: HexRoute): readonly Parameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: name === 'organization' ? 'Name of the organization.' : 'Name of what the path leads to.',
    schema: { type: 'string' },
  }));
}

function contentOf(schema: Schema) {
  return Object.fromEntries(MEDIA.map((media) => [media, { schema }]));
}

function refTo(name: keyof typeof schemas): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
