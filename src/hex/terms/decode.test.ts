import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { anyTerm, damaged } from '../../../test/support/terms.ts';
import { decodeTerm } from './decode.ts';
import { encodeTerm } from './encode.ts';
import { DEPTH_AT_MOST, TERMS_AT_MOST, type Term, TermRefused } from './term.ts';

const REGISTER =
  '8374000000036d00000005656d61696c6d0000000f626f62406578616d706c652e636f6d6d0000000870617373776f72646d000000097365637265743132336d00000008757365726e616d656d00000003626f62';
const FIRST_KEY =
  '8374000000026d000000046e616d656d00000006766d2d6170696d0000000b7065726d697373696f6e736c0000000174000000016d00000006646f6d61696e6d000000036170696a';
const WITH_NIL =
  '8374000000026d00000006646f6d61696e6d0000000c7265706f7369746f726965736d000000087265736f7572636577036e696c';
const BY_OTP_25 =
  '8374000000056d0000000161640004747275656d0000000166463ff80000000000006d000000016c6a6d000000016e620000012c6d000000087265736f757263656400036e696c';
const BY_OTP_27 =
  '8374000000056d00000001617704747275656d0000000166463ff80000000000006d000000016c6a6d000000016e620000012c6d000000087265736f7572636577036e696c';
const mixed = { a: true, f: 1.5, l: [], n: 300, resource: null };

const decoded = (hex: string) => decodeTerm(Buffer.from(hex, 'hex'));
const refusalOf = (bytes: Uint8Array): TermRefused | undefined => {
  try {
    decodeTerm(bytes);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof TermRefused, `${error}`);
    return error;
  }
};
const reasons = (terms: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.keys(terms).map((hex) => [hex, refusalOf(Buffer.from(hex.replaceAll(' ', ''), 'hex'))?.message]),
  );
const refuses = (terms: Readonly<Record<string, string>>) => assert.deepEqual(reasons(terms), terms);

const ENDS = 'The term ends early.';
const KIND = 'A value is of a kind that is not taken.';
const MANY = 'More elements are announced than there are bytes.';
const ATOM = 'An atom is none of nil, true and false.';

describe('a term', () => {
  it('is read from what the clients send', () => {
    assert.deepEqual([REGISTER, FIRST_KEY, WITH_NIL, BY_OTP_25, BY_OTP_27, '837400000000'].map(decoded), [
      { email: 'bob@example.com', password: 'secret123', username: 'bob' },
      { name: 'vm-api', permissions: [{ domain: 'api' }] },
      { domain: 'repositories', resource: null },
      mixed,
      mixed,
      {},
    ]);
  });

  it('is read from every tag', () => {
    const terms: Readonly<Record<string, Term>> = {
      '8361ff': 255,
      '8362ffffffff': -1,
      '83463ff8000000000000': 1.5,
      '83468000000000000000': -0,
      '836e0000': 0,
      '836e0001': 0,
      '836e010105': -5,
      '836e07000100000000001f': 0x1f000000000001,
      '836e070000000000000020': 2n ** 53n,
      '836e0900000000000000000001': 2n ** 64n,
      '836f0000000901000000000000000100': -(2n ** 56n),
      '836d00000002c3a4': 'ä',
      '836d00000003efbfbd': '\ufffd',
      '836d00000003efbbbf': '\ufeff',
      '836a': [],
      '836c000000006a': [],
      '836c00000002610161026a': [1, 2],
      '836b0003616263': [97, 98, 99],
      '83680261016102': [1, 2],
      '8369000000016101': [1],
      '8364000474727565': true,
      '83730566616c7365': false,
      '83770474727565': true,
      '837600036e696c': null,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(terms).map((hex) => [hex, decoded(hex)])), terms);
  });

  it('takes the text of an atom that is a key', () => {
    assert.deepEqual(decoded('83740000000364000161610177016261027301e46103'), { a: 1, b: 2, ä: 3 });
  });

  it('keeps a field whatever its name is, and nothing inherits it', () => {
    const read = decoded('8374000000016d000000095f5f70726f746f5f5f74000000016d00000001616101');
    assert.deepEqual(
      [Object.entries(read as object), Object.getPrototypeOf(read), (read as { a?: unknown }).a],
      [[['__proto__', { a: 1 }]], Object.prototype, undefined],
    );
  });

  it('is refused when it is of a kind that no client sends', () => {
    refuses({
      '83 50 00000003 789c 4b04 00': KIND,
      '83 63 312e3530303030303030303030303030303030303030652b3030000000000000': KIND,
      '83 4d 00000001 01 80': KIND,
      '83 65 770161 00000000 00': KIND,
      '83 66 770161 00000000 00': KIND,
      '83 67 770161 00000000 00000000 00': KIND,
      '83 58 770161 00000000 00000000 00000000': KIND,
      '83 59 770161 00000000 00000000': KIND,
      '83 78 770161 0000000000000000 00000000': KIND,
      '83 72 0001 770161 00 00000000': KIND,
      '83 5a 0001 770161 00000000 00000000': KIND,
      '83 70 00000004': KIND,
      '83 75 00000000': KIND,
      '83 71 770161 770161 6101': KIND,
      '83 52 00': KIND,
      '83 83 6101': KIND,
    });
  });

  it('is refused when it is malformed', () => {
    refuses({
      '': ENDS,
      '83': ENDS,
      '7b 7d': 'This is no external term.',
      '82 6101': 'This is no external term.',
      '83 61': ENDS,
      '83 62 000000': ENDS,
      '83 46 3ff80000000000': ENDS,
      '83 6d 00000002 61': ENDS,
      '83 6d ffffffff': ENDS,
      '83 6b ffff 61': ENDS,
      '83 6e 02 00 01': ENDS,
      '83 6c ffffffff': MANY,
      '83 6c 00000002 6a': MANY,
      '83 69 ffffffff': MANY,
      '83 68 01': MANY,
      '83 74 ffffffff 6a6a6a6a': MANY,
      '83 6c 00000001 6101': ENDS,
      '83 6c 00000001 6101 6102': 'A list does not end in an empty list.',
      '83 6101 00': 'Something follows the term.',
      '83 6d 00000001 ff': 'A text is not valid UTF-8.',
      '83 6d 00000002 c0af': 'A text is not valid UTF-8.',
      '83 6d 00000003 eda080': 'A text is not valid UTF-8.',
      '83 6d 00000006 efbfbd f09080': 'A text is not valid UTF-8.',
      '83 46 7ff0000000000000': 'A number is not finite.',
      '83 46 7ff8000000000000': 'A number is not finite.',
      '83 6f 00000100 00': 'A number is too large.',
      '83 6f ffffffff 00': 'A number is too large.',
      '83 74 00000002 6d0000000161 6101 6d0000000161 6102': 'A map has a key twice.',
      '83 74 00000002 6d0000000161 6101 770161 6102': 'A map has a key twice.',
      '83 74 00000001 6101 6101': 'The key of a map is no text.',
      '83 74 00000001 6a 6a6a': 'The key of a map is no text.',
      '83 77 09 756e646566696e6564': ATOM,
      '83 64 0004 6e756c6c': ATOM,
      '83 77 03 4e494c': ATOM,
      '83 73 00': ATOM,
      '83 77 01 ff': 'A text is not valid UTF-8.',
    });
  });

  it('is refused where an atom is longer than atoms are', () => {
    const atom = (name: string) => {
      const size = Buffer.byteLength(name);
      const head = Buffer.from([131, 116, 0, 0, 0, 1, 118, size >> 8, size & 255]);
      return Buffer.concat([head, Buffer.from(name), Buffer.from([106])]);
    };
    assert.deepEqual(
      ['ä'.repeat(255), '🙂'.repeat(255), 'ä'.repeat(256)].map((name) => refusalOf(atom(name))?.message),
      [undefined, undefined, 'An atom is too long.'],
    );
  });

  it('may be 64 levels deep and no deeper', () => {
    const nested = (levels: number): Term => (levels === 0 ? 1 : [nested(levels - 1)]);
    const fields = (levels: number): Term => (levels === 0 ? 1 : { a: fields(levels - 1) });
    const reasonAt = (levels: number) =>
      [nested, fields].map((build) => refusalOf(encodeTerm(build(levels)))?.message);
    assert.deepEqual(
      [reasonAt(DEPTH_AT_MOST), reasonAt(DEPTH_AT_MOST + 1)],
      [[undefined, undefined], Array(2).fill('The term is nested deeper than 64 levels.')],
    );
  });

  it('may hold as many values as it may, keys and the bytes of charlists among them', () => {
    const charlist = Buffer.concat([
      Buffer.from([131, 107, TERMS_AT_MOST >> 8, TERMS_AT_MOST & 255]),
      Buffer.alloc(TERMS_AT_MOST),
    ]);
    const fields = Object.fromEntries(Array.from({ length: TERMS_AT_MOST / 2 }, (_, at) => [`${at}`, 1]));
    const bodies = [
      ...[TERMS_AT_MOST - 1, TERMS_AT_MOST].map((length) => encodeTerm(new Array<Term>(length).fill(1))),
      encodeTerm(fields),
      charlist,
    ];
    const many = `There are more than ${TERMS_AT_MOST} values.`;
    assert.deepEqual(
      bodies.map((bytes) => refusalOf(bytes)?.message),
      [undefined, many, many, many],
    );
  });

  it('that announces more than there is costs nothing', () => {
    const rest = Buffer.alloc(100_000, 106);
    const bodies = [
      [108, 255, 255, 255, 255],
      [105, 255, 255, 255, 255],
      [116, 255, 255, 255, 255],
      [109, 255, 255, 255, 255],
      [111, 255, 255, 255, 255],
    ].map((head) => Buffer.concat([Buffer.from([131, ...head]), rest]));
    assert.deepEqual(
      bodies.map((bytes) => refusalOf(bytes)?.at),
      [6, 6, 6, 6, 6],
    );
  });

  it('of any bytes is read or refused, and never holds more than its bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((some) => Uint8Array.from([131, ...some])),
      fc.uint8Array({ maxLength: 200 }),
      anyTerm.map(encodeTerm).chain(damaged),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        const refusal = refusalOf(body);
        if (refusal) assert.ok(refusal.at >= 0 && refusal.at <= body.length);
        else assert.ok(sizeOf(decodeTerm(body)) <= body.length);
      }),
      { numRuns: fuzzRuns(3_000) },
    );
  });
});

/** At least one for every value, and one for every letter: what reading has made. */
function sizeOf(term: Term): number {
  if (typeof term === 'string') return 1 + term.length;
  if (typeof term !== 'object' || term === null) return 1;
  return Object.entries(term).reduce(
    (size, [key, value]) => size + (Array.isArray(term) ? 0 : key.length) + sizeOf(value),
    1,
  );
}
