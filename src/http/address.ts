import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { HttpRequest } from './exchange.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's address in its one form; `undefined` once the connection is gone. */
    clientAddress: string | undefined;
    /** What the caller itself forwards: the address of the visitor on whose behalf it asks. */
    forwardedAddress: string | undefined;
    /** Whether an address was forwarded that is not believed. */
    isUnbelieved: boolean;
  }
}

type Address = ReturnType<typeof ipaddr.process>;
type Network = readonly [address: Address, bits: number];
type IsTrusted = (address: Address) => boolean;

/** Bounds the work per request. Of a longer chain, the last address read counts as the caller's. */
const HOPS_AT_MOST = 32;
const IPV4_BITS_BEFORE = 96;

/** Headers that only proxies add. */
const FORWARDED = new RegExp(
  `^(?:${[
    '(?:x-)?(?:original-)?forwarded(?:-.*)?',
    'via',
    'x-original-.*',
    'x-proxy.*',
    '(?:x-)?(?:real|client|cluster-client|true-client|remote|source|originating)-?ip',
    '(?:x-)?remote-addr',
    '(?:cf|true|fastly|fly|x-nf|x-appengine|x-azure|x-envoy|x-arr|wl-proxy|proxy)-.*',
    'x-amzn?-.*',
    'x-varnish',
    'cdn-loop',
  ].join('|')})$`,
);
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const LOCAL_NAME = /^(?:[a-z0-9-]+\.)*localhost$/i;
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/;

/** Reads addresses of requests, and warns about those that are not believed. */
export type Addresses = {
  readonly read: (request: HttpRequest) => void;
  readonly warn: (request: HttpRequest) => void;
};

/**
 * Sets `clientAddress` of each request: the address of the connection, or what trusted proxies forward in
 * `X-Forwarded-For`. Warns once when the header comes from a peer that is not trusted: behind a proxy that is not named
 * in the settings, all callers look like one.
 */
export function readAddresses(
  app: FastifyInstance,
  isTrusted: IsTrusted,
  warn: (message: string) => void,
): Addresses {
  const addresses = addressesIn(isTrusted, warn);
  app.decorateRequest('clientAddress', undefined);
  app.decorateRequest('forwardedAddress', undefined);
  app.decorateRequest('isUnbelieved', false);
  app.addHook('onRequest', (request, _reply, done) => {
    addresses.read(request);
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    addresses.warn(request);
    done();
  });
  return addresses;
}

function addressesIn(isTrusted: IsTrusted, warn: (message: string) => void): Addresses {
  let warned = false;
  let last: { readonly text: string; readonly peer: Address; readonly clientAddress: string } | undefined;
  return {
    read: (request) => {
      const text = request.raw.socket.remoteAddress ?? '';
      // Mostly the same proxy, or the same machine.
      if (last?.text !== text) {
        const peer = parsed(text);
        if (!peer) return;
        last = { text, peer, clientAddress: textOf(peer) };
      }
      const chain = String(request.headers['x-forwarded-for'] ?? '');
      if (chain === '') {
        request.clientAddress = last.clientAddress;
        return;
      }
      const { caller, visitor } = readChain(chain, last.peer, isTrusted);
      request.clientAddress = textOf(caller);
      request.forwardedAddress = visitor && textOf(visitor);
      request.isUnbelieved = !isTrusted(last.peer);
    },
    warn: (request) => {
      if (!request.isUnbelieved || warned) return;
      warned = true;
      warn(
        `X-Forwarded-For comes from ${request.clientAddress} and is not believed. If that is your proxy, add it to DENIZEN_TRUSTED_PROXIES: without it, all callers behind it count as one. This is said once.`,
      );
    },
  };
}

/** A test for membership in one of the networks, each an address or as in `10.0.0.0/8`. */
export function trustedIn(networks: readonly string[]): IsTrusted {
  const known = networks.map(networkIn);
  return (address) =>
    known.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits));
}

/** The same test for an address as text. Text that is no address is not trusted. */
export function trusts(isTrusted: IsTrusted, text: string): boolean {
  const address = parsed(text);
  return address !== undefined && isTrusted(address);
}

/** The caller's address. What a trusted proxy forwards is taken only when it is an address. */
export function addressOf(request: HttpRequest): string | undefined {
  return request.clientAddress;
}

/**
 * The address of the visitor for whom the caller asks, a server that renders pages: the last one in `X-Forwarded-For` that no
 * proxy of ours added. Only a caller with a secret may be believed.
 */
export function visitorAddressOf(request: HttpRequest): string | undefined {
  if (request.forwardedAddress !== undefined) request.isUnbelieved = false;
  return request.forwardedAddress;
}

/**
 * Whether the caller is on this machine: the connection comes from the loopback, the only `Host` header names the
 * loopback, no header of a proxy is there, and no public URL is set.
 */
export function isLocal({ raw }: HttpRequest, publicUrl: URL | undefined): boolean {
  if (publicUrl !== undefined || !isLoopback(raw.socket.remoteAddress ?? '')) return false;
  // nginx sends HTTP/1.0, the upstream's own name as `Host` and no other header, unless it is configured.
  if (raw.httpVersion === '1.0') return false;
  if (Object.keys(raw.headers).some((name) => FORWARDED.test(name))) return false;
  const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  const [, name = ''] = hosts.length === 1 ? (HOST.exec(raw.headers.host ?? '') ?? []) : [];
  return LOCAL_NAME.test(name) || isLoopback(name.replace(/^\[(.*)\]$/, '$1'));
}

/** Reads from the right, past each trusted proxy. An entry that is no address ends it at the proxy that sent it. */
function readChain(
  chain: string,
  peer: Address,
  isTrusted: IsTrusted,
): { readonly caller: Address; readonly visitor?: Address | undefined } {
  let caller = peer;
  let end = chain.length;
  for (let hops = 0; end > 0 && hops < HOPS_AT_MOST; hops++) {
    const start = chain.lastIndexOf(',', end - 1) + 1;
    const named = forwardedIn(chain.slice(start, end));
    if (!named) return { caller };
    if (!isTrusted(caller)) return { caller, visitor: named };
    caller = named;
    end = start - 1;
  }
  return { caller };
}

/** An address as proxies write it: plain, `203.0.113.7:51008`, `[2001:db8::1]`, `[2001:db8::1]:51008`. */
function forwardedIn(entry: string): Address | undefined {
  const text = entry.trim();
  const [, inBrackets, withPort] = WITH_PORT.exec(text) ?? [];
  if (inBrackets !== undefined) return isIP(inBrackets) === 6 ? parsed(inBrackets) : undefined;
  return parsed(withPort ?? text);
}

/** IPv4-mapped IPv6 becomes IPv4. Zones are dropped: they have a meaning on one machine only. */
function parsed(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.process(text.replace(/%.*$/s, ''));
}

function textOf(address: Address): string {
  return address.toString();
}

function isLoopback(text: string): boolean {
  return parsed(text)?.range() === 'loopback';
}

function networkIn(text: string): Network {
  const [address = '', bits] = text.split('/');
  const plain = ipaddr.parse(address);
  const length = bits === undefined ? plain.toByteArray().length * 8 : Number(bits);
  if (!(plain instanceof ipaddr.IPv6) || !plain.isIPv4MappedAddress() || length < IPV4_BITS_BEFORE)
    return [plain, length];
  return [plain.toIPv4Address(), length - IPV4_BITS_BEFORE];
}
