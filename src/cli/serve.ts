import type { Server } from 'node:net';
import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { webhookHeaders } from '../appwrite/webhook-request.ts';
import type { Config, Loaded, Secrets } from '../config.ts';
import { warningsAbout } from '../config-warnings.ts';
import type { Core } from '../core/core.ts';
import { readGauges, rememberedGauges } from '../core/overview/gauges.ts';
import type { Project } from '../core/projects/project.ts';
import type { Tracer } from '../core/tracing/tracer.ts';
import type { BackgroundChecks, Damage } from '../db/damage.ts';
import { DatabaseDamaged } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import { type Delivery, type DeliveryParts, startDelivery } from '../delivery/delivery.ts';
import { readTemplates } from '../delivery/templates.ts';
import { startWebhooks, type WebhookWorker } from '../delivery/webhooks.ts';
import { usernames } from '../hex/usernames.ts';
import { listen, placeOf } from '../http/listen.ts';
import { createMetrics, type Metrics, showSweeps } from '../http/metrics.ts';
import { showGauges } from '../http/process-metrics.ts';
import { createStopping, stopServing } from '../http/stop.ts';
import { type Imports, startImports } from '../maintenance/imports.ts';
import { startJobs } from '../maintenance/jobs.ts';
import { type Maintenance, startMaintenance } from '../maintenance/maintenance.ts';
import { allocateYoung, freeMemoryWhenIdle, letYoungGrow } from '../maintenance/memory.ts';
import { isDevelopment, listeningAt, type Opened, open, systemActor } from '../open.ts';
import { startPlannedBackups } from './backups.ts';
import { prepareFirst, welcome } from './first-start.ts';
import { isAtTerminal, onHangup, reloader } from './hangup.ts';
import { importPlaceOf } from './import-place.ts';
import { applyLateMigrations } from './late-migrations.ts';
import { liveConfig, type Reloaded } from './live-config.ts';
import type { Output } from './output.ts';
import { refuseTakenPort } from './port.ts';
import { answerBeforeHashing } from './priorities.ts';
import { protocolsOf } from './protocols.ts';
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
import { signalToStop } from './stop-signal.ts';
import { tellSystemd } from './systemd.ts';
import { Workers } from './workers.ts';

/** Time from the signal during which the history is chained; the rest is for closing. */
const CHAIN_WITHIN_MS = 4_300;
type Settings = { readonly config: Config; readonly secrets: Secrets };

type ServeInput = {
  readonly allowsNew: boolean;
  /** For the first check of the database. */
  readonly checkThread?: Worker | undefined;
};

/** Starts the server, prints the welcome, and serves until a signal stops it. Takes changed settings by SIGHUP. */
export async function serveCommand(
  settings: Loaded & { readonly reread: () => Promise<Loaded> },
  output: Output,
  input: ServeInput,
): Promise<void> {
  allocateYoung();
  const { secrets } = settings;
  const live = liveConfig(settings.config);
  const isTerminal = isAtTerminal();
  const hangups = onHangup(isTerminal);
  const log = serverLog(live.config, 0);
  await using tracing = await startTracing({ config: live.config, secrets }, log);
  using _reopening = reopenOnSignal(log);
  for (const warning of warningsAbout(live.config, secrets)) log.logger.warn(warning);
  await serve({ config: live.config, secrets }, output, {
    ...{ ...input, log, tracing, isTerminal },
    onStarted: (workers) => {
      const tell = (changes: Reloaded) => {
        log.logger.level = changes.logLevel;
        workers.reload(changes);
      };
      hangups.start(reloader({ ...settings, first: settings, live, log: log.logger, tell }));
    },
  });
}

type Serving = ServeInput & {
  readonly log: ServerLog;
  readonly tracing: Awaited<ReturnType<typeof startTracing>>;
  readonly isTerminal: boolean;
  readonly onStarted: (workers: Workers) => void;
};

/** Standard output is for people: it shows the key, which must not reach a log. */
async function serve(
  { config, secrets }: Settings,
  output: Output,
  { log, tracing, isTerminal, allowsNew, checkThread, onStarted }: Serving,
): Promise<void> {
  const { tracer } = tracing;
  const { logger } = log;
  const templates = await readTemplates(config.mailTemplates);
  const tls = await tlsIn(config);
  await refuseTakenPort(config);
  await using opened = await open(config, secrets, {
    ...{ migrate: true, hold: true, allowsNew, tracer },
    processes: config.processes,
    onWait: waitLogger(logger, config),
  });
  logChanges(opened, log);
  await using checks = startChecks(opened.engine, checkThread);
  if (opened.migrated.length > 0) logger.info({ applied: opened.migrated }, 'schema migrated');
  if (opened.withoutSubstrings !== undefined) logger.warn(opened.withoutSubstrings);
  await using _late = applyLateMigrations({ ...opened, log: logger });
  await using backups = startPlannedBackups({ config, secrets }, opened.core, logger);
  const first = await prepareFirst(opened.core, { config, secrets }, { output, log: logger });
  const protocols = await protocolsOf(opened, config, {
    ...{ worker: 0, templates, mailbox: async () => delivery.mailbox?.messages() },
    ...backups.parts,
  });
  const registered = createMetrics();
  const onSwept = showSweeps(registered);
  const delivering = { logger, templates, onSwept, tracer };
  await using delivery = deliveryFor({ config, secrets }, opened, delivering);
  await using webhooks = webhooksFor(opened, logger, tracer);
  await using maintenance = maintenanceFor(opened, logger);
  await using jobs = startJobs({ core: opened.core, log: logger });
  await using imports = importsFor(config, opened, logger);
  showParts(registered, opened, checks.progress);
  showStored(registered, opened.core);
  tracing.show(registered);
  backups.show(registered);
  const { mailbox } = delivery;
  const workers = new Workers({
    ...{ settings: { config, secrets }, log: logger, lines: log.lines, registry: registered.registry },
    onOutbox: opened.outboxSignal.notify,
    asked: { mailbox: async () => mailbox?.messages(), ...backups.asked },
  });
  const metrics = config.processes === 1 ? registered : { ...registered, ofAll: () => workers.metrics() };
  const stopping = createStopping();
  using _memory = freeMemoryWhenIdle();
  const app = serverOf({ config, opened, log, protocols, metrics, stopping, mailbox, tracer, tls });
  // Before the welcome: a reader of the welcome may stop the server at once.
  const stopSignal = signalToStop(isTerminal ? ['SIGTERM', 'SIGINT', 'SIGHUP'] : ['SIGTERM', 'SIGINT']);
  const checked = checks.quickCheck.then(() => refuseDamaged(opened.engine.damage));
  const { port, beside } = await listen(app, config, checked);
  const listening = listeningAt(config, port);
  opened.listensAt(listening);
  workers.start([app.server as Server, ...beside], listening);
  onStarted(workers);
  const listens = [app.server as Server, ...beside].flatMap(placeOf);
  welcome(output, config, { ...first, base: (config.publicUrl ?? listening).origin, listens });

  await tellSystemd(config, 'READY=1', logger);
  await answerBeforeHashing();
  letYoungGrow();

  const reason = await stopSignal;
  logger.info({ reason }, 'stopping');
  void tellSystemd(config, 'STOPPING=1', logger);
  exitInTime();
  const chainUntil = performance.now() + CHAIN_WITHIN_MS;
  await Promise.all([
    ...[stopServing(app, stopping, beside), workers.stop(), delivery.stop()],
    ...[webhooks.stop(), jobs.stop(), imports?.stop(), backups.stop()],
  ]);
  // After the last write, so that every entry gets chained.
  await maintenance.stop(chainUntil - performance.now());
  await tracing.flush(chainUntil - performance.now());
}

/** They come by the console's API alone. */
function importsFor(config: Config, { core }: Opened, log: Logger): Imports | undefined {
  if (!config.console) return undefined;
  return startImports({ core, log, place: importPlaceOf(config), reserved: usernames.reserved });
}

/** Figures of the database, which one of the processes shows for all. */
function showStored(metrics: Metrics, core: Core): void {
  const gauges = rememberedGauges(() => readGauges(core));
  showGauges(metrics, gauges);
}

function webhooksFor({ core, outboxSignal }: Opened, log: Logger, tracer: Tracer | undefined): WebhookWorker {
  const actorIn = (project: Project) => systemActor('system', project);
  return startWebhooks({ core, outboxSignal, log, headersOf: webhookHeaders, actorIn, tracer });
}

function maintenanceFor({ core }: Opened, log: Logger): Maintenance {
  // The copy of checkpoints outside the database is written whatever the level.
  return startMaintenance({ core, log, checkpointLog: log.child({}, { level: 'info' }) });
}

/** Programs that move log files away send this signal. */
function reopenOnSignal({ reopen }: ServerLog): Disposable {
  process.on('SIGUSR2', reopen);
  return { [Symbol.dispose]: () => void process.off('SIGUSR2', reopen) };
}

function waitLogger(logger: Logger, { databaseWaitSeconds: seconds }: Config): (error: Error) => void {
  return ({ cause }) => {
    const error = cause instanceof Error ? cause.message : undefined;
    logger.warn({ error, seconds }, 'waiting for the database server');
  };
}

type StartedChecks = AsyncDisposable & Pick<BackgroundChecks, 'quickCheck' | 'progress'>;

function startChecks(engine: Engine, prepared: Worker | undefined): StartedChecks {
  const checks = engine.startChecks(prepared);
  return {
    quickCheck: checks?.quickCheck ?? Promise.resolve(),
    progress: () => checks?.progress() ?? { share: 0, finishedAt: undefined },
    [Symbol.asyncDispose]: async () => checks?.stop(),
  };
}

/** A server that writes to a damaged database makes it worse. */
function refuseDamaged(damage: Damage): void {
  const [finding] = damage.findings();
  if (finding === undefined) return;
  throw new DatabaseDamaged(`The database is damaged (${finding}): restore a backup.`);
}

function deliveryFor(
  { config, secrets }: Settings,
  { core, outboxSignal }: Opened,
  { logger, ...parts }: { readonly logger: Logger } & Pick<DeliveryParts, 'templates' | 'onSwept' | 'tracer'>,
): Delivery {
  if (isDevelopment(config)) {
    logger.warn(
      'No mail and no text message is sent: this log and GET /dev/mailbox contain them, including their codes. Set DENIZEN_SMTP_URL or DENIZEN_SMS_URL.',
    );
  }
  const { smtp, mailFrom } = config;
  const { smtpLogin, smsUrl, smsSecret } = secrets;
  return startDelivery({
    core,
    outboxSignal,
    log: logger,
    ...parts,
    mail: smtp && mailFrom && { server: smtp, login: smtpLogin, from: mailFrom },
    sms: smsUrl && smsSecret !== undefined ? { url: smsUrl, secret: smsSecret } : undefined,
  });
}
