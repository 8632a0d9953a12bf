import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { digest, freshSecret, sameText } from './tokens.ts';

describe('a fresh secret', () => {
  it('has the given number of bytes, 32 by default, in lower-case hex', () => {
    assert.match(freshSecret(), /^[0-9a-f]{64}$/);
    assert.match(freshSecret(16), /^[0-9a-f]{32}$/);
  });

  it('never repeats', () => {
    assert.equal(new Set(Array.from({ length: 10_000 }, () => freshSecret())).size, 10_000);
  });
});

describe('a digest', () => {
  it('is SHA-256 in hex', () => {
    assert.equal(digest('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(digest(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('comparing texts', () => {
  it('agrees with ===, also for different lengths', () => {
    const pairs = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    fc.assert(fc.property(pairs, ([a, b]) => assert.equal(sameText(a, b), a === b)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (a) => assert.ok(sameText(a, `${a}`))));
  });

  it('distinguishes texts that differ in the last character only', () => {
    assert.equal(sameText(`${'a'.repeat(63)}b`, `${'a'.repeat(63)}c`), false);
  });
});
