import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findScheme, needsRehash } from './passwords.ts';
import { PENDING, pending } from './pending.ts';

it('a pending password matches none, and leaves as no hash', async () => {
  assert.equal(findScheme(PENDING), pending);
  const matches = await Promise.all(['', PENDING, 'password'].map((plain) => pending.verify(plain, PENDING)));
  assert.deepEqual(
    [
      matches,
      pending.refusal(PENDING),
      pending.original(PENDING),
      pending.parameters(PENDING),
      needsRehash(PENDING),
    ],
    [[false, false, false], undefined, '', {}, true],
  );
  assert.equal(findScheme(`${PENDING}x`), undefined);
});
