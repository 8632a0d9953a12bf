import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/support/extent.ts';
import { Failure } from '../core/failure.ts';
import { listingOf, type QueryAttributes } from './queries.ts';
import { isWrittenQuery, readWrittenQuery } from './query-text.ts';

const attributes: QueryAttributes = {
  $sequence: { core: 'sequence', type: 'integer' },
  name: { core: 'name', type: 'text' },
  status: { core: 'active', type: 'boolean' },
};

const q = (method: string, attribute: string, ...values: unknown[]) => ({ method, attribute, values });

describe('a query as text', () => {
  for (const [text, expected] of [
    ['equal("email", ["a@b.co"])', q('equal', 'email', 'a@b.co')],
    ['equal("email", "a@b.co")', q('equal', 'email', 'a@b.co')],
    ["equal('email', ['a@b.co', 'c@d.co'])", q('equal', 'email', 'a@b.co', 'c@d.co')],
    ['equal("name",["x","y"])', q('equal', 'name', 'x', 'y')],
    ['  equal ( "name" , [ "x" , "y" ] ) \n', q('equal', 'name', 'x', 'y')],
    ['equal("status", [true, false, null, 7, -1.5])', q('equal', 'status', true, false, null, 7, -1.5)],
    ['equal("status", true)', q('equal', 'status', true)],
    ['equal(name, O Neil)', q('equal', 'name', 'O Neil')],
    ['equal("name", [])', q('equal', 'name')],
    [
      'between("registration", "2020-01-01", "2021-01-01")',
      q('between', 'registration', '2020-01-01', '2021-01-01'),
    ],
    ['isNull("phone")', q('isNull', 'phone')],
    ['equal("name" "x")', q('equal', 'name" "x')],
    ['limit(25)', q('limit', '', 25)],
    ['offset(0)', q('offset', '', 0)],
    ['limit()', q('limit', '')],
    ['cursorAfter("id")', q('cursorAfter', '', 'id')],
    ['cursorBefore(["id"])', q('cursorBefore', '', 'id')],
    ['orderDesc("")', q('orderDesc', '')],
    ['orderAsc("name")', q('orderAsc', 'name')],
    ['search("name", "a, [b] (c)")', q('search', 'name', 'a, [b] (c)')],
    ['equal("name", "O"Neil")', q('equal', 'name', 'O"Neil')],
    ['equal("name", ["say "hi" to"])', q('equal', 'name', 'say "hi" to')],
    ['equal("name", "it\'s")', q('equal', 'name', "it's")],
    ['equal("name", "a) b")', q('equal', 'name', 'a) b')],
    ['equal("name", "a\\", b")', q('equal', 'name', 'a", b')],
    ['equal("name", "a\\,\\[\\]\\\'b")', q('equal', 'name', "a,[]'b")],
    ['equal("name", "a\\nb\\\\c")', q('equal', 'name', 'a\\nb\\\\c')],
    ['equal(name, a\\,b)', q('equal', 'name', 'a,b')],
  ] as const) {
    it(`${text.trim()} is read`, () => {
      assert.deepEqual(readWrittenQuery(text), expected);
    });
  }

  for (const text of [
    'equal(',
    'equal(")',
    'equal("name"',
    'equal("name", ["x")',
    'equal("name", [["x"]])',
    'equal("name",)',
    'equal(,"x")',
    'equal("name", "x"] y)',
    'equal("name", ["x"] y)',
    'equal("name", "x"])',
    'equal(["name"], "x")',
    'equal(true, 1)',
    'limit(25',
    'limit(25) x',
    'limit(25)(',
    'equal("name", [,])',
    'equal("name", "x", )',
  ]) {
    it(`${text} is not`, () => {
      assert.deepEqual([isWrittenQuery(text), readWrittenQuery(text)], [true, undefined]);
      assert.throws(() => listingOf(attributes, { queries: [text] }), { code: 'query_invalid' });
    });
  }

  for (const text of [
    'name.equal("x")',
    '{"method":"limit"}',
    '["limit(25)"]',
    '',
    '(25)',
    'limit',
    '7(25)',
  ]) {
    it(`${text} is none`, () => {
      assert.equal(isWrittenQuery(text), false);
    });
  }

  it('asks for the same as the object', () => {
    const texts = [
      'equal("name", ["Ann"])',
      'orderDesc("")',
      'limit(2)',
      'cursorAfter("u7")',
      'equal("status", [true])',
    ];
    const objects = [
      q('equal', 'name', 'Ann'),
      q('orderDesc', ''),
      q('limit', '', 2),
      q('cursorAfter', '', 'u7'),
      q('equal', 'status', true),
    ];
    const asked = (queries: readonly string[]) => listingOf(attributes, { queries });
    assert.deepEqual(asked(texts), asked(objects.map((query) => JSON.stringify(query))));
  });

  it('is read as it was written, whatever the values are', () => {
    const plain = fc.string({ maxLength: 30 }).filter((text) => !/["'\\]/.test(text));
    const value = fc.oneof(plain, fc.boolean(), fc.integer(), fc.constant(null));
    const property = fc.property(fc.array(value, { maxLength: 5 }), (values) => {
      const text = `equal("name", [${values.map((one) => (typeof one === 'string' ? `"${one}"` : String(one))).join(', ')}])`;
      assert.deepEqual(readWrittenQuery(text), q('equal', 'name', ...values));
    });
    fc.assert(property, { numRuns: fuzzRuns(500) });
  });

  it('is read or refused, whatever it is', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'()[]"\'\\,. \n{}:-1aé\u0000'), maxLength: 60 });
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), signs);
    const method = fc.constantFrom('', 'equal', 'limit', 'cursorAfter', 'orderAsc', 'and', 'x');
    const property = fc.property(method, anything, (name, rest) => {
      for (const text of [name + rest, `${name}(${rest})`, `${name}("name", ${rest})`]) {
        try {
          listingOf(attributes, { queries: [text] });
        } catch (error) {
          assert.ok(error instanceof Failure, String(error));
          assert.ok(['argument_invalid', 'query_invalid'].includes(error.code), error.code);
        }
      }
    });
    fc.assert(property, { numRuns: fuzzRuns(3_000) });
  });
});
