import { z } from 'zod';
import { parseJson } from '../../src/core/json.ts';
import type { Param } from '../../src/http/endpoint.ts';

/** What people forget that an object may bring along when they ask a value what it is. */
const NAMES = [
  ...['length', 'size', 'toString', 'valueOf', 'toJSON', 'then', 'catch', 'constructor', 'prototype'],
  ...[
    'hasOwnProperty',
    'isPrototypeOf',
    'toLocaleString',
    'inspect',
    'nodejs.util.inspect.custom',
    'rawJSON',
  ],
  ...['name', 'message', 'stack', 'code', 'trim', 'toLowerCase', 'split', 'replace', 'match', 'includes'],
  ...[
    'at',
    'map',
    'every',
    'filter',
    'flat',
    'next',
    'value',
    'done',
    'get',
    'set',
    'has',
    'keys',
    'entries',
  ],
  ...['__defineGetter__', '__lookupGetter__', '$ne', '$gt', '0', '-1', ''],
];
const INSIDE = [
  '1',
  '{}',
  '[]',
  'null',
  '"1"',
  '{"toString":1}',
  '{"name":{"toString":1}}',
  '{"length":{"toString":1}}',
];

/** JSON texts, since some of it can only be written as one. */
export const oddValues: readonly string[] = [
  ...NAMES.flatMap((name) => INSIDE.map((inside) => `{${JSON.stringify(name)}:${inside}}`)),
  ...['toString', 'length', 'valueOf'].map((name) => `[{${JSON.stringify(name)}:{"toString":1}}]`),
  '{"length":{"toString":1},"toString":1,"valueOf":1,"constructor":{"name":{"toString":1}}}',
  '{"__proto__":{"length":1}}',
  '{"0":"a","length":1}',
  ...['{}', '[]', '[[]]', '[[[[[[]]]]]]', '[null]', '[{}]', '["a",1,true]', '[[["a"]]]', '["__proto__"]'],
  ...['0', '-0', '-1', '1.5', '1e21', '1e308', '9007199254740993', '-123456789012345678901234567890'],
  ...[
    'true',
    'false',
    'null',
    '""',
    '" "',
    '"0"',
    '"-1"',
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"then"',
  ],
  ...['"\\u0000"', '"\\ud800"', '"\\ufeff"', '"\\u202e"', '"\\r\\nX: y"', '"%00"', '"{}"', '"[]"', '"null"'],
  ...[
    '"{\\"method\\":{\\"toString\\":1}}"',
    '"{\\"method\\":\\"equal\\",\\"attribute\\":{\\"toString\\":1},\\"values\\":{\\"length\\":{\\"toString\\":1}}}"',
  ],
  JSON.stringify('a'.repeat(65_536)),
  JSON.stringify('\u0301'.repeat(5_000)),
  `[${'"a",'.repeat(20_000)}"a"]`,
  `[${'[],'.repeat(20_000)}[]]`,
];

const USUAL = [
  0, 1, 2, 3, 36, 37, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1_024, 2_048, 4_096,
];
/** Every length that an id may have, and some more: a fault may sit at one of them alone. */
const EVERY_UP_TO = 40;
const ALPHABETS = ['a', '7', 'Z', 'é', '😀', ' ', '\u0301', '.', '%', '-'];

/** Texts of every length at which a rule of the parameter may change its mind. */
export function* textsFor(param: Param): Generator<string> {
  for (const length of lengthsFor(param)) {
    for (const letter of ALPHABETS) yield letter.repeat(length);
    if (length > 1) yield `a${'.'.repeat(length - 1)}`;
    if (length > 6) yield `${'a'.repeat(length - 5)}@b.co`;
    if (length > 8) yield `https://${'a'.repeat(length - 8)}`;
    if (length > 1) yield `+${'1'.repeat(length - 1)}`;
  }
}

function lengthsFor({ schema }: Param): ReadonlySet<number> {
  const every = Array.from({ length: EVERY_UP_TO + 1 }, (_, length) => length);
  return new Set([...every, ...USUAL, ...boundsIn(schema).flatMap((bound) => [bound - 1, bound, bound + 1])]);
}

/** The numbers that a schema speaks of, wherever in it. */
function boundsIn(schema: z.ZodType): readonly number[] {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const numbers = [...text.matchAll(/"(?:max|min)(?:Length|Items)":(\d+)/g)].map(([, bound]) =>
    Number(bound),
  );
  return numbers.filter((bound) => bound > 0 && bound <= 70_000);
}

/** Everything that is tried at a parameter. */
export function* valuesFor(param: Param): Generator<unknown> {
  for (const text of oddValues) yield parseJson(text);
  for (const text of textsFor(param)) {
    yield text;
    yield [text];
  }
}

/** The same value as the brackets of a query string or form write it; nothing of what they cannot. */
export function inBrackets(name: string, value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    return `${name}=${encodeURIComponent(String(value).toWellFormed())}`;
  const entries = Object.entries(value as object).slice(0, 50);
  return entries.map(([inner, of]) => inBrackets(`${name}[${encodeURIComponent(inner)}]`, of)).join('&');
}
