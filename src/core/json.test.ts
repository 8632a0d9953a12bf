import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, parseJson } from './json.ts';

describe('parseJson', () => {
  for (const text of [
    // With such a name, V8 tells a reviver nothing of how the numbers beside it were written.
    '{"__proto__":[],"a":-17937245401685375}',
    '{"a":9007199254740993,"b":[-18446744073709551615],"c":{"d":12345678901234567890123}}',
    '{"a":1,"b":1.5,"c":"9007199254740993","d":9007199254740991,"e":null}',
  ]) {
    it(`gives back ${text}`, () => assert.equal(JSON.stringify(parseJson(text)), text));
  }

  it('takes no number for an object, however long', () => {
    const { a, b } = parseJson('{"a":9007199254740993,"b":{}}') as { a: unknown; b: unknown };
    assert.deepEqual([isJsonObject(a), isJsonObject(b)], [false, true]);
  });

  it('keeps of any JSON what a double holds, and whole numbers beyond it as they stand', () => {
    const number = fc.oneof(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '-0',
        '0.12345678901234567890',
        '1e-12345678901234567890',
        '12345678901234567890.5',
        '1234567890123456789E2',
      ),
    );
    const text = fc.oneof(
      fc.string(),
      number,
      fc.constantFrom('\\', '"12345678901234567890"', '\\"12345678901234567890'),
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        number,
        text.map((value) => JSON.stringify(value)),
        fc.constantFrom('null', 'true'),
        fc.array(tie('json') as fc.Arbitrary<string>).map((items) => `[${items.join(' , ')}]`),
        fc
          .array(fc.tuple(text, tie('json') as fc.Arbitrary<string>))
          .map((pairs) => `{${pairs.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(',')}}`),
      ),
    }));
    fc.assert(
      fc.property(json as fc.Arbitrary<string>, (written) => {
        assert.equal(JSON.stringify(parseJson(written)), JSON.stringify(revived(written)));
      }),
      { numRuns: 1_000 },
    );
  });

  for (const text of [
    '{"a":9007199254740993',
    '{12345678901234567890:1}',
    '[012345678901234567890]',
    '[-]',
  ]) {
    it(`refuses ${text}, which is not JSON`, () => assert.throws(() => parseJson(text), SyntaxError));
  }
});

/** The same by a reviver, which is told how each number was written. */
function revived(text: string): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (source: string) => unknown };
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source ?? '';
    return typeof value === 'number' && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
      ? rawJSON(source)
      : value;
  });
}
