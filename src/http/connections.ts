import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A client that has taken nothing of its answer for this long is given up, at the latest when it is over again. */
const UNREAD_MS = 7_000;

/** Not in the types: the response whose turn it is, which Node keeps on the connection. */
type Connection = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Of requests that a client sends one behind the other without waiting, each is begun when the answer before it has
 * left: otherwise they would be answered in one go while everybody else waits, and pile up for a client that does not
 * read. Node gives a response its connection when it is its turn.
 */
export function takeTurns(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    if (reply.raw.socket) done();
    else reply.raw.once('socket', () => setImmediate(done));
  });
}

/** Ends connections on which nothing moves, except those of requests that arrive or are worked on: they have times of their own. */
export function endUnread(app: FastifyInstance): void {
  // The floor is made without HTTP/2 and TLS.
  (app.server as Server).setTimeout(UNREAD_MS, (socket) => {
    const { _httpMessage: current, writableLength } = socket as Connection;
    if (!current || writableLength > 0) socket.destroy();
  });
}

/** Calls `then` when every request that came whole has been answered on the connection. */
export function afterAnswers(socket: Socket, then: () => void): void {
  const { _httpMessage: current } = socket as Connection;
  if (current && (current.req.complete || current.headersSent)) {
    current.once('close', () => setImmediate(() => afterAnswers(socket, then)));
  } else then();
}
