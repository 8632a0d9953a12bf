import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

const IPV4 = '127.0.0.1';
const IPV6 = '::1';
/** Machines without IPv6 have no such address. */
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

export type Place = { readonly host: string; readonly port: number };

/** The addresses of a host to listen on. `localhost` is the IPv4 loopback, and the IPv6 one where the machine has it. */
export function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? [IPV4, IPV6] : [host];
}

/** Whether the error says that the machine lacks the address, which is no reason not to start. */
export function isWithoutIpv6(address: string, error: NodeJS.ErrnoException): boolean {
  return address === IPV6 && NO_IPV6.has(error.code ?? '');
}

/** Where a server listens: its port, and the listeners beside its own. */
type Listening = { readonly port: number; readonly beside: readonly Server[] };

/**
 * Listens on every address of the host, once `after` is over. Rejects with its error, or with that of `listen`. The framework gets ready
 * meanwhile: it works on this thread, while the checks of a start are waited for on another.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: Place,
  after: Promise<void> = Promise.resolve(),
): Promise<Listening> {
  const [first = host, second] = addressesOf(host);
  const beside = second === undefined ? undefined : listenerBeside(app);
  await Promise.all([after, app.ready()]);
  await app.listen({ host: first, port, listenTextResolver: () => 'listening' });
  const chosen = portOf(app) ?? port;
  if (beside && second !== undefined) await bind(beside, { host: second, port: chosen });
  return { port: chosen, beside: beside ? [beside] : [] };
}

/**
 * Listens with a listener of another process, which this one has just got, and returns it. To be called in the turn of
 * the event loop in which it came, and once the app is ready. `isFirst` says that it is the app's own.
 */
export function listenWith(app: FastifyInstance, listener: Server, isFirst: boolean): Server {
  const own = isFirst ? app.server : listenerBeside(app, { isReady: true });
  own.listen(listener);
  return own;
}

/** Returns a listener that hands its connections to the server, which closes it before itself. */
function listenerBeside(app: FastifyInstance, { isReady = false } = {}): Server {
  // As HTTP servers of Node have it.
  const options = { allowHalfOpen: true, noDelay: true };
  const listener = createServer(options, (socket) => app.server.emit('connection', socket));
  listener.maxConnections = app.server.maxConnections;
  // No hook can be added to an app that is ready; `stopServing` closes the listener, too.
  if (isReady) return listener;
  app.addHook('preClose', (done) => {
    // An error says that it does not listen.
    listener.close(() => done());
  });
  return listener;
}

function bind(listener: Server, { host, port }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', (error) => (isWithoutIpv6(host, error) ? resolve() : reject(error)));
    listener.listen({ host, port, ipv6Only: true }, resolve);
  });
}

/** Where a listener listens, as `127.0.0.1:4100` or `[::1]:4100`; nothing for one that does not. */
export function placeOf(listener: Server): readonly string[] {
  const place = listener.address();
  if (typeof place !== 'object' || !place) return [];
  return [`${place.family === 'IPv6' ? `[${place.address}]` : place.address}:${place.port}`];
}

function portOf({ server }: FastifyInstance): number | undefined {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : undefined;
}
