import fc from 'fast-check';
import type { Term } from '../../src/hex/terms/term.ts';

const BIG = 2n ** 2040n - 1n;

/** Texts of every kind: of one byte a letter and of four, that look like code, and that no eye sees. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.constantFrom(
    '',
    '\0',
    '#{x}',
    '#',
    '"',
    '\\',
    '\\n',
    '\ufeff',
    '\u202e',
    '\ufffd',
    'nil',
    '__proto__',
    '\u2028',
  ),
);

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(0, -0, 255, 256, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, Number.MIN_VALUE, Number.MAX_VALUE),
);

/** Beyond the numbers that a double holds, for those within are numbers. */
const big = fc
  .bigInt({ min: -BIG, max: BIG })
  .map((value) => (Number.isSafeInteger(Number(value)) ? value + 2n ** 60n : value));

export const anyTerm: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.constantFrom(null, true, false), number, big, anyText),
    fc.array(tie('term'), { maxLength: 6 }),
    fc
      .array(fc.tuple(anyText, tie('term')), { maxLength: 6 })
      .map((fields) => Object.fromEntries(fields) as Term),
  ),
})).term;

/** What is left of bytes after a few of them were replaced, taken out, doubled or cut off. */
export const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.tuple(fc.constantFrom('set', 'drop', 'double', 'cut'), fc.nat(), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((harms) => Uint8Array.from(harms.reduce(harm, [...bytes])));

function harm(bytes: readonly number[], [kind, place, byte]: [string, number, number]): number[] {
  if (bytes.length === 0) return [byte];
  const at = place % bytes.length;
  if (kind === 'set') return bytes.with(at, byte);
  if (kind === 'drop') return bytes.toSpliced(at, 1);
  if (kind === 'double') return bytes.toSpliced(at, 0, byte);
  return bytes.slice(0, at);
}
