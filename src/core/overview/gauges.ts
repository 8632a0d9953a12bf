import type { Core } from '../core.ts';
import { atOfId } from '../id.ts';
import type { ImportState } from '../imports/import.ts';
import { type JobState, jobStates } from '../jobs/job.ts';
import {
  countLiveSessions,
  countQueue,
  countStates,
  countUnchained,
  countUnsigned,
  sumUsers,
} from './gauges-store.ts';

/** Rows that are counted at most for one figure. */
export const GAUGE_AT_MOST = 10_000;
export const LIVE_SESSIONS_AT_MOST = 100_000;

const KEPT_MS = 10_000;
const WITHIN_MS = 2_000;
const importStates: readonly ImportState[] = ['running', 'ended', 'undone'];
const queues = ['mail', 'sms', 'webhook'] as const;

export type QueueGauge = {
  readonly channel: (typeof queues)[number];
  readonly waiting: number;
  readonly dead: number;
  /** Seconds since the oldest that waits was queued; 0 if none does. */
  readonly oldestSeconds: number;
};

/** Figures that are read from the database. All but `users` and `unsigned` are counted up to a bound. */
export type Gauges = {
  readonly users: number;
  readonly sessions: number;
  readonly queues: readonly QueueGauge[];
  readonly unchained: number;
  readonly unsigned: number;
  readonly jobs: readonly { readonly state: JobState; readonly count: number }[];
  readonly imports: readonly { readonly state: ImportState; readonly count: number }[];
};

export async function readGauges(core: Core): Promise<Gauges> {
  const { read, clock } = core;
  const now = clock.now();
  const jobs = await countStates(read, 'jobs', GAUGE_AT_MOST);
  const imports = await countStates(read, 'imports', GAUGE_AT_MOST);
  const waiting: QueueGauge[] = [];
  for (const channel of queues) {
    const { oldest, ...counts } = await countQueue(read, channel, GAUGE_AT_MOST);
    const oldestSeconds = oldest === null ? 0 : Math.max(0, (now - atOfId(oldest)) / 1_000);
    waiting.push({ channel, ...counts, oldestSeconds });
  }
  return {
    users: await sumUsers(read),
    sessions: await countLiveSessions(read, { now, most: LIVE_SESSIONS_AT_MOST }),
    queues: waiting,
    unchained: await countUnchained(read, GAUGE_AT_MOST),
    unsigned: await countUnsigned(read),
    jobs: jobStates.map((state) => ({ state, count: jobs.get(state) ?? 0 })),
    imports: importStates.map((state) => ({ state, count: imports.get(state) ?? 0 })),
  };
}

/**
 * Returns a function that reads the figures and remembers them for some seconds, whoever asks how often. Returns
 * nothing when they cannot be read in time, and what is remembered is too old.
 */
export function rememberedGauges(
  read: () => Promise<Gauges>,
  {
    now = () => performance.now(),
    keptMs = KEPT_MS,
    withinMs = WITHIN_MS,
  }: { readonly now?: () => number; readonly keptMs?: number; readonly withinMs?: number } = {},
): () => Promise<Gauges | undefined> {
  let known: { readonly gauges: Gauges; readonly at: number } | undefined;
  let reading: Promise<void> | undefined;
  const refresh = () => {
    reading ??= read()
      .then((gauges) => {
        known = { gauges, at: now() };
      })
      .catch(() => {})
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const current = () => (known && now() - known.at < keptMs ? known.gauges : undefined);
  return async () => {
    const fresh = current();
    if (fresh) return fresh;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([refresh(), late.promise]);
    clearTimeout(timer);
    return current();
  };
}
