import { Readable } from 'node:stream';
import { type ResponseMemory, SMALL_BYTES } from '../core/response-memory.ts';
import type { HttpReply } from './exchange.ts';

/** Bytes that are encoded before they become a chunk. */
const CHUNK_BYTES = 65_536;
/** Longest time in which a client takes a large response: others wait for its memory. */
const SENT_WITHIN_MS = 60_000;
/** Most bytes of a character in UTF-8. */
const UTF8_BYTES = 3;

/** Returns the memory of one response, whose end frees it. */
export function memoryOf(memory: ResponseMemory, { raw }: HttpReply): ResponseMemory {
  return memory.ofRequest((free) => {
    if (raw.closed || raw.destroyed) free();
    else raw.once('close', free);
  });
}

/** Sends an encoded response. Fails with `unavailable` if it is large and the process has no memory for it. */
export async function sendEncoded(
  reply: HttpReply,
  body: string | Uint8Array,
  memory: ResponseMemory,
): Promise<HttpReply> {
  const isSmall =
    body.length * UTF8_BYTES <= SMALL_BYTES ||
    (typeof body === 'string' && Buffer.byteLength(body) <= SMALL_BYTES);
  if (!isSmall) return sendChunks(reply, [Buffer.from(body as string)], memory);
  return reply.send(typeof body === 'string' ? body : Buffer.from(body));
}

/**
 * Encodes the pieces of a response and sends them as fast as the client reads. Yields to other requests in between.
 * Fails like `sendEncoded`.
 */
export async function sendPieces(
  reply: HttpReply,
  pieces: Iterable<string | Uint8Array>,
  memory: ResponseMemory,
): Promise<HttpReply> {
  const pace = memory.pacer();
  const chunks: Buffer[] = [];
  let pending: Buffer[] = [];
  let length = 0;
  for (const piece of pieces) {
    pending.push(Buffer.from(piece as string));
    length += piece.length;
    if (length >= CHUNK_BYTES) {
      chunks.push(Buffer.concat(pending));
      [pending, length] = [[], 0];
    }
    await pace();
  }
  return sendChunks(reply, [...chunks, Buffer.concat(pending)], memory);
}

async function sendChunks(
  reply: HttpReply,
  chunks: readonly Buffer[],
  memory: ResponseMemory,
): Promise<HttpReply> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  await memory.settle(bytes);
  const { raw } = reply;
  const deadline = setTimeout(() => raw.destroy(), SENT_WITHIN_MS);
  raw.once('close', () => clearTimeout(deadline));
  return reply.header('Content-Length', bytes).send(Readable.from(chunks, { objectMode: false }));
}
