import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import type { Config, Secrets } from '../config.ts';
import { createHttpClient } from '../core/oauth/http-client.ts';
import type { Tracer } from '../core/tracing/tracer.ts';
import type { BackgroundChecks } from '../db/damage.ts';
import { serveMailbox } from '../delivery/mailbox-route.ts';
import { isLocal } from '../http/address.ts';
import { serveConsole } from '../http/console.ts';
import { type Metrics, showDamage, showOldSystems, showReplicas } from '../http/metrics.ts';
import { showActivity, showBuild, showDatabase, showPasswords, showSpans } from '../http/process-metrics.ts';
import { requestLogTo } from '../http/request-log.ts';
import { createServer, type Protocol, type ServerOptions } from '../http/server.ts';
import type { Stopping } from '../http/stop.ts';
import { readTlsFiles, TlsFilesInvalid } from '../http/tls.ts';
import type { LogSettings, LogTarget } from '../observation-settings.ts';
import type { Opened } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { VERSION } from '../version.ts';
import { type Destination, LogBuffer } from './log-buffer.ts';
import { LogFile } from './log-file.ts';
import { textLines } from './log-text.ts';
import { readinessChecks } from './readiness.ts';

/** Time from the signal to a forced exit, for example if the database hangs. */
const EXIT_AFTER_MS = 4_800;
/** How long spans are flushed: what is left of that time, and at least what is left after the history is chained. */
const FLUSH_AT_MOST_MS = 2_000;
const SPANS_WITHIN_MS = 300;

export type ServerLog = {
  readonly logger: Logger;
  readonly lines: LogBuffer;
  readonly worker?: number;
  /** Opens the file of the log again, if it is one. */
  readonly reopen: () => void;
};

/**
 * The log of a process. With several processes, each line names its own, and the first writes those of all: the others
 * send theirs through standard error. Fails with `ConfigError` if the file cannot be opened.
 */
export function serverLog({ logLevel, log, processes }: Config, worker: number): ServerLog {
  const file = worker === 0 && log.target ? logFile(log.target) : undefined;
  const destination = file ?? standardError();
  const lines = new LogBuffer(worker === 0 ? formatted(destination, log) : destination);
  const base = processes > 1 ? { worker } : null;
  const logger = pino({ level: logLevel, base, timestamp: pino.stdTimeFunctions.isoTime }, lines);
  return { logger, lines, ...base, reopen: () => file?.reopen() };
}

/** A terminal that was closed takes no lines any more, and the server still has to stop in order. */
function standardError(): Destination {
  const destination = pino.destination({ fd: 2, sync: false });
  destination.on('error', () => {});
  return destination;
}

function logFile(target: LogTarget): LogFile {
  try {
    return new LogFile(target);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`DENIZEN_LOG names a file that cannot be written (${code}): ${target.path}`);
  }
}

function formatted(to: Destination, { format, target }: LogSettings): Destination {
  const isTerminal = target === undefined && process.stderr.isTTY === true;
  if (format === 'json' || (format === 'auto' && !isTerminal)) return to;
  // The runtime looks at NO_COLOR, FORCE_COLOR and TERM.
  const hasColours = isTerminal && process.stderr.hasColors();
  return {
    write: textLines(to, { hasColours }),
    flushSync: () => to.flushSync(),
  };
}

/** Logs each change of the state of the database and its replicas, and outages of old systems. */
export function logChanges({ core, engine }: Opened, { logger }: ServerLog): void {
  const { damage, read } = engine;
  damage.listen((finding) => {
    if (finding === undefined) logger.warn('no damage of the database is found any more');
    else logger.error({ finding }, 'the database is damaged');
  });
  read.replicas?.listen(({ name, refusal }) => {
    if (refusal === undefined) logger.info({ replica: name }, 'a replica of the database is used');
    else logger.warn({ replica: name, reason: refusal }, 'a replica of the database is not used');
  });
  core.oldSystems.listen((report) => logger.warn(report, 'an old system gives no verdict at first sign-ins'));
}

/** Shows what the process knows of itself, the database and old systems. `progress` is that of the check of the database. */
export function showParts(
  metrics: Metrics,
  { core, engine, activity }: Opened,
  progress: BackgroundChecks['progress'],
): void {
  showBuild(metrics, { version: VERSION, node: process.version, engine: engine.name });
  showActivity(metrics, (of) => activity.counts(of));
  showPasswords(metrics, core.passwords);
  showDatabase(metrics, engine);
  showOldSystems(metrics, core.oldSystems.counts);
  const { damage, read } = engine;
  showDamage(metrics, damage, progress);
  const { replicas } = read;
  if (!replicas) return;
  showReplicas(
    metrics,
    () => replicas.status(),
    () => replicas.reads(),
  );
}

type Parts = {
  readonly config: Config;
  readonly opened: Opened;
  readonly log: ServerLog;
  readonly protocols: readonly [Protocol, ...Protocol[]];
  readonly metrics: Metrics;
  readonly stopping: Stopping;
  readonly mailbox: Parameters<typeof serveMailbox>[1] | undefined;
  readonly tracer: Tracer | undefined;
  readonly tls: ServerOptions['tls'];
};

/** The certificate of the server, if it has one. Fails with a `ConfigError`. */
export async function tlsIn({ tls: files }: Config): Promise<ServerOptions['tls']> {
  if (!files) return undefined;
  try {
    return { files, first: await readTlsFiles(files) };
  } catch (error) {
    throw error instanceof TlsFilesInvalid ? new ConfigError(`${error.message}.`) : error;
  }
}

/** The HTTP server of a process, which does not listen yet. */
export function serverOf({ config, opened, log, protocols, ...parts }: Parts): FastifyInstance {
  const { logger, lines, worker } = log;
  const app = createServer(
    {
      ...{ core: opened.core, logger, metrics: parts.metrics, trustedProxies: config.trustedProxies },
      ...{ readiness: readinessChecks(config, opened), stopping: parts.stopping, load: opened.engine.waits },
      requestLog: requestLogTo(lines, logger, { worker, addresses: config.log.addresses }),
      tracer: parts.tracer,
      ...(parts.tls && { tls: parts.tls }),
    },
    protocols,
  );
  if (parts.mailbox) serveMailbox(app, parts.mailbox, (request) => isLocal(request, config.publicUrl));
  if (config.console) serveConsole(app);
  return app;
}

/** The export of spans of a process, or nothing of the kind. It is flushed when it is disposed. */
type ProcessTracing = AsyncDisposable & {
  /** Exports what waits, for a bounded time. */
  readonly flush: (withinMs: number) => Promise<void>;
  readonly tracer: Tracer | undefined;
  readonly show: (metrics: Metrics) => void;
};

const noTracing: ProcessTracing = {
  tracer: undefined,
  flush: async () => {},
  show: () => {},
  [Symbol.asyncDispose]: async () => {},
};

/** Starts the export of spans, if the settings name a receiver. Nothing of it is loaded otherwise. */
export async function startTracing(
  { config: { tracing }, secrets }: { readonly config: Config; readonly secrets: Secrets },
  { logger: log }: ServerLog,
): Promise<ProcessTracing> {
  if (!tracing) return noTracing;
  const { createTracing } = await import('../tracing/exporter.ts');
  const client = createHttpClient();
  const headers = secrets.otlpHeaders;
  const { tracer, counts, stop } = createTracing({
    settings: tracing,
    headers,
    version: VERSION,
    client,
    log,
  });
  return {
    tracer,
    show: (metrics) => showSpans(metrics, counts),
    flush: (withinMs) => stop(Math.max(SPANS_WITHIN_MS, Math.min(withinMs, FLUSH_AT_MOST_MS))),
    [Symbol.asyncDispose]: () => stop(SPANS_WITHIN_MS),
  };
}

/** Ends the process some time after it was told to stop, whatever holds it up. */
export function exitInTime(afterMs = EXIT_AFTER_MS): void {
  setTimeout(() => process.exit(1), afterMs).unref();
}
