import { type ChildProcess, fork } from 'node:child_process';
import type { Server } from 'node:net';
import { extname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import type { Config, Secrets } from '../config.ts';
import type { Reloaded } from './live-config.ts';
import { type ProcessChannel, processChannel } from './process-channel.ts';
import { type Snapshot, WorkerMetrics } from './worker-metrics.ts';

/** The pause before a worker that has ended is started again doubles from the first to the last of these. */
const AGAIN_MS = 200;
const AGAIN_AT_MOST_MS = 30_000;
/** A worker that ran for this long starts again after the first pause. */
const STEADY_MS = 60_000;
/** Time from the signal to the end of a worker that does not end by itself; the rest is for the history. */
const KILL_AFTER_MS = 4_000;
/** One that is busy or starts is counted as it was when it last answered. */
const SNAPSHOT_WITHIN_MS = 1_000;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

type Options = {
  readonly settings: { readonly config: Config; readonly secrets: Secrets };
  readonly log: Log;
  /** Takes whole lines that workers wrote to standard error. */
  readonly lines: { readonly write: (text: string) => unknown };
  /** Called when a worker has put a message or an event into the outbox. */
  readonly onOutbox: () => void;
  /** What workers ask of this process, by name, beside `metrics`. */
  readonly asked: Readonly<Record<string, () => Promise<unknown>>>;
  /** The metrics of this process. */
  readonly registry: Registry;
};

/** What a worker gets first. URLs are text. */
export type WorkerStart = {
  readonly worker: number;
  readonly config: Omit<Config, 'publicUrl'> & { readonly publicUrl?: string };
  readonly secrets: Omit<Secrets, 'smsUrl'> & { readonly smsUrl?: string };
  /** Where the server listens, and with how many listeners. */
  readonly listening: string;
  readonly listeners: number;
};

type Running = {
  readonly child: ChildProcess;
  readonly channel: ProcessChannel;
  readonly ended: Promise<void>;
};

/**
 * Processes beside this one that answer requests. All accept connections of the same listeners: those of a process that
 * is busy, or ends, are accepted by another. Migrations, deliveries and maintenance are work of this process alone.
 */
export class Workers {
  readonly #options: Options;
  readonly #running = new Map<number, Running>();
  readonly #metrics = new WorkerMetrics();
  readonly #stopping = new AbortController();
  #loops: readonly Promise<void>[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** Starts as many workers as the settings say, this process being one of them. */
  start(listeners: readonly Server[], listening: URL): void {
    const { processes } = this.#options.settings.config;
    const open = listeners.filter((listener) => listener.listening);
    const others = Array.from({ length: processes - 1 }, (_, index) => index + 1);
    this.#loops = others.map((worker) => this.#keep(worker, open, listening));
  }

  /** Returns the metrics of all processes as one. */
  async metrics(): Promise<string> {
    await Promise.all(
      [...this.#running].map(async ([worker, { channel }]) => {
        const snapshot = await channel.ask('snapshot', SNAPSHOT_WITHIN_MS).catch(() => undefined);
        // Casts: see `worker.ts`. One that starts or ends has none.
        if (snapshot !== undefined && this.#running.has(worker))
          this.#metrics.note(worker, snapshot as Snapshot);
      }),
    );
    return this.#metrics.text(this.#options.registry);
  }

  /** Passes settings that have changed on to all workers. Those that start later get them at their start. */
  reload(changes: Reloaded): void {
    for (const { channel } of this.#running.values()) channel.tell('reload', changes);
  }

  /**
   * Tells all workers to stop, and resolves when they have ended. Each closes its listeners in a turn of the event loop
   * that found no connection, so that whichever is last resets none.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const { channel } of this.#running.values()) channel.tell('stop');
    const killing = globalThis.setTimeout(() => {
      for (const { child } of this.#running.values()) child.kill('SIGKILL');
    }, KILL_AFTER_MS);
    await Promise.all(this.#loops);
    clearTimeout(killing);
  }

  /** Runs a worker, again and again until the server stops. */
  async #keep(worker: number, listeners: readonly Server[], listening: URL): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = AGAIN_MS;
    while (!signal.aborted) {
      const begun = performance.now();
      const { child, ended } = this.#run(worker, listeners, listening);
      await ended;
      await this.#metrics.end(worker);
      if (signal.aborted) return;
      if (performance.now() - begun > STEADY_MS) pauseMs = AGAIN_MS;
      const { pid, exitCode, signalCode } = child;
      const fields = { number: worker, pid, code: exitCode, signal: signalCode, againInMs: pauseMs };
      this.#options.log.warn(fields, 'a worker has ended');
      await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, AGAIN_AT_MOST_MS);
    }
  }

  #run(worker: number, listeners: readonly Server[], listening: URL): Running {
    const { log, lines, onOutbox, asked, settings } = this.#options;
    const file = new URL(`./worker-main${extname(import.meta.filename)}`, import.meta.url);
    const child = fork(file, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const channel = processChannel(child, {
      asked: { ...asked, metrics: () => this.metrics() },
      told: {
        opened: () => {
          if (this.#stopping.signal.aborted) return;
          for (const listener of listeners) channel.tell('listener', undefined, listener);
        },
        listening: () => log.info({ number: worker, pid: child.pid }, 'a worker listens'),
        outbox: onOutbox,
      },
    });
    const passed = passLines(child, lines).catch(() => {});
    const ended = Promise.all([endOf(child), passed]).then(() => {
      this.#running.delete(worker);
    });
    const running: Running = { child, channel, ended };
    this.#running.set(worker, running);
    channel.tell('start', {
      ...{ worker, config: settings.config, secrets: settings.secrets },
      ...{ listening: listening.href, listeners: listeners.length },
    });
    return running;
  }
}

/**
 * Resolves when the process has ended or could not be started. Takes the errors of messages that are sent to it when it
 * has just ended: `once` of the library would fail with them.
 */
export function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.on('error', () => {
      // It never closes.
      if (child.pid === undefined) resolve();
    });
  });
}

/** Passes on whole lines, so that those of several processes do not mix. */
async function passLines({ stderr }: ChildProcess, lines: Options['lines']): Promise<void> {
  let rest = '';
  for await (const text of stderr?.setEncoding('utf8') ?? []) {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) lines.write(rest + text.slice(0, end));
    rest = end > 0 ? text.slice(end) : rest + text;
  }
  if (rest !== '') lines.write(`${rest}\n`);
}
