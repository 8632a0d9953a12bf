/**
 * How long a copy takes: `npm run bench:copy -- [users] [postgres://…]` (a million; the URL of a server that may make databases).
 * Fills SQLite, copies it to PostgreSQL and back, and then to PostgreSQL once more with `--follow`, while a server takes
 * writes. Prints one JSON document for each copy: seconds, rows a second, the most memory of the copying process in MB
 * and its processor time in seconds, how long the source was read-only in milliseconds, and bytes a user of tables and indexes on both sides.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { chainHistory } from '../src/core/history/chain.ts';
import { signHistory } from '../src/core/history/checkpoints.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import type { Engine } from '../src/db/engine.ts';
import { open, openEngine, systemActor } from '../src/open.ts';
import { call, KEY, PROJECT, settingsFor, start } from '../test/support/server.ts';
import { nodeFlags } from './programs.ts';

/** As with `npm start`: without it, Node carries the compiler of TypeScript along. */
const COMPILED = join(import.meta.dirname, '../node_modules/.cache/node');
const MAIN = join(import.meta.dirname, '../src/main.ts');
const AT_ONCE = 20_000;
const CHAINED_AT_ONCE = 2_000;
const WRITES_AT_ONCE = 8;
const MEMORY_EVERY_MS = 100;
const SYLLABLES =
  'barbenbirborbuldandeldirdordurfanfelfirforfulganhelhirhorhulkankelkirkorkulmanmelmirmormulnannelnirnornulpanpelpirporpulranrelrirrorrulsanselsirsorsultanteltirtortulvanvelvirvorvulwanwelwirworwulyan';

const [count = '1000000', server = 'postgres://postgres:password@127.0.0.1:15432'] = process.argv.slice(2);
const users = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'denizen-copy-'));
const made: string[] = [];
try {
  const first = `sqlite:${join(folder, 'first', 'denizen.db')}`;
  await fill(first);
  const second = await freshDatabase();
  await copy(first, second);
  const third = `sqlite:${join(folder, 'third', 'denizen.db')}`;
  await copy(second, third);
  await copyFollowing(third, await freshDatabase());
} finally {
  rmSync(folder, { recursive: true });
  for (const name of made) await asAdmin(`drop database if exists ${name} with (force)`);
}

type Result = { readonly rows: number; readonly readOnlyMs: number };

async function copy(from: string, to: string, flags: readonly string[] = []): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, MAIN, 'copy', from, to, '--json', ...flags], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: COMPILED,
      DENIZEN_SECRET: settingsFor(from).DENIZEN_SECRET,
    },
    stdio: ['ignore', 'pipe', process.env.VERBOSE ? 'inherit' : 'ignore'],
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
  }, MEMORY_EVERY_MS);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(watch);
  if (code !== 0) throw new Error(`the copy from ${from} to ${to} failed`);
  const seconds = (performance.now() - began) / 1_000;
  const { rows, readOnlyMs } = JSON.parse(output) as Result;
  say({
    ...{ from: engineOf(from), to: engineOf(to), flags: flags.join(' '), users, rows },
    ...{
      seconds: Math.round(seconds),
      rowsPerSecond: Math.round(rows / seconds),
      memory,
      cpuSeconds,
      readOnlyMs,
    },
    ...{ bytesPerUser: await bytesPerUser(to), load: Math.round(load * 10) / 10 },
  });
}

/** While a server takes writes. Each that was acknowledged must be in the target. */
async function copyFollowing(from: string, to: string): Promise<void> {
  const { endpoint, stop } = await start(settingsFor(from));
  const written: string[] = [];
  let isOver = false;
  let refused = 0;
  const writers = Array.from({ length: WRITES_AT_ONCE }, async (_, writer) => {
    for (let turn = 0; !isOver; turn++) {
      const userId = `w${writer}-${turn}`;
      const { status } = await call(endpoint, 'POST', '/users', {
        body: { userId, email: `${userId}@example.org` },
      });
      if (status === 201) written.push(userId);
      else {
        refused++;
        await setTimeout(100);
      }
    }
  });
  await copy(from, to, ['--follow']);
  isOver = true;
  await Promise.all(writers);
  await stop();
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: to });
  const engine = await openEngine(config, secrets);
  const { rows } = await sql<{ n: number }>`select count(*) as n from users
    where id like 'w%-%'`.execute(engine.read.db);
  await engine.close();
  say({ written: written.length, there: Number(rows[0]?.n), refused });
}

/** As many rows for each user as `createUser` makes for one with a name and an address, and a session for each tenth. */
async function fill(setting: string): Promise<void> {
  const { config, secrets } = readConfig(settingsFor(setting));
  await using opened = await open(config, secrets, { migrate: true });
  const { core, engine } = opened;
  await bootstrap(core, (project) => systemActor('system', project), { project: PROJECT, apiKey: KEY });
  for (let at = 0; at < users; at += AT_ONCE) await insertUsers(engine, at);
  while ((await chainHistory(core, { most: CHAINED_AT_ONCE })) > 0) await signHistory(core);
}

async function insertUsers({ transact }: Engine, at: number): Promise<void> {
  const start = sql.lit(Date.parse('2026-01-01T00:00:00.000Z'));
  const project = sql.lit(PROJECT);
  const syllable = (factor: number) =>
    sql`substr(${sql.lit(SYLLABLES)}, 1 + 3 * ((i * ${sql.lit(factor)} / 1009) % 64), 3)`;
  const numbers = sql`with recursive n(i) as (select cast(${sql.lit(at)} as bigint) union all
      select i + 1 from n where i < ${sql.lit(Math.min(users, at + AT_ONCE) - 1)}),
    w as (select i, ${start} + i as at, '6' || (1000000000000000000 + i) as id,
      ${syllable(7919)} || ${syllable(104_729)} as one, ${syllable(1_299)} || ${syllable(15_485)} as two from n)`;
  await transact(async ({ db }) => {
    await sql`${numbers} insert into users (project_id, id, sequence, updated_at, name, name_key, email, labels, prefs, search)
      select ${project}, id, at * 1000, at, one || ' ' || two, one || ' ' || two, one || i || '@example.com', '[]', '{}',
        ' ' || id || ' ' || one || ' ' || two || ' ' || one || i || ' example com' from w`.execute(db);
    for (const value of ['id', 'one', 'two', 'one || i', `'example'`, `'com'`])
      await sql`${numbers} insert into user_words (project_id, word, user_id)
        select ${project}, ${sql.raw(value)}, id from w where true on conflict do nothing`.execute(db);
    for (const kind of ['email', 'target'])
      await sql`${numbers} insert into identifiers (project_id, kind, value, user_id)
        select ${project}, ${sql.lit(kind)}, one || i || '@example.com', id from w`.execute(db);
    await sql`${numbers} insert into targets (project_id, user_id, id, sequence, updated_at, provider_type, identifier, name)
      select ${project}, id, 't' || id, at * 1000, at, 'email', one || i || '@example.com', '' from w`.execute(
      db,
    );
    await sql`${numbers} insert into sessions (project_id, user_id, id, sequence, updated_at, secret_hash, expires_at,
        provider, provider_uid, factors, ip, country, device)
      select ${project}, id, 's' || id, at * 1000, at, hex(id) || hex(one), at + 31536000000, 'email',
        one || i || '@example.com', '["password"]', '192.0.2.1', 'de', '{"clientName":"Chrome","osName":"Windows"}'
        from w where i % 10 = 0`.execute(db);
    await sql`insert into counts (project_id, counted, lane, total)
      values (${project}, 'users', 0, ${Math.min(users, at + AT_ONCE) - at})
      on conflict (project_id, counted, lane) do update set total = counts.total + excluded.total`.execute(
      db,
    );
    await sql`${numbers} insert into audit (project_id, place, lane, id, at, act, actor_kind, actor_id, user_id, ip, request_id, details)
      select ${project}, id, 0, printf('%013x', at * 1000) || substr(id, -7), at, 'user.create', 'key', 'bootstrap', id, '192.0.2.1', 'r' || id, '{}' from w`.execute(
      db,
    );
  });
}

async function bytesPerUser(setting: string): Promise<Readonly<Record<string, number>>> {
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
  const engine = await openEngine(config, secrets);
  const query =
    engine.name === 'sqlite'
      ? sql<{ name: string; n: number }>`select coalesce(tbl_name, d.name) as name, sum(pgsize) as n
          from dbstat d left join sqlite_schema s on s.name = d.name where aggregate = true group by 1`
      : sql<{
          name: string;
          n: number;
        }>`select relname as name, pg_table_size(oid) + pg_indexes_size(oid) as n
          from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`;
  const { rows } = await query.execute(engine.read.db).finally(() => engine.close());
  const sizes = rows
    .map(({ name, n }) => [name, Math.round(Number(n) / users)] as const)
    .filter(([, bytes]) => bytes > 0)
    .sort(([, a], [, b]) => b - a);
  return { ...Object.fromEntries(sizes), all: sizes.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

async function freshDatabase(): Promise<string> {
  const name = `copy_${crypto.randomUUID().replaceAll('-', '')}`;
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

function engineOf(setting: string): string {
  return setting.split(':', 1)[0] ?? '';
}

function say(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
