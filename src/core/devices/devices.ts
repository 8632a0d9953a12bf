import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Device, unknownDevice } from './device.ts';

const ANSWERS_KEPT = 5_000;
const USER_AGENT_READ = 500;
const ANSWER_WITHIN_MS = 3_000;
/** User agents that wait for the thread. It takes up to a second for each that is new. */
const WAITING_AT_MOST = 1_000;

/** Parses user agents. */
export type Devices = AsyncDisposable & {
  /** Returns the unknown device if the parser does not answer in time. */
  readonly device: (userAgent: string | undefined) => Promise<Device>;
};

type Options = {
  readonly answerWithinMs?: number;
  readonly waitingAtMost?: number;
  /** The module of the thread. */
  readonly module?: URL;
};

type Question = { readonly userAgent: string; readonly answer: (device: Device) => void };

/** Has the extension of this file: TypeScript in development, JavaScript when built. */
const MODULE = new URL(`./detector-worker${extname(import.meta.filename)}`, import.meta.url);

/** Starts the detector's thread at the first call and caches results. */
export function createDevices({
  answerWithinMs = ANSWER_WITHIN_MS,
  waitingAtMost = WAITING_AT_MOST,
  module = MODULE,
}: Options = {}): Devices {
  /** What was parsed, and what is being parsed. */
  const known = new Map<string, Promise<Device>>();
  /** In the order in which the thread takes them. */
  const waiting = new Map<number, Question>();
  let worker: Worker | undefined;
  let nextId = 0;

  const start = (): Worker => {
    const started = new Worker(module, { resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    started.unref();
    started.on('message', ({ id, device }: { id: number; device: Device }) => {
      waiting.get(id)?.answer(device);
      waiting.delete(id);
    });
    // An error without a listener would end the process.
    started.on('error', () => {});
    // Not at the error, which may overtake the answers that were posted before it.
    started.on('exit', () => {
      worker = undefined;
      const [culprit, ...others] = waiting.values();
      waiting.clear();
      // What ended the thread would end the next one. The others may be asked for again.
      culprit?.answer(unknownDevice);
      for (const { userAgent, answer } of others) {
        known.delete(userAgent);
        answer(unknownDevice);
      }
    });
    return started;
  };
  const parse = (userAgent: string): Promise<Device> =>
    new Promise((answer) => {
      const id = nextId++;
      waiting.set(id, { userAgent, answer });
      worker ??= start();
      worker.postMessage({ id, userAgent });
    });

  return {
    device: async (userAgent) => {
      const read = userAgent?.slice(0, USER_AGENT_READ) ?? '';
      if (read === '') return unknownDevice;
      const answer = known.get(read);
      if (answer) return inTime(answer, answerWithinMs);
      if (waiting.size >= waitingAtMost) return unknownDevice;
      if (known.size >= ANSWERS_KEPT) known.clear();
      const parsed = parse(read);
      known.set(read, parsed);
      return inTime(parsed, answerWithinMs);
    },
    [Symbol.asyncDispose]: async () => {
      await worker?.terminate();
    },
  };
}

/** A session is not delayed for its device description. What comes later is remembered for the next one. */
function inTime(answer: Promise<Device>, withinMs: number): Promise<Device> {
  const { promise, resolve } = Promise.withResolvers<Device>();
  const timer = setTimeout(() => resolve(unknownDevice), withinMs);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}
