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
/** Everything that is not global unicast, and what of it stands for addresses of the other kind or of nobody. */
const V6 = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

// Apart, for a list takes an IPv4 address for one of IPv6 as well.
const [inward4, inward6] = [new BlockList(), new BlockList()];
for (const [network, bits] of V4) inward4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of V6) inward6.addSubnet(network, bits, 'ipv6');

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Whether an address leads to this machine, its network, or nowhere that everybody could reach. */
export function isPrivateAddress(address: string): boolean {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  const kind = isIP(plain);
  if (kind === 4) return inward4.check(plain, 'ipv4');
  return kind === 0 || inward6.check(plain, 'ipv6');
}
