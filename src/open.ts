import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Config, ConfigError, keyFile, type Secrets } from './config.ts';
import type { Actor } from './core/actor.ts';
import { type Core, createCore } from './core/core.ts';
import { systemClock } from './core/instant.ts';
import { everyScope } from './core/keys/scopes.ts';
import { boundedPasswords } from './core/passwords.ts';
import { defaultPolicies, type Project, type ProjectId } from './core/projects/project.ts';
import { proveSeal } from './core/sealing.ts';
import { type Seal, sealWith } from './crypto/seal.ts';
import { DatabaseRefused } from './db/database.ts';
import type { Engine } from './db/engine.ts';
import { openSqlite } from './db/sqlite.ts';

const PASSWORDS_WAITING = 256;

export type Opened = AsyncDisposable & {
  readonly engine: Engine;
  readonly core: Core;
  /** What was applied to the schema while opening. */
  readonly migrated: readonly string[];
};

/** The composition root: configuration, then database, then core. Whoever opens disposes. */
export async function open(config: Config, secrets: Secrets, options: { migrate: boolean }): Promise<Opened> {
  const engine = await openEngine(config);
  try {
    const isNew = (await engine.pending()).applied === 0;
    const migrated = options.migrate || isNew ? await engine.migrate() : [];
    const { missing } = await engine.pending();
    if (missing.length > 0) {
      throw new DatabaseRefused(`The database lacks ${missing.join(', ')}. Run: denizen migrate`);
    }
    const core = createCore(engine, systemClock(), boundedPasswords(availableParallelism(), PASSWORDS_WAITING));
    await refuseForeignSecret(core, config, sealFor(config, secrets));
    return { engine, core, migrated, [Symbol.asyncDispose]: () => engine.close() };
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

export async function openEngine(config: Config): Promise<Engine> {
  const { database } = config;
  if (database.engine === 'postgres') {
    // Loaded when asked for: a server on SQLite does without it.
    const { openPostgres } = await import('./db/postgres.ts');
    return openPostgres(database.url);
  }
  if (database.path !== ':memory:') makeFolder(config.dataFolder);
  return openSqlite(database.path);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(`The folder ${folder} cannot be made: ${(error as Error).message}. Make it, or name another in DENIZEN_DATABASE.`);
  }
}

/** The key of the settings, else that of the key file, which is made once. A database in memory needs none to last. */
function sealFor(config: Config, secrets: Secrets): Seal {
  if (secrets.seal !== undefined) return sealWith(secrets.seal);
  if (config.database.engine === 'sqlite' && config.database.path === ':memory:') return sealWith(randomBytes(32).toString('hex'));
  makeFolder(config.dataFolder);
  const file = keyFile(config);
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ConfigError(`The key file ${file} cannot be made: ${(error as Error).message}. Set DENIZEN_SECRET instead.`);
    }
  }
  return sealWith(readFileSync(file, 'utf8').trim());
}

async function refuseForeignSecret(core: Core, config: Config, seal: Seal): Promise<void> {
  if (await proveSeal(core, ourselves('system'), seal)) return;
  throw new ConfigError(
    `The sealing key is not the one that this database was first opened with. Set DENIZEN_SECRET to that one, or put the earlier ${keyFile(config)} back.`,
  );
}
