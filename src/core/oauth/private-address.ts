import { BlockList, isIP } from 'node:net';

const V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Everything except global unicast, and the parts of it that embed IPv4 addresses or are reserved. */
const V6 = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** Separate, since one list would also match IPv4 addresses against IPv6 ranges. */
let lists: readonly [BlockList, BlockList] | undefined;

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Reports whether an address is not publicly reachable: this machine, its network, or reserved. */
export function isPrivateAddress(address: string): boolean {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  const kind = isIP(plain);
  if (kind === 0) return true;
  // Made by the first question: a start asks none.
  lists ??= [listOf(V4, 'ipv4'), listOf(V6, 'ipv6')];
  return kind === 4 ? lists[0].check(plain, 'ipv4') : lists[1].check(plain, 'ipv6');
}

function listOf(networks: typeof V4 | typeof V6, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family);
  return list;
}
