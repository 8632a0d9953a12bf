import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { createStopping } from './stop.ts';

it('a stopping server refuses the requests of new connections, and not of those that it had', () => {
  const stopping = createStopping();
  const [before, late] = [new Socket(), new Socket()];
  stopping.connected(before);
  assert.equal(stopping.hasBegun(), false);
  stopping.begin();
  stopping.connected(late);
  assert.equal(stopping.hasBegun(), true);
  assert.equal(stopping.refusalOf(before), undefined);
  assert.deepEqual(stopping.refusalOf(late)?.data, {
    code: 'unavailable',
    reason: 'stopping',
    retryAfterSeconds: 1,
  });
});
