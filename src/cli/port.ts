import { createServer } from 'node:net';
import { addressesOf, isWithoutIpv6, type Place } from '../http/listen.ts';

/**
 * Rejects with the error of `listen`. Called before the first key is created, which a taken port would lose. A program
 * on another address of `localhost` would get requests that are meant for this server.
 */
export async function refuseTakenPort({ host, port }: Place): Promise<void> {
  for (const address of addressesOf(host)) await probe({ host: address, port });
}

function probe(place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (isWithoutIpv6(place.host, error) ? resolve() : reject(error)));
    server.listen(place, () => server.close(() => resolve()));
  });
}
