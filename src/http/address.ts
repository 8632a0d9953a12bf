import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const IPV4_IN_IPV6 = /^::ffff:(?=\d+\.)/i;

/** The caller's address. What a trusted proxy forwards is taken only when it is an address. */
export function addressOf(request: FastifyRequest): string | undefined {
  const candidates = [request.ip, request.socket.remoteAddress].map((address) =>
    address?.replace(IPV4_IN_IPV6, ''),
  );
  return candidates.find((address) => address !== undefined && isIP(address) !== 0);
}

/** Whether the caller sits on this machine and nobody speaks through it from elsewhere. */
export function isLocal(request: FastifyRequest): boolean {
  const { headers, socket } = request.raw;
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-real-ip'];
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (forwarded !== undefined || isIP(address) === 0) return false;
  return address === '::1' || address.startsWith('127.');
}
