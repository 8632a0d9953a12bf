import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Lets a client read the refusal of a body that is not read to its end. */
const REFUSED_STAYS_MS = 1_000;

/** Connections whose current request may take longer than others. */
const uploading = new WeakSet<Socket>();

/** Reports whether the connection sends a body that has deadlines of its own. */
export function isUploading(socket: Socket): boolean {
  return uploading.has(socket);
}

/**
 * Reads the body of a request piece by piece: the next one is taken from the connection when `read` asks for it. The
 * request is exempt from the timeout of the server, so `read` must have deadlines. A body that is not read to its end
 * ends the connection.
 */
export async function readUpload<T>(
  raw: IncomingMessage,
  read: (pieces: AsyncIterator<Uint8Array>) => Promise<T>,
): Promise<T> {
  const { socket } = raw;
  uploading.add(socket);
  try {
    return await read(raw.iterator({ destroyOnReturn: false }));
  } finally {
    uploading.delete(socket);
    if (!raw.complete) setTimeout(() => raw.destroy(), REFUSED_STAYS_MS).unref();
  }
}
