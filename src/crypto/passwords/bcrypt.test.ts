import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash } from '@node-rs/bcrypt';
import { bcrypt } from './bcrypt.ts';
import { native } from './passwords.ts';

const LONG = 'ä'.repeat(36);

describe('bcrypt', () => {
  it('compares 72 bytes, like the bcrypt that made the hash', async () => {
    const stored = await hash(`${LONG}1`, { cost: 4 });
    const words = [`${LONG}1`, `${LONG}2`, LONG, LONG.slice(1)];
    assert.deepEqual(await Promise.all(words.map((word) => bcrypt.verify(word, stored))), [
      true,
      true,
      true,
      false,
    ]);
  });

  it('does not hash new passwords, of which every byte counts', async () => {
    const stored = await native.hash(`${LONG}1`);
    const words = [`${LONG}1`, `${LONG}2`, LONG];
    assert.deepEqual(await Promise.all(words.map((word) => native.verify(word, stored))), [
      true,
      false,
      false,
    ]);
  });

  it('does not stop at a NUL', async () => {
    const stored = await hash('abc\0def', { cost: 4 });
    const words = ['abc\0def', 'abc\0xyz', 'abc', ''];
    assert.deepEqual(await Promise.all(words.map((word) => bcrypt.verify(word, stored))), [
      true,
      false,
      false,
      false,
    ]);
  });

  it('refuses hashes of the faulty bcrypt of PHP', async () => {
    const stored = '$2x$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu';
    assert.equal(
      bcrypt.refusal(stored),
      'Hashes of the kind $2x$ were made by a faulty bcrypt and cannot be checked.',
    );
    assert.equal(await bcrypt.verify('test', stored), false);
  });
});
