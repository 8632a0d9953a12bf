import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/support/extent.ts';
import { isJsonObject, parseJson } from './json.ts';

/** JSON as somebody may write it, and as `JSON.stringify` writes what it says. */
type Written = { readonly text: string; readonly compact: string };

const number = fc
  .oneof(
    fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc.constantFrom('-0', '0.12345678901234567890', '1e-12345678901234567890', '12345678901234567890.5'),
  )
  .map((text): Written => {
    const isKept = /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
    return { text, compact: isKept ? text : JSON.stringify(Number(text)) };
  });
const plain = fc.oneof(
  fc.string(),
  fc.constantFrom('\\', '12345678901234567890', '"12345678901234567890"', '\\"12345678901234567890'),
);
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 4 },
    number,
    plain.map((text) => ({ text: JSON.stringify(text), compact: JSON.stringify(text) })),
    fc.constantFrom('null', 'true').map((text) => ({ text, compact: text })),
    fc.array(tie('written')).map((items) => ({
      text: `[${items.map(({ text }) => text).join(' , ')}]`,
      compact: `[${items.map(({ compact }) => compact).join(',')}]`,
    })),
    fc.array(tie('written')).map((values) => {
      // None that is a number, since those are sorted.
      const named = values.map(
        (value, at) => [JSON.stringify(`${'\\"'[at] ?? '\n'} ${at}: 12345678901234567890`), value] as const,
      );
      return {
        text: `{ ${named.map(([name, { text }]) => `${name} : ${text}`).join(', ')}}`,
        compact: `{${named.map(([name, { compact }]) => `${name}:${compact}`).join(',')}}`,
      };
    }),
  ),
}));

/** A name in JSON, with escapes where it needs none, and as it reads. */
const writtenName = fc
  .array(
    fc.constantFrom(
      ['\\\\', '\\'],
      ['\\"', '"'],
      ['\\n', '\n'],
      ['\\u005c', '\\'],
      ['\\u0061', 'a'],
      ['\\u0031', '1'],
      ['\\/', '/'],
      ['a', 'a'],
      ['n', 'n'],
      ['1', '1'],
      ['__proto__', '__proto__'],
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => ({
    text: `"${parts.map(([text]) => text).join('')}"`,
    name: parts.map(([, name]) => name).join(''),
  }));

describe('parseJson', () => {
  for (const text of [
    '{"a":9007199254740993,"b":[-18446744073709551615],"c":{"d":12345678901234567890123}}',
    '{"a":1,"b":1.5,"c":"9007199254740993","d":9007199254740991,"e":null}',
    '{"__proto__":[],"a":-17937245401685375}',
  ]) {
    it(`round-trips ${text}`, () => assert.equal(JSON.stringify(parseJson(text)), text));
  }

  it('round-trips any JSON, with integers beyond a double as written', () => {
    fc.assert(
      fc.property(written, ({ text, compact }) => {
        assert.equal(JSON.stringify(parseJson(text)), compact);
      }),
      { numRuns: 1_000 },
    );
  });

  // `JSON.parse` of V8 since 12.8 takes names with escapes for names of earlier objects.
  it('does not take a name with an escape for a name of an earlier object', () => {
    const earlier = [
      { x: 0, 'a\\': 0 },
      { h: 0, '\\': 0 },
      { x: 0, '\\u0': 0 },
    ];
    for (const value of earlier) parseJson(JSON.stringify(value));
    for (const text of ['{"x":0,"a\\n":0}', '{"h":0,"\\"":0}', '{"h":0,"\\n":{"h":1,"\\"":2}}']) {
      assert.equal(JSON.stringify(parseJson(text)), text);
    }
    assert.deepEqual(parseJson('{"x":0,"\\u0061bc":9007199254740991}'), { x: 0, abc: 9007199254740991 });
  });

  it('reads equal names as one, whichever way they are written', () => {
    fc.assert(
      fc.property(fc.array(writtenName, { minLength: 1, maxLength: 4 }), (names) => {
        const text = `{${names.map(({ text }, at) => `${text} : ${at}`).join(',')}}`;
        const expected = Object.fromEntries(names.map(({ name }, at) => [name, at]));
        assert.deepEqual(parseJson(text), expected, text);
      }),
      { numRuns: fuzzRuns(20_000) },
    );
  });

  it('does not take a long number for an object', () => {
    const { a, b } = parseJson('{"a":9007199254740993,"b":{}}') as { a: unknown; b: unknown };
    assert.deepEqual([isJsonObject(a), isJsonObject(b)], [false, true]);
  });

  for (const text of [
    '{"a":9007199254740993',
    '{12345678901234567890:1}',
    '[012345678901234567890]',
    '[-]',
  ]) {
    it(`refuses ${text}, which is invalid JSON`, () => assert.throws(() => parseJson(text), SyntaxError));
  }
});
