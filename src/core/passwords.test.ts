import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { importable, schemeOf } from '../crypto/passwords/passwords.ts';
import type { Failure } from './failure.ts';
import { boundedPasswords } from './passwords.ts';

describe('bounded passwords', () => {
  it('hash and check in one queue', async () => {
    const passwords = boundedPasswords(1, 1);
    const stored = await passwords.hash('secret');
    const outcomes = await Promise.allSettled([
      passwords.verify('secret', stored),
      passwords.verify('Secret', stored),
      passwords.hash('secret'),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Failure).code,
      ),
      [true, false, 'unavailable'],
    );
  });
});

describe('a password with a letter that can be spelled in two ways', () => {
  const { check, hash, verify, readsAll } = boundedPasswords(2, 10);
  const composed = 'p\u00e4ssword one';
  const decomposed = 'pa\u0308ssword one';

  it('is the same in either spelling', async () => {
    for (const spelling of [composed, decomposed]) {
      const stored = await hash(spelling);
      assert.equal(await check(composed, stored), true);
      assert.equal(await check(decomposed, stored), true);
      assert.equal(await verify(decomposed, stored), true);
      assert.equal(await schemeOf(stored).verify(composed, stored), true);
    }
  });

  it('matches a hash that was made elsewhere of the letters as typed', async () => {
    const stored = await bcryptHash(decomposed, { cost: 4 });
    assert.deepEqual([await check(decomposed, stored), await verify(decomposed, stored)], [true, true]);
    assert.equal(await check('passwort one', stored), false);
  });

  it('is read in full by all hashes but those of bcrypt, in every wrapping', () => {
    const long = 'x'.repeat(73);
    const stored = `$2b$04$${'a'.repeat(21)}u${'b'.repeat(30)}y`;
    for (const each of [stored, `{CRYPT}${stored}`, `bcrypt$${stored}`]) {
      assert.deepEqual([readsAll(long.slice(1), each), readsAll(long, each)], [true, false]);
    }
    const [django, raw] = [`bcrypt_sha256$${stored}`, importable.md5.encode({ hash: '0'.repeat(32) })];
    assert.deepEqual([readsAll(long, django), readsAll(long, raw)], [true, true]);
  });
});

describe('a check at sign-in', () => {
  const { check, hash, needsRehash } = boundedPasswords(2, 10);
  const MD5 = '144fa7eaa4904e8ee120651997f70dcc';

  it('tells right from wrong for any stored hash', async () => {
    const imported = importable.md5.encode({ hash: MD5 });
    const stored = [await hash('appwrite'), imported, null];
    assert.deepEqual(await Promise.all(stored.map((each) => check('appwrite', each))), [true, true, false]);
    assert.deepEqual(await Promise.all(stored.map((each) => check('other', each))), [false, false, false]);
  });

  it('answers a wrong password at a multiple of 50 ms, and a right one at once', async () => {
    const stored = await hash('appwrite');
    const begun = performance.now();
    await check('other', stored);
    const taken = performance.now() - begun;
    assert.ok(taken >= 50, `it took ${taken} ms`);
  });

  it('uses the configured cost', async () => {
    const costly = boundedPasswords(2, 10, { memoryCost: 7_168, timeCost: 5, parallelism: 1 });
    const stored = await costly.hash('appwrite');
    assert.match(stored, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
    assert.deepEqual([costly.needsRehash(stored), needsRehash(stored)], [false, true]);
    assert.equal(await costly.check('appwrite', stored), true);
  });
});
