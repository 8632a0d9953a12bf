import { setTimeout } from 'node:timers/promises';
import { fairQueue, type Requester } from '../limits/fair-queue.ts';
import { nextStep } from '../steady.ts';

/** How a question ended. The last five are failures of the old system, or of the way to it. */
export const askResults = [
  'match',
  'mismatch',
  'unknown',
  'second_factor',
  'busy',
  'late',
  'unreachable',
  'status',
  'malformed',
] as const;
export type AskResult = (typeof askResults)[number];

const failures: ReadonlySet<AskResult> = new Set(['busy', 'late', 'unreachable', 'status', 'malformed']);

/** Failures of the old system of a project, at most one report a minute. */
export type OutageReport = {
  readonly project: string;
  readonly system: string;
  readonly host: string;
  readonly reason: AskResult;
  /** How many questions have failed since the report before. */
  readonly failed: number;
};

type Ended = {
  readonly project: string;
  readonly system: string;
  readonly host: string;
  readonly result: AskResult;
  /** From the sign-in's begin to the answer, in milliseconds. */
  readonly ms: number;
};

/** What a process knows of the old systems that it asks. */
export type OldSystemLanes = {
  /** Of each question and all that it waits for. */
  readonly deadlineMs: number;
  /** Does the work once the project has a place, of which there are few. Returns why not if the deadline passes before. */
  readonly run: <T>(
    project: string,
    from: Requester,
    deadlineAt: number,
    work: () => Promise<T>,
  ) => Promise<T | 'busy' | 'late'>;
  /** Does the work after the one before it with the same key. */
  readonly inTurn: <T>(key: string, deadlineAt: number, work: () => Promise<T>) => Promise<T | 'busy'>;
  readonly record: (ended: Ended) => void;
  /**
   * Waits until the refusal of a sign-in that began then may be sent. One that was not asked about takes as long as one of
   * the last that were, so that the time does not tell them apart.
   */
  readonly level: (project: string, begunAt: number, wasAsked: boolean) => Promise<void>;
  readonly counts: () => ReadonlyMap<AskResult, number>;
  readonly listen: (onOutage: (report: OutageReport) => void) => void;
};

type Pace = {
  readonly deadlineMs?: number;
  /** Questions at once, and waiting ones, for each project. */
  readonly atOnce?: number;
  readonly waiting?: number;
};

const REPORT_EVERY_MS = 60_000;
const REFUSALS_KEPT = 32;

class Busy extends Error {}

/** Times are those of `performance.now()`. */
export function createOldSystemLanes(pace: Pace = {}): OldSystemLanes {
  const { deadlineMs = 2_000, atOnce = 8, waiting = 64 } = pace;
  const lanes = new Map<string, ReturnType<typeof fairQueue>>();
  const laneOf = (project: string) => {
    const lane = lanes.get(project) ?? fairQueue(atOnce, waiting, () => new Busy());
    lanes.set(project, lane);
    return lane;
  };
  const counts = new Map<AskResult, number>(askResults.map((result) => [result, 0]));
  const outages = createOutages();
  const refusals = createRefusalTimes();
  return {
    deadlineMs,
    run: (project, from, deadlineAt, work) => runBy(laneOf(project), from, deadlineAt, work),
    inTurn: createTurns(),
    record: (ended) => {
      const { project, result, ms } = ended;
      counts.set(result, (counts.get(result) ?? 0) + 1);
      if (failures.has(result)) outages.add(ended);
      else if (result !== 'match') refusals.add(project, ms);
    },
    level: (project, begunAt, wasAsked) => nextStep(begunAt, wasAsked ? 0 : refusals.any(project)),
    counts: () => counts,
    listen: outages.listen,
  };
}

async function runBy<T>(
  lane: ReturnType<typeof fairQueue>,
  from: Requester,
  deadlineAt: number,
  work: () => Promise<T>,
): Promise<T | 'busy' | 'late'> {
  let hasBegun = false;
  // Not judged by the clock again: a timer may fire a part of a millisecond before its time.
  let isOver = false;
  const done = lane(from, async () => {
    if (isOver) return 'busy' as const;
    hasBegun = true;
    return work();
  }).catch((error: unknown) => {
    if (error instanceof Busy) return 'busy' as const;
    throw error;
  });
  const late = after(deadlineAt, () => {
    isOver = true;
    return hasBegun ? ('late' as const) : ('busy' as const);
  });
  return late.race(done);
}

/** A timer that loses against what ends before it. */
function after<T>(deadlineAt: number, value: () => T) {
  const stop = new AbortController();
  const timer = setTimeout(Math.max(0, deadlineAt - performance.now()), undefined, {
    signal: stop.signal,
  }).then(value, value);
  return {
    race: async <U>(work: Promise<U>): Promise<T | U> => {
      try {
        return await Promise.race([work, timer]);
      } finally {
        stop.abort();
        // It may fail after no caller waits for it.
        work.catch(() => {});
      }
    },
  };
}

function createTurns(): OldSystemLanes['inTurn'] {
  const last = new Map<string, Promise<unknown>>();
  return async (key, deadlineAt, work) => {
    const before = last.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = Promise.all([before, promise]);
    last.set(key, mine);
    try {
      const hasCome = before ? await after(deadlineAt, () => false).race(before.then(() => true)) : true;
      return hasCome ? await work() : 'busy';
    } finally {
      resolve();
      if (last.get(key) === mine) last.delete(key);
    }
  };
}

function createOutages() {
  const listeners: ((report: OutageReport) => void)[] = [];
  const known = new Map<string, { readonly reportedAt: number; failed: number }>();
  return {
    listen: (onOutage: (report: OutageReport) => void) => void listeners.push(onOutage),
    add: ({ project, system, host, result }: Ended): void => {
      const now = performance.now();
      const before = known.get(project);
      if (before && now - before.reportedAt < REPORT_EVERY_MS) {
        before.failed++;
        return;
      }
      known.set(project, { reportedAt: now, failed: 0 });
      const failed = (before?.failed ?? 0) + 1;
      for (const listener of listeners) listener({ project, system, host, reason: result, failed });
    },
  };
}

/** The times of the last refusals of each project's old system. */
function createRefusalTimes() {
  const times = new Map<string, number[]>();
  return {
    add: (project: string, ms: number): void => {
      const kept = times.get(project) ?? [];
      kept.push(ms);
      if (kept.length > REFUSALS_KEPT) kept.shift();
      times.set(project, kept);
    },
    /** 0 before the first one. */
    any: (project: string): number => {
      const kept = times.get(project) ?? [];
      return kept[Math.floor(Math.random() * kept.length)] ?? 0;
    },
  };
}
