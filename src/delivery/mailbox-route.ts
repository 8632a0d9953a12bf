import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { StoredMessage } from './mailbox.ts';

/** The messages, oldest first; another process may have them. */
type Messages = { readonly messages: () => unknown };

/**
 * Serves `GET /dev/mailbox` to callers on this machine: a page to browsers, newest first, and JSON to programs, newest
 * last. To others it does not exist.
 */
export function serveMailbox(
  app: FastifyInstance,
  mailbox: Messages,
  isLocal: (request: FastifyRequest) => boolean,
): void {
  app.get('/dev/mailbox', async (request, reply) => {
    if (!isLocal(request)) throw new Failure('route_not_found');
    const messages = await mailbox.messages();
    reply.headers({ 'Cache-Control': 'no-store', Vary: 'Accept' });
    if (!(request.headers.accept ?? '').includes('text/html'))
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(messages));
    const { mailboxPage, mailboxPolicy } = await import('./mailbox-page.ts');
    // Cast: the first process has them from `createMailbox`.
    const page = mailboxPage((messages ?? []) as readonly StoredMessage[]);
    return reply
      .headers({ 'Content-Security-Policy': mailboxPolicy, 'Referrer-Policy': 'no-referrer' })
      .type('text/html; charset=utf-8')
      .send(page);
  });
}
