import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { type Email, emailOf } from './email.ts';
import { emailKind } from './email-kind.ts';

const kindOf = (text: string) => emailKind(emailOf(text) as Email);

/** The same mailbox as users write it and as its provider stores it. */
const spellings: readonly (readonly [string, string])[] = [
  ['A.n.n+news@googlemail.com', 'ann@gmail.com'],
  ['ann@gmail.com', 'ann@gmail.com'],
  ['ann.lee+news@hotmail.co.uk', 'ann.lee@outlook.com'],
  ['ann@live.fr', 'ann@outlook.com'],
  ['ann@msn.com', 'ann@outlook.com'],
  ['ann-news@yahoo.co.jp', 'ann@yahoo.com'],
  ['ann-lee-news@ymail.com', 'ann-lee@yahoo.com'],
  ['ann+news@rocketmail.com', 'ann+news@yahoo.com'],
  ['ann+news@me.com', 'ann@icloud.com'],
  ['ann+news@pm.me', 'ann@protonmail.com'],
  ['ann+news@fastmail.fm', 'ann@fastmail.com'],
  ['ann+news@walla.com', 'ann+news@walla.co.il'],
  ['a.n-n+news@example.com', 'a.n-n+news@example.com'],
  ['ann@mail.gmail.com', 'ann@mail.gmail.com'],
  ['ann@notgmail.com', 'ann@notgmail.com'],
];

describe('the canonical form', () => {
  for (const [text, canonical] of spellings) {
    it(`of ${text} is ${canonical}`, () => {
      const kind = kindOf(text);
      assert.equal(kind.canonical, canonical);
      assert.equal(kind.isCanonical, text === canonical);
    });
  }

  it('keeps an address that would become empty', () => {
    const odd = ['+news@gmail.com', '"a+b"@gmail.com', '-news@yahoo.com', 'a.+b@outlook.com'];
    assert.deepEqual(
      odd.map((text) => kindOf(text).canonical),
      odd,
    );
  });

  it('is a valid address and idempotent, except for Yahoo, which loses one suffix at a time', () => {
    const local = fc.stringMatching(/^[a-z0-9+._'-]{1,20}$/);
    const domain = fc.constantFrom(
      'gmail.com',
      'hotmail.fr',
      'mac.com',
      'pm.me',
      'fastmail.fm',
      'walla.co.il',
      'example.com',
    );
    fc.assert(
      fc.property(local, domain, (name, host) => {
        const email = emailOf(`${name}@${host}`);
        if (email === undefined) return;
        const { canonical } = emailKind(email);
        assert.equal(emailOf(canonical), canonical);
        assert.equal(emailKind(canonical).canonical, canonical);
      }),
      { numRuns: fuzzRuns(1_000) },
    );
  });
});

describe('a mailbox', () => {
  const kinds = (text: string) => {
    const { isFree, isDisposable, isCorporate } = kindOf(text);
    return { isFree, isDisposable, isCorporate };
  };

  it('is free at a public provider', () => {
    for (const text of ['ann@gmail.com', 'ann@web.de', 'ann@163.com', 'ann@proton.me']) {
      assert.deepEqual(kinds(text), { isFree: true, isDisposable: false, isCorporate: false }, text);
    }
  });

  it('is disposable at a throwaway provider', () => {
    assert.deepEqual(kinds('ann@mailinator.com'), { isFree: false, isDisposable: true, isCorporate: false });
  });

  it('is corporate at any other domain', () => {
    assert.deepEqual(kinds('ann@example.com'), { isFree: false, isDisposable: false, isCorporate: true });
  });
});
