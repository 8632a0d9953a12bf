import { isIP } from 'node:net';
import type { Actor } from '../actor.ts';
import type { Requester } from './fair-queue.ts';

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

/** Whose share of bounded work the caller uses; `user` is to whom the work belongs. */
export function requesterOf(actor: Actor, user?: string): Requester {
  const known = user !== undefined && (actor.device?.user === user || actor.session?.userId === user);
  const share = actor.kind === 'key' ? `key ${actor.id ?? ''}` : networkOf(actor.ip ?? '');
  return { share, known };
}
