import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { native, needsRehash } from './passwords.ts';

const REST = '$c2FsdHNhbHRzYWx0c2FsdA$DYojYpnUWSMmTtrkVXyaNWVGxLmGe1n8VJBPDdFkbjU';

describe('a password is rehashed', () => {
  for (const [start, due] of [
    ['$argon2id$v=19$m=19456,t=2,p=1', false],
    ['$argon2id$v=19$m=65536,t=4,p=3', false],
    ['$argon2id$v=19$m=65536,t=1,p=1', false],
    ['$argon2id$v=19$m=19456,t=1,p=1', true],
    ['$argon2id$v=19$m=7168,t=10,p=1', true],
    ['$argon2i$v=19$m=65536,t=4,p=3', true],
    ['$argon2d$v=19$m=65536,t=4,p=3', true],
    ['$argon2id$v=16$m=65536,t=4,p=3', true],
    ['$argon2id$m=65536,t=4,p=3', true],
    ['$2b$15', true],
    ['$md5', true],
  ] as const) {
    it(`${due ? 'after' : 'not after'} a sign-in with ${start}`, () => {
      assert.equal(needsRehash(start + REST), due);
    });
  }

  it('not after a sign-in with a current hash', async () => {
    assert.equal(needsRehash(await native.hash('word')), false);
  });
});
