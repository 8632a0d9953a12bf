import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type Config, keyFile, type Secrets } from './config.ts';
import type { Actor } from './core/actor.ts';
import { type Core, createCore } from './core/core.ts';
import { createCountries } from './core/devices/countries.ts';
import { createDevices } from './core/devices/devices.ts';
import { systemClock } from './core/instant.ts';
import { everyScope } from './core/keys/scopes.ts';
import { boundedPasswords } from './core/passwords.ts';
import { defaultPolicies, type Project, type ProjectId } from './core/projects/project.ts';
import { isSealed, proveSeal } from './core/sealing/sealing.ts';
import { type Seal, sealWith } from './crypto/seal.ts';
import { freshSecret } from './crypto/tokens.ts';
import { DatabaseRefused } from './db/database.ts';
import type { Engine } from './db/engine.ts';
import { openSqlite } from './db/sqlite.ts';
import { ConfigError } from './setting-values.ts';

const PASSWORDS_WAITING = 256;

export type Opened = AsyncDisposable & {
  readonly engine: Engine;
  readonly core: Core;
  /** What was applied to the schema while opening. */
  readonly migrated: readonly string[];
};

/**
 * The composition root: configuration, then database, then core. Whoever opens disposes. Without `migrate` the
 * database is taken as it is, and has to be there. With `hold`, what another server has open is refused before
 * anything is changed.
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
    const core = createCore(engine, {
      clock: systemClock(),
      passwords: boundedPasswords(availableParallelism(), PASSWORDS_WAITING),
      seal,
      reach: { sendsMail: true, sendsSms: true, publicUrl: config.publicUrl, wake: () => {} },
      visitors: { device: devices.device, country: createCountries().country },
    });
    await refuseForeignSecret(core, config);
    return {
      engine,
      core,
      migrated,
      [Symbol.asyncDispose]: () => devices[Symbol.asyncDispose]().then(() => engine.close()),
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The program itself, at work on a project or on the server as a whole. */
export function ourselves(kind: 'cli' | 'system', project?: Project): Actor {
  const server: Project = { id: '' as ProjectId, name: '', policies: defaultPolicies };
  return { kind, project: project ?? server, scopes: new Set(everyScope) };
}

export async function openEngine(
  config: Config,
  secrets: Pick<Secrets, 'databasePassword'>,
): Promise<Engine> {
  const { database } = config;
  if (database.engine === 'postgres') {
    // Loaded when asked for: a server on SQLite does without it.
    const { openPostgres } = await import('./db/postgres.ts');
    const url = new URL(database.url);
    url.password = secrets.databasePassword ?? '';
    return openPostgres(url.href);
  }
  if (!inMemory(config)) makeFolder(config.dataFolder);
  return openSqlite(database.path);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} cannot be made: ${(error as Error).message}. Make it, or name another in DENIZEN_DATABASE.`,
    );
  }
}

function refuseMissing({ database }: Config): void {
  if (database.engine === 'postgres' || database.path === ':memory:' || existsSync(database.path)) return;
  throw new DatabaseRefused(
    `There is no database ${database.path}. Check DENIZEN_DATABASE; to make one, run: denizen migrate`,
  );
}

function inMemory({ database }: Config): boolean {
  return database.engine === 'sqlite' && database.path === ':memory:';
}

/** The key of the settings, else that of the key file, which is made with the database. One in memory needs none to last. */
function sealFor(config: Config, secrets: Secrets, { isNew }: { isNew: boolean }): Seal {
  if (secrets.seal !== undefined) return sealWith(secrets.seal);
  if (inMemory(config)) return sealWith(freshSecret());
  const file = keyFile(config);
  if (isNew) makeKeyFile(config, file);
  return sealWith(readKeyFile(file));
}

/** Whole or not at all, and only once, also when several processes start at the same time. */
function makeKeyFile(config: Config, file: string): void {
  makeFolder(config.dataFolder);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${freshSecret()}\n`, { mode: 0o600, flush: true });
    linkSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new ConfigError(
      `The key file ${file} cannot be made: ${(error as Error).message}. Set DENIZEN_SECRET instead.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Without it a power cut may take the file's name away, and the database, sealed by then, would be of no use. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  fsyncSync(opened);
  closeSync(opened);
}

function readKeyFile(file: string): string {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      throw new ConfigError(`The key file ${file} cannot be read: ${message}. Let this user read it.`);
  }
  throw new ConfigError(
    `The sealing key of this database is missing: ${file} is not there or is empty. Put the file back, or set DENIZEN_SECRET to the secret that the database was first opened with.`,
  );
}

async function refuseForeignSecret(core: Core, config: Config): Promise<void> {
  if (await proveSeal(core, ourselves('system'))) return;
  throw new ConfigError(
    `The sealing key is not the one that this database was first opened with. Set DENIZEN_SECRET to that one, or put the earlier ${keyFile(config)} back.`,
  );
}
