import type { Server } from 'node:net';
import type { Config, Secrets } from '../config.ts';
import { readTemplates } from '../delivery/templates.ts';
import { listenWith } from '../http/listen.ts';
import { createMetrics } from '../http/metrics.ts';
import { createStopping, stopServing } from '../http/stop.ts';
import type { BackupStatus } from '../maintenance/backups.ts';
import { allocateYoung, freeMemoryWhenIdle } from '../maintenance/memory.ts';
import { isDevelopment, open } from '../open.ts';
import { liveConfig, type Reloaded } from './live-config.ts';
import { answerBeforeHashing } from './priorities.ts';
import { type ProcessChannel, processChannel } from './process-channel.ts';
import { protocolsOf } from './protocols.ts';
import { sentenceOf } from './refusal.ts';
import {
  exitInTime,
  logChanges,
  type ServerLog,
  serverLog,
  serverOf,
  showParts,
  startTracing,
  tlsIn,
} from './serving.ts';
import type { WorkerStart } from './workers.ts';

/** Longer than the parent waits for the other processes. */
const METRICS_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 2_000;
/** Before the parent ends it. */
const EXIT_AFTER_MS = 3_800;
const FLUSH_WITHIN_MS = 1_000;

type Started = Omit<WorkerStart, 'config' | 'secrets'> & {
  readonly config: Config;
  readonly secrets: Secrets;
};

/** The process that has started this one. */
type Parent = {
  readonly channel: ProcessChannel;
  readonly started: Promise<Started>;
  readonly stopped: Promise<void>;
  /** Sets what takes settings that have changed. */
  readonly onReload: (take: (changes: Reloaded) => void) => void;
  /** Is called with each listener, in the turn of the event loop in which it comes. */
  readonly onListener: (take: (listener: Server) => void) => void;
  /** Sets what answers the parent's question for metrics. */
  readonly onSnapshot: (snapshot: () => Promise<unknown>) => void;
};

function connectToParent(): Parent {
  const started = Promise.withResolvers<Started>();
  const stopped = Promise.withResolvers<void>();
  let snapshot = async (): Promise<unknown> => undefined;
  let take = (_: Server): void => {};
  let reload = (_: Reloaded): void => {};
  const channel = processChannel(process, {
    asked: { snapshot: () => snapshot() },
    told: {
      // Casts: told by `workers.ts`.
      start: (value) => started.resolve(startedWith(value as WorkerStart)),
      listener: (_, listener) => take(listener as Server),
      stop: () => stopped.resolve(),
      reload: (changes) => reload(changes as Reloaded),
    },
  });
  // The parent was killed: the listeners must be closed before it is started again.
  process.on('disconnect', () => process.exit(1));
  // A terminal signals all processes, and the parent tells this one to stop, or what has changed.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  // It is for the log, which the parent writes.
  process.on('SIGUSR2', () => {});
  process.on('SIGTERM', () => stopped.resolve());
  return {
    ...{ channel, started: started.promise, stopped: stopped.promise },
    onListener: (listen) => {
      take = listen;
    },
    onReload: (given) => {
      reload = given;
    },
    onSnapshot: (answer) => {
      snapshot = answer;
    },
  };
}

/** Answers requests until the parent, or a signal, stops it. */
async function serve(parent: Parent, { listening, listeners, ...started }: Started, log: ServerLog) {
  allocateYoung();
  const { config, secrets } = started;
  const { channel } = parent;
  // Also while it still waits for the database.
  parent.stopped.then(() => exitInTime(EXIT_AFTER_MS));
  await using tracing = await startTracing({ config, secrets }, log);
  await using opened = await open(config, secrets, {
    ...{ migrate: false, processes: config.processes, tracer: tracing.tracer },
    onWait: () => log.logger.warn('waiting for the database server'),
  });
  opened.listensAt(new URL(listening));
  opened.outboxSignal.subscribe(() => channel.tell('outbox'));
  logChanges(opened, log);
  const metrics = createMetrics({ ofAll: () => channel.ask('metrics', METRICS_WITHIN_MS).then(String) });
  showParts(metrics, opened, () => ({ share: 0, finishedAt: undefined }));
  parent.onSnapshot(() => metrics.registry.getMetricsAsJSON());
  const stopping = createStopping();
  using _memory = freeMemoryWhenIdle();
  const mailbox = isDevelopment(config)
    ? { messages: () => channel.ask('mailbox', ANSWER_WITHIN_MS) }
    : undefined;
  const protocols = await protocolsOf(opened, config, {
    worker: started.worker,
    templates: await readTemplates(config.mailTemplates),
    mailbox: async () => mailbox?.messages(),
    ...(config.backup && {
      // Casts: the first process sends what it has.
      backups: {
        status: async () => (await channel.ask('backups', ANSWER_WITHIN_MS)) as BackupStatus,
        now: async () => (await channel.ask('backupNow', ANSWER_WITHIN_MS)) as BackupStatus,
      },
    }),
  });
  tracing.show(metrics);
  const tls = await tlsIn(config);
  const { tracer } = tracing;
  const app = serverOf({ config, opened, log, protocols, metrics, stopping, mailbox, tracer, tls });
  await app.ready();
  await answerBeforeHashing();
  const own: Server[] = [];
  parent.onListener((listener) => {
    own.push(listenWith(app, listener, own.length === 0));
    if (own.length === listeners) channel.tell('listening');
  });
  channel.tell('opened');
  await parent.stopped;
  await stopServing(app, stopping, own.slice(1));
  await tracing.flush(FLUSH_WITHIN_MS);
}

function startedWith({ config, secrets, ...start }: WorkerStart): Started {
  return {
    ...start,
    config: { ...config, publicUrl: urlOf(config.publicUrl) },
    secrets: { ...secrets, smsUrl: urlOf(secrets.smsUrl) },
  };
}

function urlOf(text: string | undefined): URL | undefined {
  return text === undefined ? undefined : new URL(text);
}

/** Runs a worker to its end, and returns the exit code. */
export async function runWorker(): Promise<number> {
  const parent = connectToParent();
  const { config, ...started } = await parent.started;
  const live = liveConfig(config);
  const log = serverLog(live.config, started.worker);
  parent.onReload((changes) => {
    live.apply(changes);
    log.logger.level = changes.logLevel;
  });
  try {
    await serve(parent, { ...started, config: live.config }, log);
    return 0;
  } catch (error) {
    log.logger.fatal({ error: sentenceOf(error, 'denizen') }, 'a worker has failed');
    return 1;
  }
}
