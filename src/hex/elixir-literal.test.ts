import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/support/extent.ts';
import { anyTerm } from '../../test/support/terms.ts';
import { readElixir, writeElixir } from './elixir-literal.ts';
import { DEPTH_AT_MOST, TERMS_AT_MOST, type Term, TermRefused } from './terms/term.ts';

const refusalOf = (text: string): TermRefused | undefined => {
  try {
    readElixir(text);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof TermRefused, `${error}`);
    return error;
  }
};

/** Ways to write what a small literal holds, as fast-check puts them together. */
const anyLiteral = fc
  .array(
    fc.constantFrom(
      '%{',
      '}',
      '[',
      ']',
      ',',
      '=>',
      ' ',
      '"',
      '"a"',
      '\\',
      '\\u',
      '{',
      '#{',
      'nil',
      'a:',
      '1',
      '.5',
      '-',
      'e9',
      '\n',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('an Elixir literal', () => {
  it('is written so', () => {
    const literals: readonly (readonly [Term, string])[] = [
      [{}, '%{}'],
      [{ a: 1, 'b c': [null, true, false] }, '%{"a" => 1, "b c" => [nil, true, false]}'],
      [[], '[]'],
      ['say "hi" \\ #{x} # #', '"say \\"hi\\" \\\\ \\#{x} # #"'],
      ['\0\n\r\t\x1b\x7f\x85', '"\\u{0}\\n\\r\\t\\u{1B}\\u{7F}\\u{85}"'],
      ['ä 日 🙂', '"ä 日 🙂"'],
      ['\u202e\u2028\ufeff\u{e0001}', '"\\u{202E}\\u{2028}\\u{FEFF}\\u{E0001}"'],
      ['\ud800', '"\ufffd"'],
      [-0, '-0.0'],
      [1.5, '1.5'],
      [1e-7, '1.0e-7'],
      [1.5e300, '1.5e+300'],
      [2 ** 53, '9007199254740992.0'],
      [2n ** 64n, '18446744073709551616'],
    ];
    assert.deepEqual(
      literals.map(([term]) => writeElixir(term)),
      literals.map(([, text]) => text),
    );
  });

  it('is read so', () => {
    const literals: Readonly<Record<string, Term>> = {
      ' %{ "a" => 1 , "b"=>[ 1,2 ] }\n': { a: 1, b: [1, 2] },
      '%{ }': {},
      '[\t]': [],
      nil: null,
      '"\\"\\\\\\#{x}#\\a\\b\\d\\e\\f\\n\\r\\s\\t\\v\\0"': '"\\#{x}#\x07\b\x7f\x1b\f\n\r \t\v\0',
      '"\\x41\\u00e4\\u{1F642}"': 'Aä🙂',
      '-0': 0,
      '-0.0': -0,
      '1.5e+3': 1500,
      '1.0E-2': 0.01,
      '9007199254740993': 9007199254740993n,
      [String(1n - 2n ** 2040n)]: 1n - 2n ** 2040n,
    };
    assert.deepEqual(
      Object.fromEntries(Object.keys(literals).map((text) => [text, readElixir(text)])),
      literals,
    );
  });

  it('is refused when it is anything else', () => {
    const kind = 'A value is of a kind that is not taken.';
    const follows = 'Something follows the literal.';
    const taken = 'Something in a text is not taken.';
    const literals: Readonly<Record<string, string>> = {
      '': kind,
      ':a': kind,
      a: kind,
      'nil?': kind,
      nilly: kind,
      True: kind,
      'System.halt()': kind,
      "'abc'": kind,
      '~s(a)': kind,
      '<<1>>': kind,
      '{1, 2}': kind,
      '%User{}': kind,
      '% {}': kind,
      '007': kind,
      '1_000': kind,
      '0x1f': kind,
      '1e5': kind,
      '1.': kind,
      '.5': kind,
      '+1': kind,
      '- 1': kind,
      '?a': kind,
      '[1,]': kind,
      '[a: 1]': kind,
      '# a': kind,
      '1 # a': follows,
      '1 + 1': follows,
      '"a" <> "b"': follows,
      '[1]]': follows,
      '[1': 'Here should be ].',
      '[1 2]': 'Here should be ].',
      '%{"a" => 1': 'Here should be }.',
      '%{a: 1}': 'Here should be ".',
      '%{1 => 1}': 'Here should be ".',
      '%{"a": 1}': 'Here should be =>.',
      '%{"a" => 1,}': 'Here should be ".',
      '%{"a" => 1, "\\u0061" => 2}': 'A map has a key twice.',
      '"a': 'A text does not end.',
      '"a\\"': 'A text does not end.',
      '"#{1}"': taken,
      '"\\q"': taken,
      '"\\': taken,
      '"\\x80"': taken,
      '"\\x{41}"': taken,
      '"\\u{}"': taken,
      '"\\u{110000}"': taken,
      '"\\ud800"': 'A text holds half of a surrogate pair.',
      '"""\na\n"""': follows,
      '1.0e999': 'A number is not finite.',
      [String(2n ** 2040n)]: 'A number is too large.',
      [String(-(2n ** 2040n))]: 'A number is too large.',
      [`-${'9'.repeat(700)}`]: 'A number is too large.',
    };
    assert.deepEqual(
      Object.fromEntries(Object.keys(literals).map((text) => [text, refusalOf(text)?.message])),
      literals,
    );
  });

  it('keeps a field whatever its name is', () => {
    const read = readElixir('%{"__proto__" => %{"a" => 1}}');
    assert.deepEqual(
      [Object.entries(read as object), Object.getPrototypeOf(read)],
      [[['__proto__', { a: 1 }]], Object.prototype],
    );
  });

  it('is bounded in its depth and its values', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const long = (length: number) => `[${new Array(length).fill('1').join(',')}]`;
    assert.deepEqual(
      [nested(DEPTH_AT_MOST), nested(DEPTH_AT_MOST + 1), long(TERMS_AT_MOST - 1), long(TERMS_AT_MOST)].map(
        (text) => refusalOf(text)?.message,
      ),
      [
        undefined,
        `The literal is nested deeper than ${DEPTH_AT_MOST} levels.`,
        undefined,
        `There are more than ${TERMS_AT_MOST} values.`,
      ],
    );
  });

  it('refuses numbers that are not finite', () => {
    for (const term of [Number.NaN, Number.NEGATIVE_INFINITY])
      assert.throws(() => writeElixir(term), RangeError);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(anyTerm, (term) => assert.deepEqual(readElixir(writeElixir(term)), term)),
      { numRuns: fuzzRuns(1_000) },
    );
  });

  it('of any text is read or refused', () => {
    const texts = fc.oneof(
      anyLiteral,
      fc.string({ unit: 'binary' }),
      fc.tuple(anyTerm, fc.nat(), anyLiteral).map(([term, at, more]) => {
        const text = writeElixir(term);
        return text.slice(0, at % text.length) + more + text.slice((at + more.length) % text.length);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const refusal = refusalOf(text);
        assert.ok(refusal === undefined || (refusal.at >= 0 && refusal.at <= text.length));
      }),
      { numRuns: fuzzRuns(2_000) },
    );
  });
});
