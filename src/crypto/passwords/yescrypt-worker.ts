import { parentPort } from 'node:worker_threads';
import { type YescryptCost, yescryptKey } from './yescrypt-kdf.ts';

// A thread of its own: one hash takes up to two seconds.

export type YescryptOrder = YescryptCost & {
  readonly id: number;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
};

export type YescryptResult = { readonly id: number; readonly key: Uint8Array };

parentPort?.on('message', ({ id, password, salt, n, r }: YescryptOrder) => {
  const result: YescryptResult = { id, key: yescryptKey(password, salt, { n, r }) };
  parentPort?.postMessage(result);
});
