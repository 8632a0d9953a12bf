import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A connection without progress for this long is closed, at the latest after twice this time. */
const UNREAD_MS = 7_000;

/** The current response of a connection, which Node's types lack. */
type Connection = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Starts each pipelined request after the previous response is sent. Otherwise they would all run at once while other
 * clients wait, and responses would pile up for a client that does not read. Node assigns the connection to a response
 * when its turn comes.
 */
export function takeTurns(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    if (reply.raw.socket) done();
    else reply.raw.once('socket', () => setImmediate(done));
  });
}

/** Closes connections without progress, except those with requests that arrive or run: these have timeouts of their own. */
export function endUnread(app: FastifyInstance): void {
  // Cast: the server has no HTTP/2, and connections with TLS are handed to it.
  (app.server as Server).setTimeout(UNREAD_MS, (socket) => {
    const { _httpMessage: current, writableLength } = socket as Connection;
    if (!current || writableLength > 0) socket.destroy();
  });
}

/** Calls `then` after the responses to all complete requests of the connection. */
export function afterAnswers(socket: Socket, then: () => void): void {
  const { _httpMessage: current } = socket as Connection;
  if (current && (current.req.complete || current.headersSent)) {
    current.once('close', () => setImmediate(() => afterAnswers(socket, then)));
  } else then();
}
