import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MB = 1_048_576;
const LOOK_MS = 5_000;
/** The share of the time that the process works; below it, no request waits for a collection. */
const IDLE_BELOW = 0.1;
/** Looks in a row that must find the process idle: a collection throws away what V8 knows of code that runs seldom, so it must not come between requests. */
const IDLE_LOOKS = 2;
/** Looks after a collection before the next one. */
const APART_LOOKS = 12;
/** What must have grown since the start or the last collection for another one: more than the young generation holds, 16 MB, which V8 empties often. */
const IDLE_GROWTH_BYTES = 32 * MB;
/** What long work may add before its garbage is collected. */
const GROWTH_BYTES = 24 * MB;

/** What is read of the process. */
export type Process = {
  /** Bytes of the heap and of buffers, garbage included. */
  readonly used: () => number;
  /** The share of the time since the last call in which the event loop was busy. */
  readonly busy: () => number;
  /** Collects garbage and returns the freed memory to the system. */
  readonly collect: () => void;
};

/**
 * Collects garbage when the load is over. V8 collects as it allocates: a process that is idle after an overload would
 * keep hundreds of megabytes until the next one. Not what the start left: a server that had answered a few requests when all was
 * collected took a third more processor time for each of the next 80,000, and 40 MB more.
 */
export function freeMemoryWhenIdle(of: Process = thisProcess(), everyMs: number = LOOK_MS): Disposable {
  let left = of.used();
  let idleLooks = 0;
  let looksApart = APART_LOOKS;
  const timer = setInterval(() => {
    idleLooks = of.busy() < IDLE_BELOW ? idleLooks + 1 : 0;
    looksApart++;
    if (idleLooks < IDLE_LOOKS || looksApart < APART_LOOKS || of.used() < left + IDLE_GROWTH_BYTES) return;
    of.collect();
    left = of.used();
    looksApart = 0;
  }, everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * Has V8 make every object in its young generation. Once most objects of a place in the code have lived long, as those of users
 * do while the server begins to remember them, it would make all later ones of that place in the old generation: what each
 * request makes would stay until the next large collection, with all that it refers to.
 */
export function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Lets V8 double its young generation when much of what it holds stays, as it does by itself. `npm start` and releases begin with one that
 * keeps its size: what a start makes stays, and no request of a server at rest needs the 16 MB to which it would lead.
 */
export function letYoungGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}

/** Returns a function that collects garbage if much was added since: for long work that must stay small. */
export function freeMemoryAsItGrows(of: Process = thisProcess()): () => void {
  let left = of.used();
  return () => {
    if (of.used() < left + GROWTH_BYTES) return;
    of.collect();
    left = of.used();
  };
}

function thisProcess(): Process {
  let collect: (() => void) | undefined;
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  return {
    used: () => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    },
    busy: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
    collect: () => {
      collect ??= collector();
      collect();
    },
  };
}

/** Node has no other way to ask for a collection. Takes a millisecond, which a start can do without. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
