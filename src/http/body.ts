import { type BodyProblem, Failure } from '../core/failure.ts';
import { isJsonObject, parseJson } from '../core/json.ts';
import { isStorable } from '../core/text.ts';
import { readUrlEncoded } from './query-string.ts';

export type Fields = Readonly<Record<string, unknown>>;

const DEPTH_AT_MOST = 64;
const NOTHING: Fields = Object.freeze({});
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Parses a body by its media type. An empty body has no fields, whatever its type. */
export function readBody(contentType: string | undefined, bytes: Buffer): Fields {
  if (bytes.length === 0) return NOTHING;
  const media = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (media === 'application/json') return readJson(bytes);
  if (media === 'application/x-www-form-urlencoded') return readForm(textOf(bytes));
  throw new Failure({ code: 'content_type_unsupported', contentType: media || null });
}

/** Stands in for a query string that is refused. The router reads queries where a throw would not be answered. */
class RefusedQuery {
  readonly #refusal: Failure;

  constructor(refusal: Failure) {
    this.#refusal = refusal;
  }

  static refusalOf(query: unknown): Failure | undefined {
    return query instanceof RefusedQuery ? query.#refusal : undefined;
  }
}

/** Names and values of a query string. Never throws: a query that is refused has no names, and `refusalOf` returns why. */
export function readQuery(text: string): Fields {
  try {
    return readUrlEncoded(text);
  } catch (error) {
    if (error instanceof Failure) return new RefusedQuery(error) as unknown as Fields;
    throw error;
  }
}

/** The refusal of a query that `readQuery` returned; `undefined` for a good one. */
export function refusalOf(query: unknown): Failure | undefined {
  return RefusedQuery.refusalOf(query);
}

/** Parses a form: `a=1`, `a[]=1`, `a[0]=1`, `a[b]=1`. Refuses JSON, to which some programs give the type of a form. */
function readForm(text: string): Fields {
  if (isJsonText(text)) {
    const contentType = 'application/x-www-form-urlencoded';
    throw new Failure({ code: 'content_type_unsupported', contentType, isJson: true });
  }
  const fields = readUrlEncoded(text);
  refuseUnstorable(fields);
  return fields;
}

function isJsonText(text: string): boolean {
  if (!/^\s*\{/.test(text) || !/\}\s*$/.test(text)) return false;
  try {
    return isJsonObject(readJsonValue(Buffer.from(text)));
  } catch {
    return false;
  }
}

function readJson(bytes: Buffer): Fields {
  const value = readJsonValue(bytes);
  // PHP's `json_encode` writes an empty map as `[]`.
  if (value === null || isEmptyList(value)) return NOTHING;
  if (!isJsonObject(value)) throw bodyInvalid('not_object');
  return value;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Parses JSON of bounded depth that every engine can store. */
export function readJsonValue(bytes: Buffer): unknown {
  refuseDepth(bytes);
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw bodyInvalid('not_json');
  }
  refuseUnstorable(value);
  return value;
}

/** Decodes UTF-8. Refuses invalid bytes. */
export function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bodyInvalid('not_utf8');
  }
}

/** Runs before the parser, which is slow on a million brackets. */
function refuseDepth(bytes: Buffer): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (CLOSING.has(byte)) depth--;
    else if (OPENING.has(byte) && ++depth > DEPTH_AT_MOST) {
      throw new Failure({ code: 'body_invalid', rule: 'too_deep', most: DEPTH_AT_MOST });
    }
  }
}

/** Refuses values that engines or readers would interpret differently. */
export function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string' && !isStorable(value)) {
    throw bodyInvalid('text_not_storable');
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw bodyInvalid('number_too_large');
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const inner of value) refuseUnstorable(inner);
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) {
    if (key === '__proto__') throw bodyInvalid('proto_field');
    refuseUnstorable(key);
    refuseUnstorable(fields[key]);
  }
}

function bodyInvalid(rule: Exclude<BodyProblem, { readonly most: number }>['rule']): Failure {
  return new Failure({ code: 'body_invalid', rule });
}
