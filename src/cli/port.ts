import { createServer } from 'node:net';

/** Rejects with the error of `listen`. Called before the first key is created, which a taken port would lose. */
export function refuseTakenPort(address: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(address, () => probe.close(() => resolve()));
  });
}
