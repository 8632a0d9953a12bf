/**
 * How long an import takes: `npm run bench:import -- [users] [postgres://…]` (200,000; the URL of a server that may make
 * databases). Writes files of plain rows with mixed hashes. Imports one into SQLite and PostgreSQL, then the same again,
 * where every row is the same, then as many others into the directory that has the first ones, while a server on the
 * same database answers 100 reads a second. Then exports all of them in three forms. Prints a JSON document for each: seconds, users a second of the whole command
 * and of the writing alone, the most memory of the process in MB, its processor time in seconds, and in milliseconds for 1,000 users;
 * of the import beside a server, also how long reads took in milliseconds, alone and beside the import.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import { open, systemActor } from '../src/open.ts';
import type { Probed, ProbeOrder } from './probe.ts';
import { nodeFlags, startDenizen, startMeasuring } from './programs.ts';
import { KEY, PROJECT, SECRET } from './settings.ts';

const COMPILED = join(import.meta.dirname, '../node_modules/.cache/node');
const MAIN = join(import.meta.dirname, '../src/main.ts');
const WATCHED_EVERY_MS = 50;
const BCRYPT = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const NAMES = ['Ann', 'Ben', 'Cem', 'Dan', 'Eve', 'Fay', 'Gil', 'Hal', 'Ida', 'Jon'];

const READS_PER_SECOND = 100;
const READS_LEAST_SECONDS = 5;
const IDS_READ = 1_000;

const [count = '200000', server = 'postgres://postgres:password@127.0.0.1:15432'] = process.argv.slice(2);
const users = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'denizen-import-bench-'));
const made: string[] = [];
try {
  const [first, others] = [join(folder, 'users.ndjson'), join(folder, 'others.ndjson')];
  await pipeline(Readable.from(lines(0)), createWriteStream(first));
  await pipeline(Readable.from(lines(users)), createWriteStream(others));
  for (const setting of [`sqlite:${join(folder, 'denizen.db')}`, await freshDatabase()]) {
    await prepare(setting);
    const { seconds } = print(await importFile(setting, first, 'new'));
    print(await importFile(setting, first, 'again'));
    print(await importBeside(setting, others, seconds));
    for (const which of ['csv', 'ndjson', 'denizen']) print(await exportAs(setting, which, users * 2));
  }
} finally {
  rmSync(folder, { recursive: true });
  for (const name of made) await asAdmin(`drop database if exists ${name} with (force)`);
}

/** One in two has a hash, one in five an account elsewhere, one in ten a phone number and a team. */
function* lines(from: number): Generator<string> {
  for (let at = from; at < from + users; at++) {
    const name = `${NAMES[at % 10]} ${NAMES[(at * 7 + 3) % 10]}${at % 997}`;
    const row = {
      sourceId: idOf(at),
      ...{
        email: `user${at}@example.com`,
        emailVerified: true,
        name,
        createdAt: 1_500_000_000_000 + at * 1_000,
      },
      ...(at % 2 === 0 && { password: { family: 'bcrypt', scheme: 'bcrypt', stored: BCRYPT } }),
      ...(at % 5 === 0 && {
        identities: [{ provider: 'google.com', uid: `1${String(at).padStart(20, '0')}` }],
      }),
      ...(at % 10 === 0 && { phone: `+1${String(2_000_000_000 + at).padStart(10, '0')}`, labels: ['staff'] }),
      ...(at % 10 === 1 && { teams: [{ team: `team${at % 50}`, roles: ['member'] }] }),
      prefs: { theme: at % 3 === 0 ? 'dark' : 'light' },
    };
    yield `${JSON.stringify(row)}\n`;
  }
}

/** In no order, as ids mostly are. */
function idOf(at: number): string {
  return `${(at * 2_654_435_761) % 4_294_967_296}-${at}`;
}

function settingsOf(setting: string): Record<string, string> {
  return {
    DENIZEN_DATABASE: setting,
    DENIZEN_SECRET: SECRET,
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
}

async function prepare(setting: string): Promise<void> {
  const { config, secrets } = readConfig(settingsOf(setting));
  await using opened = await open(config, secrets, { migrate: true });
  await bootstrap(opened.core, (project) => systemActor('system', project), {
    project: PROJECT,
    apiKey: KEY,
  });
}

/** Imports while a server is read from for `seconds`, about as long as the import takes. */
async function importBeside(setting: string, file: string, seconds: number): Promise<object> {
  const log = join(folder, 'denizen.log');
  const { port, stop } = await startDenizen(settingsOf(setting), log);
  const reads = startMeasuring<ProbeOrder, Probed>('probe.ts');
  const ids = Array.from({ length: Math.min(users, IDS_READ) }, (_, at) => idOf(at));
  const reading = (length: number) =>
    reads.measure({ port, ids, perSecond: READS_PER_SECOND, seconds: length });
  try {
    await reading(1);
    const alone = await reading(READS_LEAST_SECONDS);
    const length = Math.max(READS_LEAST_SECONDS, Math.floor(seconds));
    const [imported, beside] = await Promise.all([importFile(setting, file, 'beside'), reading(length)]);
    return { ...imported, alone: inMs(alone), beside: inMs(beside) };
  } finally {
    reads.stop();
    await stop();
  }
}

function inMs({ p50, p99, max }: Probed): Probed {
  return { p50: rounded(p50), p99: rounded(p99), max: rounded(max) };
}

function print<T extends object>(document: T): T {
  process.stdout.write(`${JSON.stringify(document)}\n`);
  return document;
}

async function importFile(setting: string, file: string, which: string) {
  const load = loadavg()[0] ?? 0;
  const run = await measured(setting, ['import', 'ndjson', file, '--yes', '--json']);
  const { counts, createdAt, endedAt } = JSON.parse(run.output);
  const writing = (Date.parse(endedAt) - Date.parse(createdAt)) / 1_000;
  return {
    ...{ engine: setting.split(':', 1)[0], which, users, counts },
    ...{ seconds: rounded(run.seconds), perSecond: Math.round(users / run.seconds) },
    ...{ writingSeconds: rounded(writing), writtenPerSecond: Math.round(users / writing) },
    ...{ ...used(run, users), load: rounded(load) },
  };
}

/** Exports everyone into a file. */
async function exportAs(setting: string, which: string, count: number) {
  const load = loadavg()[0] ?? 0;
  const exports = join(folder, 'exports');
  mkdirSync(exports);
  const run = await measured(setting, ['export', which, '--to', join(exports, 'users'), '--yes', '--json']);
  rmSync(exports, { recursive: true });
  return {
    ...{ engine: setting.split(':', 1)[0], which: `export ${which}`, users: count },
    ...{ seconds: rounded(run.seconds), perSecond: Math.round(count / run.seconds) },
    ...{ ...used(run, count), load: rounded(load) },
  };
}

type Measured = {
  readonly output: string;
  readonly seconds: number;
  /** The most, in MB. */
  readonly memory: number;
  readonly cpuSeconds: number;
};

function used({ memory, cpuSeconds }: Measured, of: number) {
  return {
    memory,
    cpuSeconds: rounded(cpuSeconds),
    cpuMsPerThousand: Math.round((cpuSeconds * 1_000_000) / of),
  };
}

/** Runs a command, and watches what it uses. */
async function measured(setting: string, args: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, MAIN, ...args], {
    env: {
      ...{ PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, TMPDIR: folder },
      ...settingsOf(setting),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  let memory = 0;
  let cpuSeconds = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, residentMegabytes(child.pid ?? 0));
    cpuSeconds = Math.max(cpuSeconds, processorSeconds(child.pid ?? 0));
  }, WATCHED_EVERY_MS);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(watch);
  if (code === 1) throw new Error(`${args[0]} failed with ${setting.split(':', 1)[0]}`);
  return { output, seconds: (performance.now() - began) / 1_000, memory, cpuSeconds };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

async function freshDatabase(): Promise<string> {
  const name = `import_${crypto.randomUUID().replaceAll('-', '')}`;
  await asAdmin(`create database ${name}`);
  made.push(name);
  return `${server}/${name}`;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function residentMegabytes(pid: number): number {
  try {
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kib) / 1024);
  } catch {
    return 0;
  }
}

/** Of all threads, as last seen: Linux counts hundredths of a second. */
function processorSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may have blanks. User and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
