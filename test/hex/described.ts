import { registerSchema, validate } from '@hyperjump/json-schema/draft-2020-12';
import { hexDocument } from '../../src/hex/openapi.ts';
import type { Operation } from '../../src/http/openapi.ts';
import { nameIn, type Schema } from '../../src/http/openapi-schemas.ts';
import type { Reply } from './fixtures.ts';

const JSON_TYPE = 'application/json';
const ID = 'https://denizen.test/hex';
/** Refusals whose message names who or what was refused. */
const NAMING = /^API rate limit exceeded for /;

/** Headers too large to be read: no protocol was asked. */
const UNREAD = 431;

const document = hexDocument();

type Matched = { readonly operation: Operation; readonly method: string; readonly path: RegExp };

/** Paths without parameters first: they are matched before those that would take them for a value. */
const operations: readonly Matched[] = Object.entries(document.paths)
  .toSorted(([one], [other]) => one.split('{').length - other.split('{').length)
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      operation,
      method: method.toUpperCase(),
      path: new RegExp(`^/api${path === '/' ? '' : path.replace(/\{\w+\}/g, '[^/]+')}$`),
    })),
  );

const kinds = new Set(document['x-errors'].map(({ status, message }) => `${status} ${message}`));
const types = new Set(document['x-errors'].flatMap(({ type }) => type ?? []));
const validators = new Map<string, Promise<(value: unknown) => boolean>>();

/** The operation that a request is for. */
export function operationAt(method: string, path: string): Operation | undefined {
  const bare = path.split('?', 1)[0] ?? '';
  return operations.find((each) => each.method === method && each.path.test(bare))?.operation;
}

/** What an answer in JSON has that the document does not say; nothing of other media types. */
export async function undescribed(method: string, path: string, reply: Reply): Promise<string | undefined> {
  const operation = operationAt(method, path);
  const isJson = (reply.headers['content-type'] ?? '').startsWith(JSON_TYPE);
  if (!operation || reply.status === 304 || reply.status === UNREAD || (reply.bytes.length > 0 && !isJson))
    return undefined;
  const { status, body } = reply;
  const schema = schemaOf(operation, reply);
  if (schema === 'unknown') return `${operation.operationId} does not say that it answers ${status}`;
  if (schema === undefined)
    return reply.bytes.length === 0 ? undefined : `${operation.operationId} has a body with ${status}`;
  const names = (schema.anyOf ?? [schema]).map(({ $ref = '' }) => nameIn($ref));
  const fits = await Promise.all(names.map(async (name) => (await validatorOf(name))(body)));
  if (!fits.includes(true))
    return `${operation.operationId}, ${status}: no ${names.join(' or ')} is ${JSON.stringify(body)}`;
  return status >= 400 && !isKnown(body as Refused) ? `no such refusal: ${JSON.stringify(body)}` : undefined;
}

type Refused = { readonly status?: number; readonly message?: string | null; readonly error?: string };

function isKnown({ status, message, error }: Refused): boolean {
  if (error !== undefined) return types.has(error);
  return kinds.has(`${status} ${message}`) || NAMING.test(String(message));
}

function schemaOf({ responses }: Operation, { status }: Reply): Schema | undefined | 'unknown' {
  const response = status >= 400 ? responses.default : responses[status];
  if (!response) return 'unknown';
  const content = '$ref' in response ? document.components.responses.error.content : response.content;
  return content?.[JSON_TYPE]?.schema;
}

function validatorOf(name: string): Promise<(value: unknown) => boolean> {
  const known = validators.get(name) ?? compile(name);
  validators.set(name, known);
  return known;
}

async function compile(name: string): Promise<(value: unknown) => boolean> {
  if (validators.size === 0) {
    const schemas = closed(JSON.parse(JSON.stringify(document.components.schemas)));
    registerSchema(
      { $schema: 'https://json-schema.org/draft/2020-12/schema', components: { schemas } } as never,
      ID,
    );
  }
  const check = await validate(`${ID}#/components/schemas/${name}`);
  return (value) => check(value as Parameters<typeof check>[0]).valid;
}

/** The schema that lets no field through that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen = inner.type === 'object' && 'properties' in inner && !('additionalProperties' in inner);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
