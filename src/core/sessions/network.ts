import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The bits of an address that make up its network, by family: what a provider gives a customer, or a site. */
const BITS = { ipv4: 24, ipv6: 64 } as const;
const FAMILIES = { ipv4: '4', ipv6: '6' } as const;
const DIGITS_PER_BYTE = 2;

type Address = ReturnType<typeof ipaddr.process>;

/** The addresses of a network: a range of keys, inclusive, and within it these addresses only, if given. */
export type NetworkRange = {
  readonly from: string;
  readonly to: string;
  readonly ips?: readonly string[];
};

/**
 * Returns the key of the network that an address is in, an IPv4 /24 or an IPv6 /64: the family and the bits in hex, so
 * that every wider network is a range of keys. Nothing for what is no address.
 */
export function networkKeyOf(ip: string): string | null {
  const address = parsed(ip);
  return address ? keyOf(address, address.toByteArray()) : null;
}

/** Returns the network of a key as in `203.0.113.0/24`. */
export function networkOfKey(key: string): string {
  const kind = key.startsWith(FAMILIES.ipv4) ? 'ipv4' : 'ipv6';
  const bytes = Buffer.alloc(kind === 'ipv4' ? 4 : 16);
  bytes.write(key.slice(1), 'hex');
  return `${ipaddr.fromByteArray([...bytes])}/${BITS[kind]}`;
}

/**
 * Returns the range of a network as in `203.0.113.0/24` or `2001:db8::/32`, or of an address. Nothing for other texts,
 * and for a part of an IPv6 /64 that is no single address.
 */
export function networkRangeOf(text: string): NetworkRange | undefined {
  const [ip = '', bits, ...more] = text.trim().split('/');
  const address = parsed(ip);
  if (!address || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const bytes = address.toByteArray();
  const all = bytes.length * 8;
  // A mapped address became one of the other family, which counts its bits from another place.
  if (bits !== undefined && isIP(ip) === 6 && address.kind() === 'ipv4') return undefined;
  const length = bits === undefined ? all : Number(bits);
  if (length > all) return undefined;
  const network = BITS[address.kind()];
  const [first, last] = [masked(bytes, length, 0), masked(bytes, length, 255)];
  const range = { from: keyOf(address, first), to: keyOf(address, last) };
  if (length <= network) return range;
  if (length === all) return { ...range, ips: [address.toString()] };
  return address.kind() === 'ipv4' ? { ...range, ips: addressesIn(first, last) } : undefined;
}

function parsed(ip: string): Address | undefined {
  return isIP(ip) === 0 ? undefined : ipaddr.process(ip.replace(/%.*$/s, ''));
}

function keyOf(address: Address, bytes: readonly number[]): string {
  const kind = address.kind();
  const digits = Buffer.from(bytes).toString('hex');
  return FAMILIES[kind] + digits.slice(0, (BITS[kind] / 8) * DIGITS_PER_BYTE);
}

/** The bytes with the bits after the first `length` all 0 or, for `rest` 255, all 1. */
function masked(bytes: readonly number[], length: number, rest: 0 | 255): readonly number[] {
  return bytes.map((byte, at) => {
    const kept = Math.min(8, Math.max(0, length - at * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) | (rest & ~mask & 0xff);
  });
}

/** The addresses from one IPv4 address to another of the same /24. */
function addressesIn(first: readonly number[], last: readonly number[]): readonly string[] {
  const [from = 0, to = 0] = [first.at(-1), last.at(-1)];
  const before = first.slice(0, -1).join('.');
  return Array.from({ length: to - from + 1 }, (_, at) => `${before}.${from + at}`);
}
