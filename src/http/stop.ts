import type { Server } from 'node:http';
import { Server as Listener, type Socket } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../core/failure.ts';

/** Time during which kept connections are told to close with their next response. */
const FAREWELL_MS = 300;
/** Time from the signal during which new connections are still served. */
const SERVES_ON_MS = 50;
/** No new connection for this long means that clients have learnt that the server stops. */
const QUIET_MS = 20;
/** Time after which the listener closes although clients still connect. */
const LISTEN_AT_MOST_MS = 1_000;
/** Turns of the event loop to look for a moment without new connections, in which the listener closes. */
const TURNS_AT_MOST = 1_000;
/** Time after which unfinished responses are cut off. */
const CUT_AFTER_MS = 4_000;
const SWEEP_MS = 20;

/** Whether a server is stopping. From then on, it refuses the requests of new connections. */
export type Stopping = {
  readonly hasBegun: () => boolean;
  readonly begin: () => void;
  /** Records a new connection. */
  readonly connected: (socket: Socket) => void;
  /** Returns the failure of requests on a connection that came after the beginning. */
  readonly refusalOf: (socket: Socket) => Failure | undefined;
};

export function createStopping(): Stopping {
  const late = new WeakSet<Socket>();
  let hasBegun = false;
  return {
    hasBegun: () => hasBegun,
    begin: () => {
      hasBegun = true;
    },
    connected: (socket) => {
      if (hasBegun) late.add(socket);
    },
    refusalOf: (socket) =>
      late.has(socket)
        ? new Failure({ code: 'unavailable', reason: 'stopping', retryAfterSeconds: 1 })
        : undefined,
  };
}

/** Stops a server and the listeners `beside` its own after responding to all received requests, within bounds. */
export async function stopServing(
  app: FastifyInstance,
  stopping: Stopping,
  beside: readonly Listener[],
): Promise<void> {
  // Cast: the server has no HTTP/2, and connections with TLS are handed to it.
  const server = app.server as Server;
  const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MS);
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  // What waits to be accepted came before the signal and is served. On a busy machine it arrives a little later.
  await wait(SERVES_ON_MS);
  await quietTurn(server);
  stopping.begin();
  await admitWaiting(server);
  await quietTurn(server);
  // Stops accepting. `server.close` alone would cut off clients that are about to send a request.
  Listener.prototype.close.call(server);
  for (const listener of beside) listener.close();
  if ((await promisify(server.getConnections.bind(server))()) > 0) await wait(FAREWELL_MS);
  // A busy connection stays open after its response, and a next request on it would hang.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await app.close();
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Accepts and refuses connections until no more come, or for a time. */
async function admitWaiting(server: Server): Promise<void> {
  const deadline = performance.now() + LISTEN_AT_MOST_MS;
  let came = true;
  const note = (): void => {
    came = true;
  };
  server.on('connection', note);
  while (came && performance.now() < deadline) {
    came = false;
    await wait(QUIET_MS);
  }
  server.off('connection', note);
}

/**
 * Resolves right after a turn of the event loop that found no connection to accept. The system resets connections that
 * wait to be accepted when the listener closes, so that it must close now.
 */
async function quietTurn(server: Server): Promise<void> {
  let came = true;
  const note = (): void => {
    came = true;
  };
  server.on('connection', note);
  for (let turn = 0; came && turn < TURNS_AT_MOST; turn++) {
    came = false;
    // The first may end the current turn, which looked before this began.
    await setImmediate();
    await setImmediate();
  }
  server.off('connection', note);
}
