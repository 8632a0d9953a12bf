import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/support/extent.ts';
import { selectivePatterns } from './postgres-trigrams.ts';

/** Rows of which every fourth has the words of `common`, and every fortieth those of `rare`. */
function sampleWith({ common, rare }: { readonly common: string; readonly rare: string }): readonly string[] {
  return Array.from({ length: 240 }, (_, at) =>
    [` u${at}`, at % 4 === 0 ? ` ${common}` : '', at % 40 === 1 ? ` ${rare}` : ''].join(''),
  );
}

it('leaves trigrams out that many rows of the sample have, if others are rare', () => {
  assert.deepEqual(selectivePatterns(['kumfirmor'], sampleWith({ common: 'kum fir mor', rare: 'umf irm' })), [
    '%mfi%rmo%',
  ]);
  assert.deepEqual(selectivePatterns(['smith', 'maria'], sampleWith({ common: 'smit mari', rare: 'mith' })), [
    '%ria%',
    '%ith%',
  ]);
});

it('leaves nothing out of which no row of the sample tells how common it is', () => {
  assert.deepEqual(selectivePatterns(['kumfirmor'], ['other words']), ['%kumfirmor%']);
  assert.deepEqual(selectivePatterns(['kumfirmor'], []), ['%kumfirmor%']);
});

it('returns patterns for two parts at most, the first if nothing tells them apart', () => {
  assert.deepEqual(selectivePatterns(['fourth', 'third', 'part'], []), ['%fourth%', '%third%']);
});

it('returns patterns that each text with the parts matches', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ß', '田'), minLength: 3, maxLength: 30 });
  const check = (parts: readonly string[], sample: readonly string[], other: string) => {
    const text = [other, ...parts].join(' ');
    const patterns = selectivePatterns(parts, sample);
    assert.ok(patterns.length > 0 && patterns.length < 3);
    for (const pattern of patterns)
      assert.match(text, new RegExp(pattern.replaceAll('%', '.*'), 'u'), `${pattern} of ${parts}`);
  };
  const parts = fc.array(word, { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(parts, fc.array(word, { maxLength: 20 }), word, check), { numRuns: fuzzRuns(300) });
});
