import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rounds } from './rounds.ts';

it('many rounds run in order and yield to other work', async () => {
  const seen: (number | string)[] = [];
  const running = rounds(2500, (index) => seen.push(index));
  setImmediate(() => seen.push('other work'));
  await running;
  const others = seen.splice(seen.indexOf('other work'), 1);
  assert.deepEqual(others, ['other work']);
  assert.deepEqual(
    seen,
    Array.from({ length: 2500 }, (_, index) => index),
  );
});
