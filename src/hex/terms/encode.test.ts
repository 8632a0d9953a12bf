import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { anyTerm } from '../../../test/support/terms.ts';
import { decodeTerm } from './decode.ts';
import { encodeTerm } from './encode.ts';
import type { Term } from './term.ts';

const hexOf = (term: Term) => Buffer.from(encodeTerm(term)).toString('hex');

describe('writing a term', () => {
  it('gives the bytes that clients read', () => {
    const terms: readonly (readonly [Term, string])[] = [
      [{}, '837400000000'],
      [
        { email: 'bob@example.com', password: 'secret123', username: 'bob' },
        '8374000000036d00000005656d61696c6d0000000f626f62406578616d706c652e636f6d6d0000000870617373776f72646d000000097365637265743132336d00000008757365726e616d656d00000003626f62',
      ],
      [
        { name: 'vm-api', permissions: [{ domain: 'api' }] },
        '8374000000026d000000046e616d656d00000006766d2d6170696d0000000b7065726d697373696f6e736c0000000174000000016d00000006646f6d61696e6d000000036170696a',
      ],
      [
        { a: true, f: 1.5, l: [], n: 300, resource: null },
        '8374000000056d00000001617704747275656d0000000166463ff80000000000006d000000016c6a6d000000016e620000012c6d000000087265736f7572636577036e696c',
      ],
    ];
    assert.deepEqual(
      terms.map(([term]) => hexOf(term)),
      terms.map(([, hex]) => hex),
    );
  });

  it('takes the smallest tag, and of two the one that is not for lists of bytes', () => {
    const terms: readonly (readonly [Term, string])[] = [
      [null, '8377036e696c'],
      [false, '83770566616c7365'],
      ['', '836d00000000'],
      ['ä', '836d00000002c3a4'],
      ['\ud800', '836d00000003efbfbd'],
      [[97], '836c0000000161616a'],
      [255, '8361ff'],
      [256, '836200000100'],
      [-1, '8362ffffffff'],
      [2 ** 31 - 1, '83627fffffff'],
      [2 ** 31, '836e040000000080'],
      [-(2 ** 31), '836280000000'],
      [-(2 ** 31) - 1, '836e040101000080'],
      [2 ** 53, '83464340000000000000'],
      [2n ** 53n, '836e070000000000000020'],
      [5n, '836105'],
      [-0, '83468000000000000000'],
    ];
    assert.deepEqual(
      terms.map(([term]) => hexOf(term)),
      terms.map(([, hex]) => hex),
    );
  });

  it('refuses numbers that no reader takes', () => {
    for (const term of [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 2040n, -(2n ** 2040n)]) {
      assert.throws(() => encodeTerm(term), RangeError);
    }
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(anyTerm, (term) => assert.deepEqual(decodeTerm(encodeTerm(term)), term)),
      { numRuns: fuzzRuns(2_000) },
    );
  });

  it('is undone by reading where it is longer than its first room', () => {
    const term = { texts: Array.from({ length: 400 }, (_, at) => 'ä'.repeat(at)), last: 2n ** 100n };
    assert.deepEqual(decodeTerm(encodeTerm(term)), term);
  });
});
