import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { onDisk } from './disk-shim.ts';
import { testFolder } from './folders.ts';
import type { Ledger } from './ledger.ts';
import { addressAt, freePort, postgresIn } from './postgres.ts';
import { tracedDisk } from './power-cut.ts';
import { type CutOptions, clientsOf, filesIn, flawsAfter, type Life, momentsOf } from './power-cut-run.ts';
import { settingsFor, start } from './server.ts';

const SYNC_MS = 1;
const CHECKPOINT_EVERY_MS = 600;
const KILLED_WITHIN_MS = 2_000;

/** A cluster that was traced, and its folders, which must be there when one of its images is opened. */
export type ClusterLife = Life & { readonly folders: readonly string[] };

/** Serves a database of a cluster of its own to clients that write for so long, and then kills the cluster. */
export async function tracedCluster({ forMs }: { readonly forMs: number }): Promise<ClusterLife> {
  const parent = testFolder();
  const folder = join(parent, 'cluster');
  const file = join(parent, 'trace');
  writeFileSync(file, '');
  // The cluster runs as another user.
  chmodSync(file, 0o666);
  const port = await freePort();
  const cluster = await postgresIn(parent, { port, durable: true });
  await cluster.initialise();
  const before = filesIn(folder);
  await withEnvironment(onDisk({ folder, trace: file, delayMs: SYNC_MS }), () => cluster.start());

  const server = await start(settingsFor(`${addressAt(port)}/postgres`));
  const ledger: Ledger = new Map();
  const until = performance.now() + forMs;
  const clients = clientsOf(server.endpoint, { ledger, now: () => statSync(file).size, until, name: 'pg' });
  await Promise.all([...clients, checkpoints(`${addressAt(port)}/postgres`, until)]);
  await server.stop('SIGKILL');
  const folders = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  process.kill(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  await setTimeout(KILLED_WITHIN_MS);
  const trace = readFileSync(file);
  rmSync(file);
  return { folder, before, trace, ledger, folders };
}

/** Makes checkpoints, so that cuts also fall between them and into them. */
async function checkpoints(url: string, until: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  while (performance.now() < until) {
    await setTimeout(CHECKPOINT_EVERY_MS);
    await client.query('checkpoint');
  }
  await client.end();
}

/** Cuts the power under the whole cluster, and starts PostgreSQL on what each cut left. */
export async function cutPowerOfCluster(
  life: ClusterLife,
  { cuts, random, lies }: CutOptions,
): Promise<readonly string[]> {
  const { uid, gid } = statSync(life.folder);
  const disk = tracedDisk(life.trace, {
    folder: life.folder,
    ignored: (path) => path.endsWith('postmaster.pid') || path.includes('/pg_stat'),
    namesFollow: true,
    before: life.before,
    ...(lies && { lies }),
  });
  const parent = testFolder();
  const image = join(parent, 'cluster');
  const wrong: string[] = [];
  for (const moment of momentsOf(life, cuts, random)) {
    disk.advance(moment);
    rmSync(image, { recursive: true, force: true });
    for (const name of ['', ...life.folders]) mkdirSync(join(image, name), { recursive: true, mode: 0o700 });
    disk.leave(image, random);
    execFileSync('chown', ['-R', `${uid}:${gid}`, image]);
    const flaws = await flawsInImage(parent, { ledger: life.ledger, moment });
    wrong.push(...flaws.map((flaw) => `cut at ${moment}: ${flaw}`));
  }
  return wrong;
}

async function flawsInImage(
  parent: string,
  known: { readonly ledger: Ledger; readonly moment: number },
): Promise<readonly string[]> {
  const port = await freePort();
  const cluster = await postgresIn(parent, { port, durable: false });
  try {
    await cluster.start();
  } catch (error) {
    return [`the cluster does not start: ${error instanceof Error ? error.message : error}`];
  }
  try {
    return await flawsAfter(`${addressAt(port)}/postgres`, known);
  } finally {
    await cluster.stop();
  }
}

/** The environment that a child inherits meanwhile. */
async function withEnvironment(added: Record<string, string>, work: () => Promise<void>): Promise<void> {
  Object.assign(process.env, added);
  try {
    await work();
  } finally {
    for (const name of Object.keys(added)) delete process.env[name];
  }
}
