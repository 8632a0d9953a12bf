import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { Mailbox } from './mailbox.ts';

/** Headers that proxies add about the original caller. */
const FORWARDED = /^(?:x-forwarded(?:-.*)?|forwarded|x-real-ip|via)$/;
/** A foreign page whose DNS name resolves to this machine would send that name as the host. */
const LOCAL_HOST = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** Serves `GET /dev/mailbox` to callers on this machine; to others it does not exist. */
export function serveMailbox(app: FastifyInstance, mailbox: Mailbox): void {
  app.get('/dev/mailbox', async (request, reply) => {
    if (!isLocal(request)) throw new Failure('route_not_found');
    return reply
      .type('application/json; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(JSON.stringify(mailbox.messages()));
  });
}

function isLocal(request: FastifyRequest): boolean {
  const { headers, socket } = request.raw;
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  const isLoopback = address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
  return isLoopback && LOCAL_HOST.test(headers.host ?? '');
}
