import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Actor, isServer } from '../actor.ts';
import type { Requester } from './fair-queue.ts';

const NETWORK_GROUPS = 4;

/** The smallest unit that a provider gives a customer: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function networkOf(ip: string): string {
  const address = isIP(ip) === 0 ? undefined : ipaddr.process(ip.replace(/%.*$/s, ''));
  if (!(address instanceof ipaddr.IPv6)) return ip;
  const groups = address.parts.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}

/** Returns the caller's share of bounded work; `user` is the user of the work. */
export function requesterOf(actor: Actor, user?: string): Requester {
  const known = user !== undefined && (actor.device?.user === user || actor.session?.userId === user);
  const share = isServer(actor) ? `key ${actor.id ?? ''}` : networkOf(actor.ip ?? '');
  return { share, known };
}
