import { Readable } from 'node:stream';
import { type ResponseMemory, SMALL_BYTES } from '../core/response-memory.ts';
import { Chunks } from './chunks.ts';
import type { HttpReply } from './exchange.ts';

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
  if (isSmall) return reply.send(typeof body === 'string' ? body : Buffer.from(body));
  const chunks = new Chunks();
  chunks.add(body);
  return sendChunks(reply, chunks, memory);
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
  const chunks = new Chunks();
  for (const piece of pieces) {
    chunks.add(piece);
    await pace();
  }
  return sendChunks(reply, chunks, memory);
}

async function sendChunks(reply: HttpReply, chunks: Chunks, memory: ResponseMemory): Promise<HttpReply> {
  const { bytes } = chunks;
  const sent = chunks.end();
  await memory.settle(bytes);
  const { raw } = reply;
  const deadline = setTimeout(() => raw.destroy(), SENT_WITHIN_MS);
  raw.once('close', () => {
    clearTimeout(deadline);
    // Node closes a response once the system has all of it, or the connection is gone with all that it was to send.
    chunks.free();
  });
  return reply.header('Content-Length', bytes).send(Readable.from(sent, { objectMode: false }));
}
