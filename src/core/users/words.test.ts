import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wordsSearched } from '../listing/words.ts';
import { joined, wordsOf } from './words.ts';

const NOBODY = { id: 'u1', name: '', email: null, phone: null, labels: [] };

describe('the words of a user', () => {
  it('are those of id, name, email, phone and labels, distinct, without case and accents', () => {
    const user = {
      id: 'Ann.Lee-1',
      name: 'Ánn LEE-Müller  ann',
      email: 'ann.lee@example.com',
      phone: '+14155550123',
      labels: ['VIP', 'vip2'],
    };
    assert.deepEqual(wordsOf(user), [
      'ann',
      'lee',
      '1',
      'muller',
      'example',
      'com',
      '14155550123',
      'label:vip',
      'label:vip2',
    ]);
  });

  it('are found in every script', () => {
    const names = {
      'Ærø Straße': ['aero', 'strasse'],
      'Łódź ISTANBUL İzmir': ['lodz', 'istanbul', 'izmir'],
      Ὀδυσσεύς: ['οδυσσευσ'],
      '山田 太郎': ['山田', '田', '太郎', '郎'],
      สมชาย: ['สมชาย', 'มชาย', 'ชาย', 'าย', 'ย'],
      ann山田: ['ann山田', '山田', '田'],
      'ﬁne ²': ['fine', '2'],
    };
    for (const [name, words] of Object.entries(names)) {
      assert.deepEqual(wordsOf({ ...NOBODY, id: 'x', name }), ['x', ...words]);
    }
  });

  it('of a name without letters are those of the id', () => {
    assert.deepEqual(wordsOf({ ...NOBODY, name: ' -- 🙂 -- ' }), ['u1']);
  });

  it('are joined into one text with a blank before each', () => {
    assert.equal(joined(['ann', 'lee']), ' ann lee');
    assert.equal(joined([]), '');
  });
});

describe('the words of a search', () => {
  const searches: readonly (readonly [string, readonly string[]])[] = [
    ['Ann LEE', ['ann', 'lee']],
    ['lee@example.com', ['example', 'lee', 'com']],
    ['"Ann Lee"', ['ann', 'lee']],
    ['ann ann ÁNN', ['ann']],
    ['label:VIP ann', ['label:vip', 'ann']],
    ['label: ann', ['label', 'ann']],
    ['  ', []],
    ['-- "" --', []],
  ];
  for (const [term, words] of searches) {
    it(`${JSON.stringify(term)} are ${JSON.stringify(words)}`, () =>
      assert.deepEqual(wordsSearched(term), words));
  }

  it('are limited, longest first', () => {
    const words = wordsSearched(Array.from({ length: 100 }, (_, at) => 'x'.repeat(at + 1)).join(' '));
    assert.deepEqual(
      words.map((word) => word.length),
      Array.from({ length: 16 }, (_, at) => 100 - at),
    );
  });

  it('find every user by the whole name, and by any prefix of its words', () => {
    const name = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/[":]/.test(text)),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(name, (parts) => {
        const has = wordsOf({ ...NOBODY, name: parts.join(' ') });
        for (const word of wordsSearched(parts.join(' '))) assert.ok(has.includes(word), word);
        for (const word of has) {
          const [start = ''] = wordsSearched(word.slice(0, 1));
          assert.ok(has.some((candidate) => candidate.startsWith(start)));
        }
      }),
    );
  });
});
