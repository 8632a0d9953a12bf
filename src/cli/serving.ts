import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import type { Config } from '../config.ts';
import type { BackgroundChecks } from '../db/damage.ts';
import { serveMailbox } from '../delivery/mailbox-route.ts';
import { isLocal } from '../http/address.ts';
import { serveConsole } from '../http/console.ts';
import { type Metrics, showDamage, showOldSystems, showReplicas } from '../http/metrics.ts';
import { requestLogTo } from '../http/request-log.ts';
import { createServer, type Protocol, type ServerOptions } from '../http/server.ts';
import type { Stopping } from '../http/stop.ts';
import { readTlsFiles, TlsFilesInvalid } from '../http/tls.ts';
import type { Opened } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { LogBuffer } from './log-buffer.ts';
import { readinessChecks } from './readiness.ts';

/** Time from the signal to a forced exit, for example if the database hangs. */
const EXIT_AFTER_MS = 4_800;

export type ServerLog = { readonly logger: Logger; readonly lines: LogBuffer; readonly worker?: number };

/** The log of a process, on standard error. With several processes, each line names its own. */
export function serverLog({ logLevel, processes }: Config, worker: number): ServerLog {
  const destination = pino.destination({ fd: 2, sync: false });
  // A terminal that was closed takes no lines any more, and the server still has to stop in order.
  destination.on('error', () => {});
  const lines = new LogBuffer(destination);
  const base = processes > 1 ? { worker } : null;
  const logger = pino({ level: logLevel, base, timestamp: pino.stdTimeFunctions.isoTime }, lines);
  return { logger, lines, ...base };
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

/** `progress` is that of the check of the database. */
/** Shows what the process knows of the database and of old systems. */
export function showParts(
  metrics: Metrics,
  { core, engine: { damage, read } }: Opened,
  progress: BackgroundChecks['progress'],
): void {
  showOldSystems(metrics, core.oldSystems.counts);
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
      ...{ readiness: readinessChecks(config, opened), stopping: parts.stopping, load: opened.engine },
      requestLog: requestLogTo(lines, logger, worker),
      ...(parts.tls && { tls: parts.tls }),
    },
    protocols,
  );
  if (parts.mailbox) serveMailbox(app, parts.mailbox, (request) => isLocal(request, config.publicUrl));
  if (config.console) serveConsole(app);
  return app;
}

/** Ends the process some time after it was told to stop, whatever holds it up. */
export function exitInTime(afterMs = EXIT_AFTER_MS): void {
  setTimeout(() => process.exit(1), afterMs).unref();
}
