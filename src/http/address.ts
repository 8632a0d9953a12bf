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

/** What one customer of a provider has at least: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function networkOf(ip: string): string {
  if (isIP(ip) !== 6) return ip;
  const [head = '', tail] = ip.replace(/%.*$/, '').split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const [before, after] = [groups(head), groups(tail ?? '')];
  // An address that ends in dots has its last two groups in one.
  const known = before.length + after.length + (ip.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - known) }, () => '0');
  const all = [...before, ...zeros, ...after].slice(0, 4);
  return `${all.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
