import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';

/** This long, clients that keep their connection can be told with an answer to leave it. */
const FAREWELL_MS = 300;
/** Nobody waits at the door when nobody has come in for this long. */
const QUIET_MS = 20;
/** Whoever is being answered is let finish, and cut off after this. */
const CUT_AFTER_MS = 4_000;
const SWEEP_MS = 20;

/** Ends a server such that whoever has asked is answered, within bounds. */
export async function stopServing(app: FastifyInstance): Promise<void> {
  // The floor is made without HTTP/2 and TLS.
  const server = app.server as Server;
  const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MS);
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await admitWaiting(server);
  // Nobody new comes in. The server's own way to say that would cut off who is about to send the next request.
  Listener.prototype.close.call(server);
  if ((await promisify(server.getConnections.bind(server))()) > 0) await wait(FAREWELL_MS);
  // A connection that was in use when the server closed is kept for the client's next request, which nobody would answer.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  await app.close();
  clearInterval(sweep);
  clearTimeout(cut);
}

/** The system has accepted connections that wait to be taken in, one a turn, and would be reset. */
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
