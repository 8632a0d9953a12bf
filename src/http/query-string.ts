import { type BodyProblem, Failure } from '../core/failure.ts';

/** Names and values of a query string or form: texts, lists and maps. Maps have no prototype. */
export type Value = string | readonly Value[] | { readonly [name: string]: Value };

/** Official clients send 100 queries at most, in one list. */
const PARAMETERS_AT_MOST = 1_000;
/** One more than the longest list that a parameter takes, so that its own rule refuses that. */
const LAST_INDEX = 100;
const DEPTH_AT_MOST = 5;

/** What was given under one name. Only one of the three is ever filled. */
type Slot = { readonly texts: string[]; readonly items: string[]; readonly named: Map<string, Slot> };

const NOTHING: { readonly [name: string]: Value } = Object.freeze(Object.create(null));
const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * Reads `a=1`, `a=1&a=2`, `a[]=1`, `a[0]=1` and `a[b][c]=1` in one pass over the text: a name given several times is a
 * list, and so is one with indices, in their order and without holes. `+` is a blank. Text with broken percent encoding
 * stays as it is. Fails with `body_invalid`: more than the limits, a name given in two of these ways, `__proto__`.
 */
export function readUrlEncoded(text: string): { readonly [name: string]: Value } {
  if (text === '') return NOTHING;
  const root = slot();
  let parameters = 0;
  for (const part of partsOf(text)) {
    if (++parameters > PARAMETERS_AT_MOST) refuse({ rule: 'too_many_parameters', most: PARAMETERS_AT_MOST });
    const bracketed = part.indexOf(']=');
    const end = bracketed < 0 ? part.indexOf('=') : bracketed + 1;
    const [name, ...inner] = segmentsOf(decoded(end < 0 ? part : part.slice(0, end)));
    if (name) put(slotIn(root, name), inner, end < 0 ? '' : decoded(part.slice(end + 1)));
  }
  return mapOf(root);
}

/** The parts between `&`, with brackets decoded. */
function* partsOf(encoded: string): Generator<string> {
  const text = encoded.replace(/%5B/gi, '[').replace(/%5D/gi, ']');
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('&', start);
    const end = found < 0 ? text.length : found;
    if (end > start) yield text.slice(start, end);
    start = end + 1;
  }
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Splits `a[b][c]` into `a`, `b` and `c`. The last segment may begin with a bracket that is never closed. */
function segmentsOf(key: string): readonly string[] {
  let open = key.indexOf('[');
  if (open < 0) return [key];
  const segments = open === 0 ? [] : [key.slice(0, open)];
  for (let depth = 1; open >= 0; depth++) {
    if (depth > DEPTH_AT_MOST) refuse({ rule: 'parameter_too_deep', most: DEPTH_AT_MOST });
    const close = closeOf(key, open);
    if (close < 0) return [...segments, key.slice(open)];
    segments.push(key.slice(open + 1, close));
    open = key.indexOf('[', close + 1);
  }
  return segments;
}

/** Index of the bracket that closes the one at `open`; -1 without one. */
function closeOf(key: string, open: number): number {
  let level = 0;
  for (let at = open; at < key.length; at++) {
    if (key[at] === '[') level++;
    else if (key[at] === ']' && --level === 0) return at;
  }
  return -1;
}

function put(at: Slot, path: readonly string[], value: string): void {
  const [name, ...inner] = path;
  if (name === undefined) {
    if (at.items.length > 0 || at.named.size > 0) refuseMixed();
    at.texts.push(value);
  } else if (name === '' && inner.length === 0) {
    if (at.texts.length > 0 || at.named.size > 0) refuseMixed();
    at.items.push(value);
  } else {
    if (at.texts.length > 0 || at.items.length > 0) refuseMixed();
    // Empty brackets before others stand for the first item.
    put(slotIn(at, name === '' ? '0' : name), inner, value);
  }
}

function slotIn({ named }: Slot, name: string): Slot {
  if (name === '__proto__') refuse({ rule: 'proto_field' });
  const known = named.get(name);
  if (known) return known;
  const made = slot();
  named.set(name, made);
  return made;
}

function slot(): Slot {
  return { texts: [], items: [], named: new Map() };
}

function valueIn(at: Slot): Value {
  const { texts, items, named } = at;
  if (items.length > 0) return items;
  const [first] = texts;
  if (first !== undefined) return texts.length === 1 ? first : texts;
  return [...named.keys()].every((name) => INDEX.test(name)) ? listOf(at) : mapOf(at);
}

function listOf({ named }: Slot): readonly Value[] {
  const entries = Array.from(named, ([name, inner]) => [Number(name), inner] as const);
  if (entries.some(([index]) => index > LAST_INDEX)) refuse({ rule: 'index_too_high', most: LAST_INDEX });
  return entries.toSorted(([one], [other]) => one - other).map(([, inner]) => valueIn(inner));
}

function mapOf({ named }: Slot): { readonly [name: string]: Value } {
  const made = Object.create(null) as Record<string, Value>;
  for (const [name, inner] of named) made[name] = valueIn(inner);
  return made;
}

function refuseMixed(): never {
  return refuse({ rule: 'parameter_ambiguous' });
}

function refuse(problem: BodyProblem): never {
  throw new Failure({ code: 'body_invalid', ...problem });
}
