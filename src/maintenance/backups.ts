import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { expiryAfter, isAhead } from '../core/expiry.ts';
import { makeFolders } from '../core/folders.ts';
import { type Instant, minutes } from '../core/instant.ts';
import { endLease, takeLease } from '../core/leases-store.ts';

const ERROR_LENGTH_AT_MOST = 200;
/** Longer than it takes to renew it. A server that is gone is replaced after this. */
const LEASE_MS = minutes(5);
const RENEW_MS = minutes(1);
const OWN = /^denizen-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/;
/** What a killed server left behind. */
const OWN_PARTIAL = /^denizen-\d{8}T\d{6}Z\.backup\.[0-9a-f]+\.partial$/;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Where backups go, how often, and how many are kept. */
export type BackupPlan = { readonly folder: string; readonly everyMs: number; readonly keep: number };

/** Moments in milliseconds since 1970. */
export type BackupStatus = {
  readonly folder: string;
  readonly everyMs: number;
  readonly keep: number;
  readonly isRunning: boolean;
  /** The newest backup in the folder. */
  readonly last: { readonly file: string; readonly at: number; readonly bytes: number } | null;
  /** How long the last backup of this server took. */
  readonly seconds: number | null;
  /** How many backups of this server failed. */
  readonly failures: number;
  /** Why the last one failed; null when it did not. */
  readonly error: string | null;
};

type Made = { readonly bytes: number; readonly rows: number };

type Parts = {
  readonly core: Core;
  readonly log: Log;
  readonly plan: BackupPlan;
  /** Writes a backup. Records it unless the one who asked for it was recorded. */
  readonly make: (
    path: string,
    options: { readonly isNoted: boolean; readonly signal: AbortSignal },
  ) => Promise<Made>;
};

/** Durations; tests use shorter ones. */
export type BackupPace = { readonly pollMs: number; readonly retryMs: number };
const defaultPace: BackupPace = { pollMs: 15_000, retryMs: minutes(10) };

export type Backups = AsyncDisposable & {
  readonly status: () => BackupStatus;
  /** Begins a backup on demand, unless one runs. */
  readonly now: () => BackupStatus;
  /** Ends the backup in progress, which leaves nothing. */
  readonly stop: () => Promise<void>;
};

/** Returns the name of a backup that begins at this moment: `denizen-20261129T151900Z.backup`. */
export function backupName(at: number): string {
  return `denizen-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}.backup`;
}

/** Makes backups as planned until it is stopped, one server at a time, and removes the oldest of its own. */
export function startBackups(parts: Parts, { pollMs, retryMs }: BackupPace = defaultPace): Backups {
  const { core, log, plan } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const state: State = {
    isRunning: false,
    last: null,
    seconds: null,
    failures: 0,
    error: null,
    failedAt: null,
  };
  let asked = Promise.withResolvers<void>();
  let isAsked = false;
  const failed = (error: unknown): void => {
    state.failures++;
    state.failedAt = performance.now();
    state.error = textOf(error);
    log.warn({ error: state.error, folder: plan.folder }, 'a backup failed');
  };
  const turn = async (): Promise<void> => {
    const isPaused = state.failedAt !== null && performance.now() - state.failedAt < retryMs;
    state.last = await newestIn(plan.folder);
    if (!isAsked && (isPaused || !isDue(plan, state.last, core.clock.now()))) return;
    const isNoted = isAsked;
    isAsked = false;
    state.isRunning = true;
    try {
      await runAlone(parts, state, { isNoted, signal });
    } finally {
      state.isRunning = false;
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await turn().catch((error: unknown) => {
        if (!signal.aborted) failed(error);
      });
      if (isAsked) continue;
      const waiting = new AbortController();
      const ended = AbortSignal.any([signal, waiting.signal]);
      await Promise.race([
        asked.promise,
        wait(pollMs, undefined, { signal: ended, ref: false }).catch(() => {}),
      ]);
      waiting.abort();
      asked = Promise.withResolvers<void>();
    }
  };
  const running = run();
  const status = (): BackupStatus => {
    const { failedAt: _, ...shown } = state;
    return { ...plan, ...shown, isRunning: state.isRunning || isAsked };
  };
  const stop = async (): Promise<void> => {
    stopping.abort();
    asked.resolve();
    await running;
  };
  const now = (): BackupStatus => {
    if (!state.isRunning) {
      isAsked = true;
      asked.resolve();
    }
    return status();
  };
  return { status, now, stop, [Symbol.asyncDispose]: stop };
}

type State = { -readonly [K in 'isRunning' | 'last' | 'seconds' | 'failures' | 'error']: BackupStatus[K] } & {
  failedAt: number | null;
};
type Run = { readonly isNoted: boolean; readonly signal: AbortSignal };

/** Makes a backup while no other server does, and removes the oldest ones and what was left behind. */
async function runAlone(
  { core, log, plan, make }: Parts,
  state: State,
  { isNoted, signal }: Run,
): Promise<void> {
  const lease = { name: 'backup', holder: randomUUID() };
  const take = () =>
    core.unaudited((tx) =>
      takeLease(tx, lease, {
        now: core.clock.now(),
        endsAt: expiryAfter(core.clock, LEASE_MS),
        lasts: LEASE_MS,
      }),
    );
  if (!(await take())) {
    if (isNoted) throw new Error('another server makes a backup just now');
    return;
  }
  const renewing = setInterval(() => void take().catch(() => {}), RENEW_MS);
  try {
    makeFolders(plan.folder);
    // Another server may have made one since the folder was read.
    if (!isNoted && !isDue(plan, await newestIn(plan.folder), core.clock.now())) return;
    const file = join(plan.folder, backupName(core.clock.now()));
    const began = performance.now();
    const { bytes, rows } = await make(file, { isNoted, signal });
    const seconds = Math.round(performance.now() - began) / 1_000;
    Object.assign(state, { seconds, error: null, failedAt: null, last: await newestIn(plan.folder) });
    log.info({ file, bytes, rows, seconds }, 'a backup was made');
    await prune(plan, log);
  } finally {
    clearInterval(renewing);
    await removePartials(plan.folder).catch(() => {});
    await core.unaudited((tx) => endLease(tx, lease)).catch(() => {});
  }
}

function isDue({ everyMs }: BackupPlan, last: BackupStatus['last'], now: Instant): boolean {
  // One of the future was made while the clock was ahead.
  return last === null || last.at + everyMs <= now || isAhead(last.at, now, 0);
}

async function prune({ folder, keep }: BackupPlan, log: Log): Promise<void> {
  for (const { file } of (await ownIn(folder)).slice(keep)) {
    await rm(join(folder, file), { force: true });
    log.info({ file: join(folder, file) }, 'an old backup was removed');
  }
}

async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (OWN_PARTIAL.test(name)) await rm(join(folder, name), { force: true });
}

async function newestIn(folder: string): Promise<BackupStatus['last']> {
  const [newest] = await ownIn(folder);
  if (!newest) return null;
  const { size } = await stat(join(folder, newest.file));
  return { ...newest, bytes: size };
}

/** The backups in the folder that a server made, newest first. */
async function ownIn(folder: string): Promise<readonly { readonly file: string; readonly at: number }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((file) => {
      const found = OWN.exec(file);
      if (!found) return [];
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
      return [{ file, at: Date.UTC(year, month - 1, day, hour, minute, second) }];
    })
    .toSorted((one, other) => other.at - one.at);
}

/** Without what the error says of values. */
function textOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, ERROR_LENGTH_AT_MOST) : 'Error';
}
