import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KeySet } from './key-set.ts';

it('finds what was added more than once, and nothing else', () => {
  const set = new KeySet();
  const texts = Array.from({ length: 10_000 }, (_, at) => `text ${at}`);
  for (const text of texts) set.add(text);
  for (const text of texts.slice(0, 100)) set.add(text);
  set.seal();
  const repeated = texts.filter((text) => set.isRepeated(text));
  assert.deepEqual(repeated, texts.slice(0, 100));
  assert.equal(set.isRepeated('another'), false);
});
