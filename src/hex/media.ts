import { Failure } from '../core/failure.ts';
import { isJsonObject, keptNumber } from '../core/json.ts';
import { type Fields, readBody, readJsonValue, refuseUnstorable, textOf } from '../http/body.ts';
import { readElixir, writeElixir } from './elixir-literal.ts';
import { decodeTerm } from './terms/decode.ts';
import { encodeList, encodeTerm } from './terms/encode.ts';
import { type Term, TermRefused } from './terms/term.ts';

export type Format = 'json' | 'erlang' | 'elixir';

/** The body of a response. Times are strings with microseconds, under keys that end in `_at`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Written = { readonly contentType: string; readonly bytes: string | Uint8Array };

type Wish = { readonly media: string; readonly weight: number };

const NOTHING: Fields = Object.freeze({});
/** The key of a body that is not an object, as on hex.pm. */
const WRAPPED = '_json';
const JSON_TYPE = /^application\/(?:json|[^/]+\+json)$/;
const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/;

const ENTRIES_AT_MOST = 100;
const formats: readonly Format[] = ['json', 'erlang', 'elixir'];
const byMedia: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['application/json', 'json'],
  ['application/vnd.hex+erlang', 'erlang'],
  ['application/vnd.hex+elixir', 'elixir'],
]);
const JSON_SUFFIX = /^[^/\s]+\/[^/\s]+\+json$/;

const writers: Readonly<Record<Format, (body: Json) => string | Uint8Array>> = {
  json: JSON.stringify,
  erlang: (body) => encodeTerm(inSeconds(body)),
  elixir: (body) => writeElixir(inSeconds(body)),
};

const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  erlang: 'application/vnd.hex+erlang; charset=utf-8',
  elixir: 'application/vnd.hex+elixir; charset=utf-8',
};

/**
 * Returns the format of the response: that of `_format`, else the best match of the Accept header, else JSON. Equal
 * weights keep the order of the header; a weight of 0 excludes. Returns `undefined` (406) if nothing matches.
 */
export function responseFormat(
  accept: string | undefined,
  requested: string | undefined,
): Format | undefined {
  if (requested !== undefined) return formats.find((format) => format === requested);
  if (accept === undefined || accept.trim() === '') return 'json';
  const wishes = accept
    .split(',', ENTRIES_AT_MOST)
    .map(wishOf)
    .filter(({ weight }) => weight > 0);
  for (const { media } of wishes.toSorted((one, other) => other.weight - one.weight)) {
    const format = formatOf(media);
    if (format) return format;
  }
  return undefined;
}

function formatOf(media: string): Format | undefined {
  return byMedia.get(media) ?? (JSON_SUFFIX.test(media) ? 'json' : undefined);
}

/** An invalid weight counts as missing. */
function wishOf(entry: string): Wish {
  const [media = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
  const weight = Number.parseFloat(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1');
  return { media, weight: Number.isNaN(weight) ? 1 : Math.min(weight, 1) };
}

/** Parses the body of a request by its media type; a body of another type counts as missing. Fails with
 * `body_invalid`. Every format yields the same values; large integers as in `core/json.ts`. */
export function readHexBody(contentType: string | undefined, bytes: Buffer): Fields {
  const media = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (bytes.length === 0) return NOTHING;
  if (media === 'application/x-www-form-urlencoded') return readBody(media, bytes);
  if (JSON_TYPE.test(media)) return fieldsOf(readJsonValue(bytes));
  if (media === 'application/vnd.hex+erlang') return fieldsOf(storable(() => decodeTerm(bytes)));
  if (media === 'application/vnd.hex+elixir') return fieldsOf(storable(() => readElixir(textOf(bytes))));
  return NOTHING;
}

/** Encodes a response. Erlang terms and Elixir literals have no fractions of a second, as on hex.pm. */
export function writeHexBody(format: Format, body: Json): Written {
  return { contentType: contentTypes[format], bytes: writers[format](body) };
}

/** The same for a list, which is encoded item by item. */
export function writeHexList(
  format: Format,
  items: readonly Json[],
): { readonly contentType: string; readonly pieces: Iterable<string | Uint8Array> } {
  const contentType = contentTypes[format];
  if (format === 'erlang') return { contentType, pieces: encodeList(items.map((item) => inSeconds(item))) };
  return { contentType, pieces: textOfList(format, items) };
}

function* textOfList(format: 'json' | 'elixir', items: readonly Json[]): Generator<string> {
  const separator = format === 'json' ? ',' : ', ';
  yield '[';
  for (const [at, item] of items.entries()) {
    if (at > 0) yield separator;
    yield writers[format](item) as string;
  }
  yield ']';
}

function fieldsOf(value: unknown): Fields {
  return isJsonObject(value) ? value : { [WRAPPED]: value };
}

function storable(read: () => Term): unknown {
  const value = plain(termOf(read));
  refuseUnstorable(value);
  return value;
}

function termOf(read: () => Term): Term {
  try {
    return read();
  } catch (error) {
    if (error instanceof TermRefused)
      throw new Failure({ code: 'body_invalid', rule: 'malformed' }, { cause: error });
    throw error;
  }
}

function plain(term: Term): unknown {
  if (typeof term === 'bigint') return keptNumber(term);
  if (typeof term !== 'object' || term === null) return term;
  if (Array.isArray(term)) return term.map(plain);
  return Object.fromEntries(Object.entries(term).map(([key, value]) => [key, plain(value)]));
}

function inSeconds(body: Json, key = ''): Term {
  if (typeof body === 'string') return key.endsWith('_at') ? body.replace(MOMENT, '$1Z') : body;
  if (typeof body !== 'object' || body === null) return body;
  if (isList(body)) return body.map((item) => inSeconds(item));
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, inSeconds(value, name)]));
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(body: object): body is readonly Json[] {
  return Array.isArray(body);
}
