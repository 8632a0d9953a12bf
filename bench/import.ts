/**
 * How long an import takes: `npm run bench:import -- [users] [postgres://…]` (200,000; the URL of a server that may make
 * databases). Writes a file of plain rows with mixed hashes, imports it into SQLite and PostgreSQL, and again, where every
 * row is the same. Prints a JSON document for each: seconds, users a second of the whole command and of the writing alone,
 * the most memory of the process in MB, and its processor time in seconds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { installation } from '../src/core/admins/installation.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import { createProject } from '../src/core/projects/projects.ts';
import { open, systemActor } from '../src/open.ts';
import { settingsFor } from '../test/support/server.ts';
import { nodeFlags } from './programs.ts';

const COMPILED = join(import.meta.dirname, '../node_modules/.cache/node');
const MAIN = join(import.meta.dirname, '../src/main.ts');
const WATCHED_EVERY_MS = 50;
const BCRYPT = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const NAMES = ['Ann', 'Ben', 'Cem', 'Dan', 'Eve', 'Fay', 'Gil', 'Hal', 'Ida', 'Jon'];

const [count = '200000', server = 'postgres://postgres:password@127.0.0.1:15432'] = process.argv.slice(2);
const users = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'denizen-import-bench-'));
const made: string[] = [];
try {
  const file = join(folder, 'users.ndjson');
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const settings = [`sqlite:${join(folder, 'denizen.db')}`, await freshDatabase()];
  for (const setting of settings) {
    await prepare(setting);
    await importFile(setting, file, 'new');
  }
  for (const setting of settings) await importFile(setting, file, 'again');
} finally {
  rmSync(folder, { recursive: true });
  for (const name of made) await asAdmin(`drop database if exists ${name} with (force)`);
}

/** One in two has a hash, one in five an account elsewhere, one in ten a phone number and a team. */
function* lines(): Generator<string> {
  for (let at = 0; at < users; at++) {
    const name = `${NAMES[at % 10]} ${NAMES[(at * 7 + 3) % 10]}${at % 997}`;
    const row = {
      sourceId: `${(at * 2_654_435_761) % 4_294_967_296}-${at}`,
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

async function prepare(setting: string): Promise<void> {
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting, DENIZEN_SECRET: secret(setting) });
  await using opened = await open(config, secrets, { migrate: true });
  const project = { ...installation, id: 'shop' as ProjectId, name: 'Shop' };
  await createProject(opened.core, systemActor('cli', project), { id: project.id, name: project.name });
}

function secret(setting: string): string {
  return settingsFor(setting).DENIZEN_SECRET ?? '';
}

async function importFile(setting: string, file: string, which: string): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, MAIN, 'import', 'ndjson', file, '--yes', '--json'], {
    env: {
      ...{ PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, TMPDIR: folder },
      ...{ DENIZEN_DATABASE: setting, DENIZEN_SECRET: secret(setting) },
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
  if (code === 1) throw new Error(`the import into ${setting.split(':', 1)[0]} failed`);
  const seconds = (performance.now() - began) / 1_000;
  const { counts, createdAt, endedAt } = JSON.parse(output);
  const writing = (Date.parse(endedAt) - Date.parse(createdAt)) / 1_000;
  const document = {
    ...{ engine: setting.split(':', 1)[0], which, users, counts },
    ...{ seconds: rounded(seconds), perSecond: Math.round(users / seconds) },
    ...{ writingSeconds: rounded(writing), writtenPerSecond: Math.round(users / writing) },
    ...{ memory, cpuSeconds, load: rounded(load) },
  };
  process.stdout.write(`${JSON.stringify(document)}\n`);
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
    return Math.round((Number(fields[11]) + Number(fields[12])) / 100);
  } catch {
    return 0;
  }
}
