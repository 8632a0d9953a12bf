import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';

/** Time during which kept connections are told to close with their next response. */
const FAREWELL_MS = 300;
/** No new connection for this long means the accept queue is empty. */
const QUIET_MS = 20;
/** Time after which unfinished responses are cut off. */
const CUT_AFTER_MS = 4_000;
const SWEEP_MS = 20;

/** Stops a server after responding to all received requests, within bounds. */
export async function stopServing(app: FastifyInstance): Promise<void> {
  // The server has neither HTTP/2 nor TLS.
  const server = app.server as Server;
  const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MS);
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await admitWaiting(server);
  // Stops accepting. `server.close` alone would cut off clients that are about to send a request.
  Listener.prototype.close.call(server);
  if ((await promisify(server.getConnections.bind(server))()) > 0) await wait(FAREWELL_MS);
  // A busy connection stays open after its response, and a next request on it would hang.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await app.close();
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Drains the accept queue, one connection per turn; the system would reset them. */
async function admitWaiting(server: Server): Promise<void> {
  const deadline = performance.now() + FAREWELL_MS;
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
