import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';

/** The messages, oldest first; another process may have them. */
type Messages = { readonly messages: () => unknown };

/** Serves `GET /dev/mailbox` to callers on this machine; to others it does not exist. */
export function serveMailbox(
  app: FastifyInstance,
  mailbox: Messages,
  isLocal: (request: FastifyRequest) => boolean,
): void {
  app.get('/dev/mailbox', async (request, reply) => {
    if (!isLocal(request)) throw new Failure('route_not_found');
    return reply
      .type('application/json; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(JSON.stringify(await mailbox.messages()));
  });
}
