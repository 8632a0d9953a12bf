import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describe as described, native, schemeOf } from './passwords.ts';

const PLAIN = 'correct horse battery staple';

describe('a new password', () => {
  it('is hashed with argon2id: 19 MiB, two passes, one lane, 16 bytes of salt, 32 of hash', async () => {
    assert.match(await native.hash(PLAIN), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it('has a salt of its own', async () => {
    assert.notEqual(await native.hash(PLAIN), await native.hash(PLAIN));
  });

  it('matches, and no other does', async () => {
    const stored = await native.hash(PLAIN);
    const others = ['', ' ', PLAIN.toUpperCase(), `${PLAIN} `, `${PLAIN}\0`, PLAIN.slice(0, -1)];
    const verify = (plain: string) => schemeOf(stored).verify(plain, stored);
    assert.equal(await verify(PLAIN), true);
    assert.deepEqual(
      await Promise.all(others.map(verify)),
      others.map(() => false),
    );
  });

  it('counts in full, however long', async () => {
    const long = 'ä'.repeat(2_000);
    const stored = await native.hash(`${long}1`);
    assert.equal(await native.verify(`${long}1`, stored), true);
    assert.equal(await native.verify(`${long}2`, stored), false);
  });
});

describe('a stored password', () => {
  it('is described by the cost that it names', () => {
    assert.deepEqual(described('$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub'), {
      scheme: 'argon2',
      parameters: { memoryCost: 65_536, timeCost: 3, threads: 4 },
    });
  });

  it('is described by the cost of a new one when there is none', async () => {
    const stored = await native.hash(PLAIN);
    assert.deepEqual(described(null), described(stored));
    assert.deepEqual(described(null), {
      scheme: 'argon2',
      parameters: { memoryCost: 19_456, timeCost: 2, threads: 1 },
    });
  });

  it('of an unknown scheme is an internal error without its text', () => {
    assert.throws(() => schemeOf('canary'), /^Error: a stored password has no known scheme$/);
  });
});
