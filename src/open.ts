import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Config, keyFile, type Secrets } from './config.ts';
import type { Actor } from './core/actor.ts';
import { type Channels, type Core, createCore } from './core/core.ts';
import { createCountries } from './core/devices/countries.ts';
import { createDevices } from './core/devices/devices.ts';
import { systemClock } from './core/instant.ts';
import { everyScope } from './core/keys/scopes.ts';
import { createHttpClient } from './core/oauth/http-client.ts';
import { boundedPasswords } from './core/passwords.ts';
import { defaultPolicies, type Project, type ProjectId } from './core/projects/project.ts';
import { isSealed, proveSeal } from './core/sealing/sealing.ts';
import { type Seal, sealWith } from './crypto/seal.ts';
import { freshSecret } from './crypto/tokens.ts';
import { DatabaseRefused } from './db/database.ts';
import type { Engine } from './db/engine.ts';
import { openSqlite } from './db/sqlite.ts';
import { createOutboxSignal, type OutboxSignal } from './delivery/outbox-signal.ts';
import { makeFolder, makeKeyFile, readKeyFiles } from './key-file.ts';
import { ConfigError } from './setting-values.ts';

const PASSWORDS_WAITING = 256;

export type Opened = AsyncDisposable & {
  readonly engine: Engine;
  readonly core: Core;
  /** Signals a new message. Only servers listen to it. */
  readonly outboxSignal: OutboxSignal;
  /** Sets the URL for links in messages, once the server knows its port. */
  readonly listensAt: (url: URL) => void;
  /** Migrations applied while opening. */
  readonly migrated: readonly string[];
};

/**
 * Opens database and core; the caller disposes of the result. Without `migrate`, the database must exist and be up to
 * date. With `hold`, refuses a database that another server has open, before any change.
 */
export async function open(
  config: Config,
  secrets: Secrets,
  { migrate, hold = false }: { readonly migrate: boolean | 'when new'; readonly hold?: boolean },
): Promise<Opened> {
  if (migrate === false) refuseMissing(config);
  const engine = await openEngine(config, secrets);
  try {
    if (hold && !engine.hold()) {
      throw new ConfigError(
        'Another server has this SQLite database open. Stop it, or use PostgreSQL for several servers.',
      );
    }
    const isNew = (await engine.pending()).applied === 0;
    const migrated =
      migrate === true || (isNew && (migrate || inMemory(config))) ? await engine.migrate() : [];
    const { missing } = await engine.pending();
    if (missing.length > 0) {
      throw new DatabaseRefused(`The database lacks ${missing.join(', ')}. Run: denizen migrate`);
    }
    const seal = sealFor(config, secrets, { isNew: !(await isSealed(engine.read)) });
    const devices = createDevices();
    const outboxSignal = createOutboxSignal();
    let listening = listeningAt(config, config.port);
    const core = createCore(engine, {
      clock: systemClock(),
      passwords: boundedPasswords(availableParallelism(), PASSWORDS_WAITING, config.passwordCost),
      seal,
      channels: channelsOf(config),
      urls: { publicUrl: config.publicUrl, ownUrl: () => config.publicUrl ?? listening },
      httpClient: createHttpClient(),
      notifyOutbox: outboxSignal.notify,
      clientInfo: { device: devices.device, country: createCountries().country },
    });
    await refuseForeignSecret(core, config);
    return {
      engine,
      core,
      outboxSignal,
      listensAt: (url) => {
        listening = url;
      },
      migrated,
      [Symbol.asyncDispose]: () => devices[Symbol.asyncDispose]().then(() => engine.close()),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Whether messages go to the development mailbox: nothing sends them, and there is no public URL. */
export function isDevelopment({ smtp, smsHost, publicUrl }: Config): boolean {
  return smtp === undefined && smsHost === undefined && publicUrl === undefined;
}

/** Returns the URL of a server on this port, for clients on this machine. */
export function listeningAt({ host: bindHost }: Config, port: number): URL {
  const isEverywhere = bindHost === '0.0.0.0' || bindHost === '::';
  const host = isEverywhere ? 'localhost' : bindHost.includes(':') ? `[${bindHost}]` : bindHost;
  return new URL(`http://${host}:${port}`);
}

function channelsOf(config: Config): Channels {
  const everything = isDevelopment(config);
  return {
    sendsMail: everything || config.smtp !== undefined,
    sendsSms: everything || config.smsHost !== undefined,
  };
}

/** Returns the actor for acts of the program itself, in a project or on the whole server. */
export function systemActor(kind: 'cli' | 'system', project?: Project): Actor {
  const server: Project = { id: '' as ProjectId, name: '', policies: defaultPolicies };
  return { kind, project: project ?? server, scopes: new Set(everyScope) };
}

export async function openEngine(
  config: Config,
  secrets: Pick<Secrets, 'databasePassword'>,
): Promise<Engine> {
  const { database } = config;
  if (database.engine === 'postgres') {
    // Loaded on demand: a server on SQLite does not need it.
    const { openPostgres } = await import('./db/postgres.ts');
    const url = new URL(database.url);
    url.password = secrets.databasePassword ?? '';
    return openPostgres(url.href);
  }
  if (!inMemory(config)) makeFolder(config.dataFolder);
  return openSqlite(database.path);
}

function refuseMissing({ database }: Config): void {
  if (database.engine === 'postgres' || database.path === ':memory:' || existsSync(database.path)) return;
  throw new DatabaseRefused(
    `The database ${database.path} does not exist. Check DENIZEN_DATABASE; to create one, run: denizen migrate`,
  );
}

export function inMemory({ database }: Config): boolean {
  return database.engine === 'sqlite' && database.path === ':memory:';
}

/** Returns the seal of DENIZEN_SECRET, else of the key file, which is created with the database. In memory, a random key suffices. */
function sealFor(config: Config, secrets: Secrets, { isNew }: { isNew: boolean }): Seal {
  const { seal, earlierSeals } = secrets;
  if (seal !== undefined) return sealWith(seal, earlierSeals);
  if (inMemory(config)) return sealWith(freshSecret());
  if (isNew) makeKeyFile(config);
  const { secret, previous } = readKeyFiles(config);
  return sealWith(secret, previous === undefined ? earlierSeals : [...earlierSeals, previous]);
}

async function refuseForeignSecret(core: Core, config: Config): Promise<void> {
  if (await proveSeal(core, systemActor('system'))) return;
  throw new ConfigError(
    `The sealing key is not the one that this database was first opened with. Set DENIZEN_SECRET to that one, or restore the earlier ${keyFile(config)}. During a rotation, also set DENIZEN_SECRET_PREVIOUS to the earlier secret.`,
  );
}
