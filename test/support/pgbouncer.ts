import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { testFolder } from './folders.ts';
import { freePort } from './postgres.ts';
import { programNamed } from './programs.ts';

const program = programNamed('pgbouncer');

/** Why tests of PgBouncer do not run; `false` where they do. */
export const skipWithoutPgbouncer = program === undefined && 'pgbouncer is not installed';

/** A PgBouncer before a PostgreSQL. */
export type Pgbouncer = {
  /** Its address, without a database: every database of the server is behind it. */
  readonly address: string;
  readonly stop: () => Promise<void>;
};

/** Starts a PgBouncer in transaction mode, with so many connections to the server for each database. */
export async function pgbouncerBefore(
  address: string,
  { poolSize, settings = {} }: { readonly poolSize: number; readonly settings?: Record<string, string> },
): Promise<Pgbouncer> {
  const server = new URL(address);
  const port = await freePort();
  const folder = testFolder();
  const file = join(folder, 'pgbouncer.ini');
  const lines = Object.entries({
    listen_addr: '127.0.0.1',
    listen_port: `${port}`,
    unix_socket_dir: '',
    pool_mode: 'transaction',
    auth_type: 'any',
    default_pool_size: `${poolSize}`,
    max_client_conn: '1000',
    ...settings,
  }).map(([name, value]) => `${name} = ${value}`);
  const { hostname, username, password } = server;
  const target = `host=${hostname} port=${server.port} user=${username} password=${password}`;
  writeFileSync(file, `[databases]\n* = ${target}\n[pgbouncer]\n${lines.join('\n')}\n`);
  chmodSync(file, 0o644);
  // It refuses to run as root.
  const asOther = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program ?? 'pgbouncer', ['-q', ...asOther, file], { cwd: folder, stdio: 'ignore' });
  await isListening(child, port);
  server.port = `${port}`;
  return {
    address: server.href.replace(/\/$/, ''),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function isListening(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const opened = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      once(child, 'exit').then(() => undefined),
    ]);
    socket.destroy();
    if (opened) return;
    if (opened === undefined) throw new Error('pgbouncer does not start');
    await setTimeout(20);
  }
}
