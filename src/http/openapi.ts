import { modelSchemas, paramSchema, refTo, type Schema, type Shape } from './openapi-schemas.ts';
import { whatItTakes } from './openapi-terms.ts';
import { type Method, type Param, type Route, scopesOf } from './route.ts';

/** An OpenAPI 3.1 document, as far as we write one. */
export type OpenApi = {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
    readonly responses: { readonly error: Response };
    readonly schemas: Readonly<Record<string, Schema>>;
  };
  readonly 'x-errors': readonly ErrorKind[];
};

type PathItem = { readonly [M in Lowercase<Method>]?: Operation };

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly 'x-scopes'?: readonly string[];
  /** Other paths of the same operation, of older clients. */
  readonly 'x-aliases'?: readonly string[];
  readonly security: readonly Security[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
};

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description: string;
  readonly style?: 'form';
  readonly explode?: true;
  readonly schema: Schema;
};

type RequestBody = { readonly required: boolean; readonly description: string; readonly content: Content };
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
export type Response = { readonly description: string; readonly content?: Content };
export type Security = Readonly<Record<string, readonly string[]>>;
export type SecurityScheme = {
  readonly type: 'apiKey';
  readonly in: 'header' | 'cookie';
  readonly name: string;
  readonly description: string;
};

/** One way of refusing, as a caller tells it from others. */
export type ErrorKind = { readonly type: string; readonly status: number; readonly message: string };

/** What a protocol says of itself beyond its routes. */
export type About = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly prefix: string;
  /** Models that stand only within others. */
  readonly parts: readonly Shape[];
  readonly error: Shape;
  readonly errorKinds: readonly ErrorKind[];
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Any one of them lets the caller in; an empty one stands for nobody in particular. */
  readonly securityOf: (route: Route) => readonly Security[];
};

/** The document of a protocol, out of its routes. */
export function openApi(routes: readonly Route[], about: About): OpenApi {
  const models = routes.flatMap(({ model }) => model ?? []);
  const schemas = modelSchemas([...models, ...about.parts, about.error]);
  const error = { description: 'A refusal.', content: json(refTo(about.error)) };
  return {
    openapi: '3.1.1',
    info: { title: about.title, version: about.version, description: about.description },
    servers: [{ url: about.prefix }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(routes, { ...about, schemas }),
    components: {
      securitySchemes: about.securitySchemes,
      responses: { error },
      schemas,
    },
    'x-errors': about.errorKinds,
  };
}

type Context = About & { readonly schemas: Readonly<Record<string, Schema>> };

function pathsOf(routes: readonly Route[], context: Context): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const route of routes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, context) };
  }
  return paths;
}

function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function operationOf(route: Route, context: Context): Operation {
  const params = Object.entries(route.params);
  const isInBody = ([, { place }]: [string, Param]) => place === 'input' && route.method !== 'GET';
  const parameters = params
    .filter((param) => !isInBody(param))
    .map(([name, param]) => parameterOf(name, param));
  const fields = params.filter(isInBody);
  return {
    operationId: route.operation,
    summary: route.summary,
    description: whatItTakes(route),
    tags: [route.tag],
    ...(route.scope !== null && { 'x-scopes': scopesOf(route) }),
    ...(route.aliases && { 'x-aliases': route.aliases.map(templateOf) }),
    security: context.securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(fields.length > 0 && { requestBody: bodyOf(fields) }),
    responses: {
      [route.status]: answerOf(route, context),
      default: { $ref: '#/components/responses/error' },
    },
  };
}

function parameterOf(name: string, param: Param): Parameter {
  const schema = paramSchema(param);
  const common = { in: param.place === 'path' ? 'path' : 'query', required: !param.optional } as const;
  if (schema.type !== 'array') return { name, ...common, description: textOf(param), schema };
  const spellings = `Give it once for each value, as \`${name}[]=\` or with a number, as \`${name}[0]=\`.`;
  const description = `${textOf(param)} ${spellings}`;
  return { name: `${name}[]`, ...common, description, style: 'form', explode: true, schema };
}

function bodyOf(fields: readonly [string, Param][]): RequestBody {
  const required = fields.filter(([, { optional }]) => !optional).map(([name]) => name);
  const properties = fields.map(([name, param]) => [
    name,
    { ...paramSchema(param), description: textOf(param) },
  ]);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, Schema>,
    ...(required.length > 0 && { required }),
  };
  const isPartial = required.length < fields.length;
  return {
    required: required.length > 0,
    description: isPartial
      ? 'An optional field that is null counts as left out.'
      : 'All fields are required.',
    content: json(schema),
  };
}

function textOf({ description, rule }: Param): string {
  return `${description} The value ${rule}.`;
}

function answerOf({ model, status, redirects }: Route, { schemas }: Context): Response {
  if (redirects) return { description: 'The browser goes on to the address in `Location`.' };
  if (!model) return { description: 'Done; the answer has no body.' };
  const description = status === 201 ? 'Created.' : 'Done.';
  const isText = schemas[model.name]?.type === 'string';
  return { description, content: isText ? { 'text/plain': { schema: refTo(model) } } : json(refTo(model)) };
}

function json(schema: Schema): Content {
  return { 'application/json': { schema } };
}
