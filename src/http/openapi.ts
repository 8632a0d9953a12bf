import type { Endpoint, Method, Output, Param, Shape } from './endpoint.ts';
import { modelSchemas, paramSchema, refTo, type Schema } from './openapi-schemas.ts';

/** The subset of an OpenAPI 3.1 document that we generate. */
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

type Extension = `x-${string}`;

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly [extension: Extension]: unknown;
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

/** An error as callers distinguish it; `type` if the protocol has error types. */
export type ErrorKind = { readonly type?: string; readonly status: number; readonly message: string | null };

/** What a protocol adds to the documentation of an endpoint. */
export type Terms = {
  /** Sentences: who may call, rate limits, caching. */
  readonly description: string;
  /** Alternatives, of which one suffices; an empty one means no credentials. */
  readonly security: readonly Security[];
  readonly extensions?: Readonly<Record<Extension, unknown>>;
  /** Whether the body is a file, as it is. */
  readonly takesFile?: true;
  /** Error shapes in addition to the one of the protocol. */
  readonly errors?: readonly Shape[];
};

/** The document of a protocol, except its endpoints. */
export type About<E extends Endpoint> = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly prefix: string;
  /** Models that only occur within others, listed so that they get a name. */
  readonly parts: readonly Shape[];
  readonly error: Shape;
  readonly errorKinds: readonly ErrorKind[];
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  /** Media types of bodies. Default: `application/json`. */
  readonly media?: readonly string[];
  readonly termsOf: (endpoint: E) => Terms;
};

const JSON_MEDIA: readonly string[] = ['application/json'];

/** Returns the OpenAPI document of a protocol. */
export function openApi<E extends Endpoint>(endpoints: readonly E[], about: About<E>): OpenApi {
  const { media = JSON_MEDIA } = about;
  const described = endpoints.map((endpoint) => ({ endpoint, terms: about.termsOf(endpoint) }));
  const models = endpoints.flatMap(({ output }) => output.model ?? []);
  const errors = described.flatMap(({ terms }) => terms.errors ?? []);
  const schemas = modelSchemas([...models, ...about.parts, about.error, ...errors]);
  const error = { description: 'An error.', content: contentOf(media, refTo(about.error)) };
  return {
    openapi: '3.1.1',
    info: { title: about.title, version: about.version, description: about.description },
    servers: [{ url: about.prefix }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(described, { error: about.error, media, schemas }),
    components: {
      securitySchemes: about.securitySchemes,
      responses: { error },
      schemas,
    },
    'x-errors': about.errorKinds,
  };
}

type DescribedEndpoint = { readonly endpoint: Endpoint; readonly terms: Terms };
type Context = {
  readonly error: Shape;
  readonly media: readonly string[];
  readonly schemas: Readonly<Record<string, Schema>>;
};

function pathsOf(all: readonly DescribedEndpoint[], context: Context): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const described of all) {
    const { path, method } = described.endpoint;
    const template = templateOf(path) || '/';
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf(described, context) };
  }
  return paths;
}

/** Returns the path in OpenAPI notation: `/users/{userId}`. */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function operationOf({ endpoint, terms }: DescribedEndpoint, context: Context): Operation {
  const params = Object.entries(endpoint.input);
  const isInBody = ([, { place }]: [string, Param]) => place === 'input' && endpoint.method !== 'GET';
  const parameters = params
    .filter((param) => !isInBody(param))
    .map(([name, param]) => parameterOf(name, param));
  const fields = params.filter(isInBody);
  return {
    operationId: endpoint.operation,
    summary: endpoint.summary,
    description: terms.description,
    tags: [endpoint.tag],
    ...terms.extensions,
    security: terms.security,
    ...(parameters.length > 0 && { parameters }),
    ...(fields.length > 0 && { requestBody: bodyOf(fields, context.media) }),
    ...(terms.takesFile && { requestBody: FILE_BODY }),
    responses: responsesOf(endpoint.output, terms, context),
  };
}

const FILE_BODY: RequestBody = {
  required: true,
  description: 'The bytes of the file.',
  content: { 'application/octet-stream': { schema: { type: 'string' } } },
};

function parameterOf(name: string, param: Param): Parameter {
  const schema = paramSchema(param);
  const common = { in: param.place === 'path' ? 'path' : 'query', required: !param.optional } as const;
  if (schema.type !== 'array') return { name, ...common, description: textOf(param), schema };
  const spellings = `Repeat the parameter for each value, as \`${name}[]=\` or numbered, as \`${name}[0]=\`.`;
  const description = `${textOf(param)} ${spellings}`;
  return { name: `${name}[]`, ...common, description, style: 'form', explode: true, schema };
}

function bodyOf(fields: readonly [string, Param][], media: readonly string[]): RequestBody {
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
    description: isPartial ? 'Null counts as missing for optional fields.' : 'All fields are required.',
    content: contentOf(media, schema),
  };
}

function textOf({ description, rule }: Param): string {
  return `${description} The value ${rule}.`;
}

function responsesOf(output: Output, { errors = [] }: Terms, context: Context): Operation['responses'] {
  const others = (output.others ?? []).map(({ status, description }) => [status, { description }]);
  const refusals = [context.error, ...errors].map(refTo);
  const content = contentOf(context.media, { anyOf: refusals });
  return {
    [output.status]: responseOf(output, context),
    ...(Object.fromEntries(others) as Operation['responses']),
    default:
      errors.length === 0 ? { $ref: '#/components/responses/error' } : { description: 'An error.', content },
  };
}

function responseOf({ model, status, description }: Output, { media, schemas }: Context): Response {
  if (!model) return { description: description ?? 'Done. The response has no body.' };
  const isText = schemas[model.name]?.type === 'string';
  const content = contentOf(isText ? ['text/plain'] : media, refTo(model));
  return { description: description ?? (status === 201 ? 'Created.' : 'Done.'), content };
}

function contentOf(media: readonly string[], schema: Schema): Content {
  return Object.fromEntries(media.map((type) => [type, { schema }]));
}
