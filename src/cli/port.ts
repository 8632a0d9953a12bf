import { createServer } from 'node:net';

/** Rejects as listening would. Asked before anything is made: the first key must not be lost to a port that is taken. */
export function refuseTakenPort(address: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(address, () => probe.close(() => resolve()));
  });
}
