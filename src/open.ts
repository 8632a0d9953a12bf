import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { eventFormat } from './appwrite/webhook-request.ts';
import { type Config, keyFile, type Secrets } from './config.ts';
import type { Actor } from './core/actor.ts';
import { type Channels, type Core, createCore } from './core/core.ts';
import { createCountries } from './core/devices/countries.ts';
import { createDevices } from './core/devices/devices.ts';
import { findLanes } from './core/history/store.ts';
import { systemClock } from './core/instant.ts';
import { everyScope } from './core/keys/scopes.ts';
import { createHttpClient } from './core/oauth/http-client.ts';
import { boundedPasswords } from './core/passwords.ts';
import { type Project, serverItself } from './core/projects/project.ts';
import { isSealed, proveSeal } from './core/sealing/sealing.ts';
import { createPublisher } from './core/webhooks/publish.ts';
import { type Seal, sealWith } from './crypto/seal.ts';
import { freshSecret } from './crypto/tokens.ts';
import type { End } from './db/copy/end.ts';
import { getCopyState } from './db/copy/state.ts';
import { DatabaseRefused, DatabaseUnavailable } from './db/database.ts';
import type { Engine } from './db/engine.ts';
import { openSqlite } from './db/sqlite.ts';
import { createOutboxSignal, type OutboxSignal } from './delivery/outbox-signal.ts';
import { explainFullDisk } from './full-disk.ts';
import { makeFolder, makeKeyFile, readKeyFiles } from './key-file.ts';
import { noteDatabase, refuseLost } from './known-databases.ts';
import { ConfigError } from './setting-values.ts';

const PASSWORDS_WAITING = 256;
const DATABASE_RETRY_MS = 500;

export type Opened = AsyncDisposable & {
  readonly engine: Engine;
  readonly core: Core;
  /** Signals a new message. Only a server subscribes. */
  readonly outboxSignal: OutboxSignal;
  /** Called when the server listens, if the port was not known: links in messages lead there. */
  readonly listensAt: (url: URL) => void;
  /** The migrations applied while opening, and those that wait until servers of an older version have stopped. */
  readonly migrated: readonly string[];
  readonly waiting: readonly string[];
  /** Why the database does not have the substring index that the settings ask for, if so. */
  readonly withoutSubstrings: string | undefined;
};

type OpenOptions = {
  readonly migrate: boolean | 'when new';
  /** Whether a database may be created where another one was. */
  readonly allowsNew?: boolean;
  readonly hold?: boolean;
  /** Set by a copy, which opens what others must not: a target before it is complete. */
  readonly copy?: 'source' | 'target';
  /** Processes of the server, which share its connections and the cores. 1 if missing. */
  readonly processes?: number;
  /** Called once when a database server does not answer, before it is waited for. Without it, nothing is waited for. */
  readonly onWait?: (error: Error) => void;
  /** As in `EngineOptions`. */
  readonly writesMuch?: boolean;
};

/**
 * The composition root: configuration, then database, then core. The caller disposes it. Without `migrate`, the
 * database must exist and is used as it is. With `hold`, fails before any change when another server has the database
 * open.
 */
export async function open(config: Config, secrets: Secrets, options: OpenOptions): Promise<Opened> {
  try {
    return await openParts(config, secrets, options);
  } catch (error) {
    throw explainFullDisk(config, error);
  }
}

async function openParts(
  config: Config,
  secrets: Secrets,
  { migrate, allowsNew = false, hold = false, processes = 1, onWait, copy, writesMuch = false }: OpenOptions,
): Promise<Opened> {
  if (migrate === false) refuseMissing(config);
  const existed = !allowsNew && refuseEmptied(config);
  if (!existed && !allowsNew) refuseLost(config);
  await using cleanup = new AsyncDisposableStack();
  const engine = await openPatiently(config, secrets, { hold, processes, onWait, writesMuch });
  cleanup.defer(() => engine.close());
  const isNew = (await engine.pending()).applied === 0;
  if (isNew && existed) refuseKeyOf(config);
  const migrated = migrate === true || (isNew && (migrate || inMemory(config))) ? await engine.migrate() : [];
  // Before the schema is compared, so that no migration begins in between that this program does not fit.
  if (hold) cleanup.use(await engine.announce());
  const { missing, waiting } = await engine.pending();
  if (missing.length > 0) {
    throw new DatabaseRefused(`The database lacks ${missing.join(', ')}. Run: denizen migrate`);
  }
  await refuseCopied(engine, { hold, copy });
  const withoutSubstrings = await substringsOf(engine, config, migrate === true || migrated.length > 0);
  const seal = sealFor(config, secrets, { isNew: !(await isSealed(engine.read)) });
  const devices = cleanup.use(createDevices());
  const outboxSignal = createOutboxSignal();
  let listening = listeningAt(config, config.port);
  const clock = systemClock();
  const parts = {
    clock,
    lanes: await findLanes(engine.read),
    passwords: boundedPasswords(hashesAtOnce(processes), PASSWORDS_WAITING, () => config.passwordCost),
    seal,
    channels: channelsOf(config),
    urls: { publicUrl: config.publicUrl, ownUrl: () => config.publicUrl ?? listening },
    httpClient: createHttpClient(),
    notifyOutbox: outboxSignal.notify,
    clientInfo: { device: devices.device, country: createCountries().country },
  };
  const core = createCore(engine, parts, createPublisher({ clock, seal, format: eventFormat }));
  await refuseForeignSecret(core, config);
  if (hold) noteDatabase(config);
  const kept = cleanup.move();
  return {
    engine,
    core,
    outboxSignal,
    listensAt: (url) => {
      listening = url;
    },
    migrated,
    waiting,
    withoutSubstrings,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Fails for a database that is not complete yet, and where a server starts that could not write. */
async function refuseCopied(
  { read }: Engine,
  { hold, copy }: { readonly hold: boolean; readonly copy: OpenOptions['copy'] | undefined },
): Promise<void> {
  const { unfinishedFrom, readOnly } = await getCopyState(read);
  if (unfinishedFrom !== undefined && copy !== 'target') {
    throw new DatabaseRefused(
      `This database is a copy of ${unfinishedFrom} that is not complete. Run the same command again, which goes on; or remove this database.`,
    );
  }
  if (!hold || copy || readOnly?.movedAt === undefined) return;
  const movedAt = new Date(readOnly.movedAt).toISOString();
  throw new DatabaseRefused(
    `This database was copied to ${readOnly.to} on ${movedAt} and is read-only since. Serve that one. To change this one after all, run: denizen copy --abandon with its address.`,
  );
}

/** Brings the index to the setting, or looks whether it is there. Returns why it is missing, if it should not be. */
async function substringsOf(
  { substrings }: Engine,
  { substringIndex }: Config,
  applies: boolean,
): Promise<string | undefined> {
  const reason = applies ? await substrings.apply(substringIndex) : undefined;
  await substrings.refresh();
  if (!substringIndex || substrings.exists()) return undefined;
  return `Search inside words is off. ${reason ?? 'The database has no index for it: run the command migrate.'}`;
}

/** Without a channel and a public URL, messages go to the development mailbox. */
export function isDevelopment({ smtp, smsHost, publicUrl }: Config): boolean {
  return smtp === undefined && smsHost === undefined && publicUrl === undefined;
}

/** Returns the address of a server on this machine that listens on the port. */
export function listeningAt({ host: bindHost, tls }: Config, port: number): URL {
  const isEverywhere = bindHost === '0.0.0.0' || bindHost === '::';
  const host = isEverywhere ? 'localhost' : bindHost.includes(':') ? `[${bindHost}]` : bindHost;
  return new URL(`${tls ? 'https' : 'http'}://${host}:${port}`);
}

function channelsOf(config: Config): Channels {
  const everything = isDevelopment(config);
  return {
    sendsMail: everything || config.smtp !== undefined,
    sendsSms: everything || config.smsHost !== undefined,
    privateWebhooks: config.privateWebhooks,
  };
}

/** Denizen itself as the actor, in a project or for the whole server. */
export function systemActor(kind: 'cli' | 'system', project?: Project): Actor {
  return { kind, project: project ?? serverItself, scopes: new Set(everyScope) };
}

function hashesAtOnce(processes: number): number {
  return Math.ceil(availableParallelism() / processes);
}

type EngineOptions = {
  readonly hold?: boolean;
  readonly processes?: number;
  readonly onWait?: ((error: Error) => void) | undefined;
  /** Whether so many rows are written that SQLite needs more of the file in memory, and nothing is read again. */
  readonly writesMuch?: boolean;
};

/** Tries again while a PostgreSQL server does not answer, for the time of the settings. */
async function openPatiently(
  config: Config,
  secrets: Pick<Secrets, 'databasePassword' | 'replicaPasswords'>,
  { onWait, ...options }: EngineOptions,
): Promise<Engine> {
  const deadline = performance.now() + config.databaseWaitSeconds * 1_000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openEngine(config, secrets, options);
    } catch (error) {
      const isDown = error instanceof DatabaseUnavailable && config.database.engine === 'postgres';
      if (!isDown || !onWait || performance.now() + DATABASE_RETRY_MS > deadline) throw error;
      if (attempt === 1) onWait(error);
      await setTimeout(DATABASE_RETRY_MS);
    }
  }
}

/** Opens one side of a copy over a database that an engine has open. */
export async function openEnd(
  { database }: Pick<Config, 'database'>,
  { databasePassword }: Pick<Secrets, 'databasePassword'>,
  options: { readonly isAlone: boolean },
): Promise<End> {
  if (database.engine === 'sqlite') {
    const { openSqliteEnd } = await import('./db/copy/sqlite-end.ts');
    return openSqliteEnd(database.path, options);
  }
  const { openPostgresEnd } = await import('./db/copy/postgres-end.ts');
  return openPostgresEnd(urlWithPassword(database.url, databasePassword));
}

function urlWithPassword(text: string, password: string | undefined): string {
  const url = new URL(text);
  url.password = password ?? '';
  return url.href;
}

/** With `hold`, as a server: fails when another one has the SQLite database, and reads from replicas of PostgreSQL. */
export async function openEngine(
  config: Config,
  secrets: Pick<Secrets, 'databasePassword' | 'replicaPasswords'>,
  {
    hold = false,
    processes = 1,
    writesMuch = false,
  }: Pick<EngineOptions, 'hold' | 'processes' | 'writesMuch'> = {},
): Promise<Engine> {
  const { database } = config;
  if (database.engine === 'postgres') {
    // Loaded on demand: SQLite does not need it.
    const { openPostgres } = await import('./db/postgres.ts');
    // Commands read and write on the primary.
    const isServer = hold || processes > 1;
    return openPostgres(urlWithPassword(database.url, secrets.databasePassword), {
      prepared: config.prepared,
      connections: Math.floor(config.databaseConnections / processes),
      replicas: isServer ? replicaUrls(config, secrets) : [],
      // Another process of the server writes for the same caller.
      isAlone: config.replicasAlone && processes === 1,
    });
  }
  if (!inMemory(config)) makeFolder(config.dataFolder);
  return openSqlite(database.path, { hold, writesMuch });
}

function replicaUrls(
  { replicas }: Config,
  { replicaPasswords }: Pick<Secrets, 'replicaPasswords'>,
): readonly string[] {
  return replicas.map((url, at) => urlWithPassword(url, replicaPasswords[at]));
}

/** Adds the extension Citus to the database, so that the next migration distributes the tables over `shards` each. */
export async function addCitus(
  { database, prepared }: Config,
  { databasePassword }: Pick<Secrets, 'databasePassword'>,
  shards: number | undefined,
): Promise<void> {
  if (database.engine !== 'postgres')
    throw new ConfigError('Citus is an extension of PostgreSQL: set DENIZEN_DATABASE=postgres://….');
  const { addCitusTo } = await import('./db/postgres.ts');
  await addCitusTo(urlWithPassword(database.url, databasePassword), { prepared, shards });
}

function refuseMissing(config: Config): void {
  const { database } = config;
  if (database.engine === 'postgres' || database.path === ':memory:') return;
  // One without a byte is none, and opening it would write to it. A key beside it says more.
  const file = statSync(database.path, { throwIfNoEntry: false });
  if (file && (file.size > 0 || !file.isFile() || existsSync(`${database.path}-wal`))) return;
  if (file) refuseKeyOf(config);
  throw new DatabaseRefused(
    `The database ${database.path} does not exist. Check DENIZEN_DATABASE; to create it, run: denizen migrate`,
  );
}

/** Returns whether a database file is there. Fails for an empty one whose key file shows that it once was not. */
function refuseEmptied(config: Config): boolean {
  const { database } = config;
  if (database.engine === 'postgres' || inMemory(config)) return false;
  const file = statSync(database.path, { throwIfNoEntry: false });
  if (file?.size === 0) refuseKeyOf(config);
  return file !== undefined;
}

function refuseKeyOf(config: Config): void {
  const { database } = config;
  if (database.engine === 'postgres' || !existsSync(keyFile(config))) return;
  throw new DatabaseRefused(
    `The database ${database.path} is empty, but ${keyFile(config)} is the key of one that was not. Restore a backup; to begin anew, remove the database and add --new to serve or migrate.`,
  );
}

export function inMemory({ database }: Config): boolean {
  return database.engine === 'sqlite' && database.path === ':memory:';
}

/**
 * Returns the key of the settings, else that of the key file, which is created with the database. An in-memory
 * database gets a temporary key.
 */
function sealFor(config: Config, secrets: Secrets, { isNew }: { isNew: boolean }): Seal {
  const { seal, earlierSeals } = secrets;
  if (seal !== undefined) return sealWith(seal, earlierSeals);
  if (inMemory(config)) return sealWith(freshSecret());
  if (isNew) makeKeyFile(config);
  return knownSeal(config, secrets);
}

/** The same for a key that is there already. Fails with `ConfigError` when there is none. */
export function knownSeal(config: Config, { seal, earlierSeals }: Secrets): Seal {
  if (seal !== undefined) return sealWith(seal, earlierSeals);
  const { secret, previous } = readKeyFiles(config);
  return sealWith(secret, previous === undefined ? earlierSeals : [...earlierSeals, previous]);
}

async function refuseForeignSecret(core: Core, config: Config): Promise<void> {
  if (await proveSeal(core, systemActor('system'))) return;
  throw new ConfigError(
    `The sealing key is not the one that this database was first opened with. Set DENIZEN_SECRET to that one, or restore the earlier ${keyFile(config)}. During a rotation, also set DENIZEN_SECRET_PREVIOUS to the earlier secret.`,
  );
}
