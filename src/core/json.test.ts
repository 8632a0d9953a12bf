import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject, parseJson } from './json.ts';

describe('parseJson', () => {
  for (const text of [
    '{"a":9007199254740993,"b":[-18446744073709551615],"c":{"d":12345678901234567890123}}',
    '{"a":1,"b":1.5,"c":"9007199254740993","d":9007199254740991,"e":null}',
  ]) {
    it(`round-trips ${text}`, () => assert.equal(JSON.stringify(parseJson(text)), text));
  }

  it('does not take a long number for an object', () => {
    const { a, b } = parseJson('{"a":9007199254740993,"b":{}}') as { a: unknown; b: unknown };
    assert.deepEqual([isJsonObject(a), isJsonObject(b)], [false, true]);
  });

  it('refuses invalid JSON', () => assert.throws(() => parseJson('{"a":9007199254740993'), SyntaxError));
});
