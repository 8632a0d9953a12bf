import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Device, unknownDevice } from './device.ts';

const ANSWERS_KEPT = 5_000;
const USER_AGENT_READ = 500;
const ANSWER_WITHIN_MS = 3_000;

/** Parses user agents. */
export type Devices = AsyncDisposable & {
  readonly device: (userAgent: string | undefined) => Promise<Device>;
};

/** Starts the detector's thread at the first call and caches results. */
export function createDevices(): Devices {
  const known = new Map<string, Promise<Device>>();
  const waiting = new Map<number, (device: Device) => void>();
  let worker: Worker | undefined;
  let nextId = 0;

  const start = (): Worker => {
    // The worker has this file's extension: TypeScript in development, JavaScript when built.
    const started = new Worker(new URL(`./detector-worker${extname(import.meta.filename)}`, import.meta.url));
    started.unref();
    started.on('message', ({ id, device }: { id: number; device: Device }) => waiting.get(id)?.(device));
    started.on('error', () => {
      worker = undefined;
      for (const answer of waiting.values()) answer(unknownDevice);
    });
    return started;
  };
  const ask = (userAgent: string): Promise<Device> =>
    new Promise((resolve) => {
      const id = nextId++;
      const answer = (device: Device): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(device);
      };
      // A session is not delayed for its device description.
      const timer = setTimeout(() => answer(unknownDevice), ANSWER_WITHIN_MS);
      waiting.set(id, answer);
      worker ??= start();
      worker.postMessage({ id, userAgent });
    });

  return {
    device: (userAgent) => {
      const read = userAgent?.slice(0, USER_AGENT_READ) ?? '';
      if (read === '') return Promise.resolve(unknownDevice);
      const answer = known.get(read) ?? ask(read);
      if (known.size >= ANSWERS_KEPT) known.clear();
      known.set(read, answer);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      await worker?.terminate();
    },
  };
}
