import { X509Certificate } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, createServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';

/** Where a certificate with its chain and its key are, both as PEM. */
export type TlsFiles = { readonly cert: string; readonly key: string };
type Pair = { readonly cert: Buffer; readonly key: Buffer };

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Files that make no certificate. The message is for the operator and holds nothing of the key. */
export class TlsFilesInvalid extends Error {
  override readonly name = 'TlsFilesInvalid';
}

/** Longer ones are not read: a chain has some kilobytes. */
const BYTES_AT_MOST = 1024 * 1024;
const HANDSHAKE_WITHIN_MS = 10_000;
const LOOKED_AT_EVERY_MS = 2_000;
/** From then on, each start and each renewal warns. */
const EXPIRES_SOON_MS = 14 * 86_400_000;

/** Reads both files, and fails with `TlsFilesInvalid` unless they belong together. */
export async function readTlsFiles({ cert, key }: TlsFiles): Promise<Pair> {
  const pair = { cert: await readPem('DENIZEN_TLS_CERT', cert), key: await readPem('DENIZEN_TLS_KEY', key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    // What OpenSSL says names neither bytes nor passphrases.
    const { message } = error as Error;
    throw new TlsFilesInvalid(
      `The files of DENIZEN_TLS_CERT and DENIZEN_TLS_KEY make no certificate: ${message}`,
    );
  }
  return pair;
}

async function readPem(name: string, path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    // Its size says nothing of a device.
    const bytes = Buffer.alloc(BYTES_AT_MOST + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      ({ bytesRead: read } = await file.read(bytes, length));
    if (length > BYTES_AT_MOST) throw new TlsFilesInvalid(`${name} names a file of more than 1 MiB: ${path}`);
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof TlsFilesInvalid) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new TlsFilesInvalid(`${name} names a file that cannot be read (${code ?? 'unknown'}): ${path}`);
  }
}

/**
 * Makes the server speak TLS on every connection that it accepts or is handed, and nothing else. The files are read again
 * when they change; while they do not belong together, as in the middle of a renewal, the earlier pair goes on. Called
 * before the server listens. `onSecure` is told each connection that has shaken hands.
 */
export function speakTls(
  app: FastifyInstance,
  files: TlsFiles,
  first: Pair,
  { log, onSecure }: { readonly log: Log; readonly onSecure: (socket: Socket) => void },
): void {
  const { server } = app;
  const handlers = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const tls = createServer({
    ...{ ...first, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
    handshakeTimeout: HANDSHAKE_WITHIN_MS,
  });
  const shaking = new Map<string, Socket>();
  tls.on('secureConnection', (socket) => {
    shaking.delete(peerOf(socket));
    onSecure(socket);
    for (const handle of handlers) handle.call(server, socket);
  });
  tls.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('connection', (socket: Socket) => {
    // Otherwise a client that leaves in the middle of the handshake is kept for ever.
    socket.allowHalfOpen = false;
    const peer = peerOf(socket);
    shaking.set(peer, socket);
    socket.once('close', () => shaking.get(peer) === socket && shaking.delete(peer));
    tls.emit('connection', socket);
  });
  // The server knows of connections that have shaken hands only, and would wait for the others.
  app.addHook('preClose', async () => {
    for (const socket of shaking.values()) socket.destroy();
  });
  logExpiry(first, log);
  const reload = oneAtATime(async () => {
    try {
      const pair = await readTlsFiles(files);
      tls.setSecureContext(pair);
      log.info({ validTo: expiryOf(pair) }, 'the certificate was read again');
      logExpiry(pair, log);
    } catch (error) {
      if (!(error instanceof TlsFilesInvalid)) throw error;
      log.warn({ error: error.message }, 'the certificate was not read again: the earlier one is still used');
    }
  });
  // Looks through links, as those of a mounted secret.
  const paths = [files.cert, files.key];
  for (const path of paths)
    watchFile(path, { interval: LOOKED_AT_EVERY_MS, persistent: false }, () => void reload());
  app.addHook('onClose', async () => {
    for (const path of paths) unwatchFile(path);
  });
}

/** The same for a connection before and after the handshake, which makes another object of it. */
function peerOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

/** Two files change one after the other: what is asked while it runs is done once more afterwards. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isAsked = false;
  return async () => {
    isAsked = true;
    if (running) return running;
    running = (async () => {
      while (isAsked) {
        isAsked = false;
        await work();
      }
    })().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function expiryOf({ cert }: Pair): string {
  return new X509Certificate(cert).validToDate.toISOString();
}

function logExpiry(pair: Pair, log: Log): void {
  const validTo = expiryOf(pair);
  if (Date.parse(validTo) - Date.now() < EXPIRES_SOON_MS)
    log.warn({ validTo }, 'the certificate ends soon, or has ended');
}
