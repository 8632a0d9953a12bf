import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { type Email, emailOf } from './email.ts';
import { emailKind } from './email-kind.ts';

const kindOf = (text: string) => emailKind(emailOf(text) as Email);

/** The same mailbox as the user writes it and as its provider knows it. */
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

  it('leaves an address alone of which nothing would be left', () => {
    const odd = ['+news@gmail.com', '"a+b"@gmail.com', '-news@yahoo.com', 'a.+b@outlook.com'];
    assert.deepEqual(
      odd.map((text) => kindOf(text).canonical),
      odd,
    );
  });

  it('is an address and its own canonical form, but for Yahoo, of whose suffixes one goes at a time', () => {
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

  it('of a provider for everybody is free', () => {
    for (const text of ['ann@gmail.com', 'ann@web.de', 'ann@163.com', 'ann@proton.me']) {
      assert.deepEqual(kinds(text), { isFree: true, isDisposable: false, isCorporate: false }, text);
    }
  });

  it('that is thrown away after use is disposable', () => {
    assert.deepEqual(kinds('ann@mailinator.com'), { isFree: false, isDisposable: true, isCorporate: false });
  });

  it('of any other domain is corporate', () => {
    assert.deepEqual(kinds('ann@example.com'), { isFree: false, isDisposable: false, isCorporate: true });
  });
});
