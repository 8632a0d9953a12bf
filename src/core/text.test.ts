import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { comparable, counted, folded, prefixEnd, withCommas } from './text.ts';

const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const anyText = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());

describe('texts', () => {
  it('show whole numbers as `Intl` does', () => {
    const number = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -10_000, max: 10_000 }));
    fc.assert(fc.property(number, (value) => withCommas(value) === value.toLocaleString('en')));
  });

  it('compare without case, accents, marks, widths and blanks around them', () => {
    const pairs = [
      ['ÁNN', 'ann'],
      ['a\u0301nn  ', 'ann'],
      ['İstanbul', 'istanbul'],
      ['ΟΔΟΣ', 'οδοσ'],
      ['ｆｕｌｌ', 'full'],
      ['ﬁne', 'fine'],
      ['\u00a0ann lee\n', 'ann lee'],
      ['Straße', 'strasse'],
      ['STRAẞE', 'strasse'],
      ['DIYARBAKIR', 'diyarbakir'],
      ['Dıyarbakır', 'diyarbakir'],
      ['ŁÓDŹ', 'lodz'],
      ['Øresund', 'oresund'],
      ['Æsop Þór Đặng', 'aesop thor dang'],
    ];
    assert.deepEqual(
      pairs.map(([text = '']) => comparable(text)),
      pairs.map(([, form]) => form),
    );
  });

  it('have an idempotent comparable form', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(comparable(comparable(text)), comparable(text))));
  });

  it('keep their prefixes in comparable form', () => {
    fc.assert(fc.property(anyText, anyText, (a, b) => assert.ok(folded(a + b).startsWith(folded(a)))));
  });

  it('sort below the end of their prefix, and no others do', () => {
    const ends = fc.constantFrom('', '\u{10ffff}', '\ud7ff', '\uffff', 'z');
    fc.assert(
      fc.property(anyText, ends, anyText, (start, end, rest) => {
        const prefix = start + end;
        const behind = prefixEnd(prefix);
        if (behind === undefined) return assert.match(prefix, /^\u{10ffff}*$/u);
        assert.ok(inBytes(prefix + rest, behind) < 0);
        const isBetween = inBytes(rest, prefix) >= 0 && inBytes(rest, behind) < 0;
        assert.equal(isBetween, rest.startsWith(prefix));
      }),
    );
  });
});

it('counts one, none and many', () => {
  assert.deepEqual(
    [1, 0, 2_000].map((count) => counted(count, 'user', 'users')),
    ['1 user', '0 users', '2,000 users'],
  );
});
