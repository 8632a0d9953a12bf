import type { Server } from 'node:net';
import pino from 'pino';
import { appwrite } from '../appwrite/protocol.ts';
import { type Config, ConfigError, type Secrets, warningsAbout } from '../config.ts';
import { type Bootstrap, bootstrap } from '../core/projects/bootstrap.ts';
import { createMetrics } from '../http/metrics.ts';
import { createServer } from '../http/server.ts';
import { open, ourselves } from '../open.ts';
import { type Output, print } from './output.ts';

const STOP_WITHIN_MS = 4_500;

/** Opens, listens, says so, and serves until it is told to stop. */
export async function serveCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output & { readonly command: string },
): Promise<void> {
  // Standard output is for people: the key is shown there and must not get into a log.
  const logger = pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  );
  for (const warning of warningsAbout(config, secrets)) logger.warn(warning);

  await using opened = await open(config, secrets, { migrate: true });
  if (!opened.engine.hold()) {
    throw new ConfigError('Another server has this SQLite database open. Stop it, or use PostgreSQL for several servers.');
  }
  if (opened.migrated.length > 0) logger.info({ applied: opened.migrated }, 'schema migrated');
  const first = await bootstrap(opened.core, (project) => ourselves('system', project), { project: config.project, apiKey: secrets.apiKey });
  const { trustedProxies, publicUrl } = config;
  const app = createServer({ logger, metrics: createMetrics(), trustedProxies }, [appwrite(opened.core, { publicUrl })]);
  await app.listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' });
  welcome(output, config, addressOf(config, portOf(app.server.address()) ?? config.port), first);

  const reason = await told();
  logger.info({ reason }, 'stopping');
  // Whoever is being answered is let finish, within bounds.
  const timer = setTimeout(() => app.server.closeAllConnections(), STOP_WITHIN_MS);
  await app.close();
  clearTimeout(timer);
}

function welcome(output: Output & { readonly command: string }, config: Config, base: string, first: Bootstrap): void {
  const endpoint = `${base}/v1`;
  const docs = `${base}/docs`;
  const project = first.project.id;
  const key = first.secret ?? '$KEY';
  const next = first.secret
    ? `curl ${endpoint}/users -H 'X-Appwrite-Project: ${project}' -H 'X-Appwrite-Key: ${key}' -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"ann@example.com"}'`
    : `${output.command} keys create --project ${project} --scopes users.read,users.write`;
  print(output, { endpoint, project, key: first.secret ?? null, docs, database: config.database.engine }, [
    `Denizen is ready (${Math.round(performance.now())} ms).`,
    `  Endpoint  ${endpoint}`,
    `  Project   ${project}`,
    ...(first.secret ? [`  API key   ${first.secret}  (shown this once: keep it)`] : []),
    `  Docs      ${docs}`,
    `  Next      ${next}`,
  ]);
}

function addressOf(config: Config, port: number): string {
  if (config.publicUrl) return config.publicUrl.origin;
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
}

function portOf(address: ReturnType<Server['address']>): number | undefined {
  return typeof address === 'object' && address ? address.port : undefined;
}

/** The first signal to stop. */
function told(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}
