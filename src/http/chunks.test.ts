import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CHUNK_BYTES, Chunks } from './chunks.ts';

it('text and bytes are encoded into chunks of one size, between letters', () => {
  const pieces = ['', 'a', 'é'.repeat(CHUNK_BYTES), new TextEncoder().encode('bytes'), '😀'.repeat(40_000)];
  const chunks = chunksOf(pieces);
  const expected = Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));
  assert.deepEqual(Buffer.concat(chunks.end()), expected);
  assert.equal(chunks.bytes, expected.length);
});

it('bytes that are longer than a chunk go on in the next one', () => {
  const bytes = new Uint8Array(2 * CHUNK_BYTES + 1).fill(7);
  const sizes = chunksOf([bytes])
    .end()
    .map(({ length }) => length);
  assert.deepEqual(sizes, [CHUNK_BYTES, CHUNK_BYTES, 1]);
});

it('their memory is given back at once, and is shared with no other buffer', () => {
  const chunks = chunksOf(['short']);
  const [chunk] = chunks.end();
  const pooled = Buffer.from('of the pool that all share');
  chunks.free();
  assert.equal(chunk?.buffer.detached, true);
  assert.equal(String(pooled), 'of the pool that all share');
});

function chunksOf(pieces: readonly (string | Uint8Array)[]): Chunks {
  const chunks = new Chunks();
  for (const piece of pieces) chunks.add(piece);
  return chunks;
}
