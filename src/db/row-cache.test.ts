import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RowCache } from './row-cache.ts';

const ann = { name: 'Ann' };
const bob = { name: 'Bob' };

it('several users are found together, or not at all', () => {
  const cache = new RowCache(1_000_000, () => true);
  cache.keep('p', 'bob', 'user', bob);
  assert.equal(cache.findAll('p', ['ann', 'bob'], 'user'), undefined);
  cache.keep('p', 'ann', 'user', ann);
  assert.deepEqual(cache.findAll('p', ['ann', 'bob'], 'user')?.values, [ann, bob]);
  assert.equal(cache.findAll('p', ['ann', 'bob'], 'session'), undefined);
  assert.equal(cache.findAll('q', ['ann', 'bob'], 'user'), undefined);
  assert.deepEqual([cache.hits, cache.misses], [2, 3]);
});

it('several users are not found while what is remembered may be out of date', () => {
  let isFresh = true;
  const cache = new RowCache(1_000_000, () => isFresh);
  cache.keep('p', 'ann', 'user', ann);
  assert.deepEqual(cache.findAll('p', ['ann'], 'user')?.values, [ann]);
  isFresh = false;
  assert.equal(cache.findAll('p', ['ann'], 'user'), undefined);
});

it('users who are found together are not the first to make room', () => {
  const users = Array.from({ length: 20 }, (_, at) => `user-${at}`);
  const cache = new RowCache(8_000, () => true);
  cache.keep('p', 'listed', 'user', ann);
  for (const user of users) {
    assert.ok(cache.findAll('p', ['listed'], 'user'), user);
    cache.keep('p', user, 'user', bob);
  }
});
