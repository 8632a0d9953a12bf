/**
 * What the index of parts costs and what it gives, among many users: `node bench/inside.ts [database] [users]`. The
 * database is empty: a `postgres://` URL, or SQLite in a temporary folder. Prints one JSON document: bytes per user,
 * milliseconds to build, processor time of creating a user with and without (on SQLite in turns), and for each part
 * the number of matches, the median and 99th percentile in milliseconds, and the longest time that this process was held.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type RawBuilder, sql } from 'kysely';
import { type Core, createCore } from '../src/core/core.ts';
import { unknownDevice } from '../src/core/devices/device.ts';
import { Failure } from '../src/core/failure.ts';
import { systemClock } from '../src/core/instant.ts';
import type { Listing } from '../src/core/listing/listing.ts';
import { boundedPasswords } from '../src/core/passwords.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import { type Email, emailOf } from '../src/core/users/email.ts';
import { listUsers } from '../src/core/users/list.ts';
import { createUser } from '../src/core/users/users.ts';
import { sealWith } from '../src/crypto/seal.ts';
import { freshSecret } from '../src/crypto/tokens.ts';
import type { Engine } from '../src/db/engine.ts';
import { openSqlite } from '../src/db/sqlite.ts';
import { systemActor } from '../src/open.ts';

const AT_ONCE = 20_000;
const CREATED = 500;
const ROUNDS = 6;
const TRIES = 30;
const SYLLABLES =
  'barbenbirborbuldandeldirdordurfanfelfirforfulganhelhirhorhulkankelkirkorkulmanmelmirmormulnannelnirnornulpanpelpirporpulranrelrirrorrulsanselsirsorsultanteltirtortulvanvelvirvorvulwanwelwirworwulyan';

const [url = 'sqlite', count = '1000000'] = process.argv.slice(2);
const users = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'denizen-inside-'));
const engine = url.startsWith('postgres')
  ? await (await import('../src/db/postgres.ts')).openPostgres(url)
  : await openSqlite(join(folder, 'denizen.db'));
const actor = systemActor('system', { ...systemActor('system').project, id: 'bench' as ProjectId });
try {
  await engine.migrate();
  const core = coreOver(engine);
  await fill(engine);
  const load = [Math.round(loadavg()[0] ?? 0)];
  const plain = await sizeOf(engine);
  const without = await ask(core, 'searchwithout');
  const created = { without: await create(core), with: 0 };
  const from = performance.now();
  await engine.substrings.apply(true);
  const built = Math.round(performance.now() - from);
  const bytes = { plain: perUser(plain), index: perUser((await sizeOf(engine)) - plain) };
  created.with = await create(core);
  const turns = engine.name === 'sqlite' ? await createInTurns(core) : undefined;
  const found: Record<string, unknown> = { without };
  for (const part of [
    'com',
    'exa',
    'example',
    'bar',
    'barmel',
    'armelk',
    'elkor',
    '77777',
    'nobody',
    'examplf',
  ])
    found[part] = await ask(core, part);
  load.push(Math.round(loadavg()[0] ?? 0));
  process.stdout.write(
    `${JSON.stringify({ engine: engine.name, users, bytes, built, created, turns, found, load }, undefined, 1)}\n`,
  );
} finally {
  await engine.close();
  rmSync(folder, { recursive: true });
}

function perUser(bytes: number): number {
  return Math.round(bytes / users);
}

function coreOver(over: Engine): Core {
  return createCore(over, {
    clock: systemClock(),
    passwords: boundedPasswords(1, 1),
    seal: sealWith(freshSecret()),
    clientInfo: { device: async () => unknownDevice, country: async () => undefined },
    channels: { sendsMail: false, sendsSms: false },
    urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
    httpClient: () => Promise.reject(new Error('nobody is asked')),
    notifyOutbox: () => {},
  });
}

/** Names of two words of two syllables, addresses of name and number at one domain. */
async function fill({ transact, name }: Engine): Promise<void> {
  const start = sql.lit(Date.parse('2026-01-01T00:00:00.000Z'));
  const syllable = (factor: number) =>
    sql`substr(${sql.lit(SYLLABLES)}, 1 + 3 * ((i * ${sql.lit(factor)} / 1009) % 64), 3)`;
  const word = (a: number, b: number): RawBuilder<unknown> => sql`${syllable(a)} || ${syllable(b)}`;
  for (let at = 0; at < users; at += AT_ONCE) {
    const numbers = sql`with recursive n(i) as (select cast(${sql.lit(at)} as bigint) union all
      select i + 1 from n where i < ${sql.lit(Math.min(users, at + AT_ONCE) - 1)}),
      w as (select i, 'u' || (10000000 + i) as id, ${word(7919, 104_729)} as one, ${word(1_299, 15_485)} as two from n)`;
    await transact(async ({ db }) => {
      await sql`${numbers} insert into users (project_id, id, sequence, updated_at, name, name_key, email, labels, prefs, search)
        select 'bench', id, (${start} + i) * 1000, ${start} + i, one || ' ' || two, one || ' ' || two,
          one || i || '@example.com', '[]', '{}',
          ' ' || id || ' ' || one || ' ' || two || ' ' || one || i || ' example com' from w`.execute(db);
      for (const value of ['id', 'one', 'two', 'one || i', `'example'`, `'com'`])
        await sql`${numbers} insert into user_words (project_id, word, user_id)
          select 'bench', ${sql.raw(value)}, id from w where true on conflict do nothing`.execute(db);
    });
  }
  if (name === 'postgres') await sql`vacuum analyze users, user_words`.execute(engine.read.db);
}

async function sizeOf({ name, read }: Engine): Promise<number> {
  const size =
    name === 'sqlite'
      ? sql<{ n: number }>`select page_count * 4096 as n from pragma_page_count`
      : sql<{
          n: number;
        }>`select pg_total_relation_size('users') + pg_total_relation_size('user_words') as n`;
  return Number((await size.execute(read.db)).rows[0]?.n);
}

/** Microseconds of processor time, of this process on SQLite; of waiting on PostgreSQL. */
async function create(core: Core): Promise<number> {
  const [cpu, from] = [process.cpuUsage(), performance.now()];
  for (let at = 0; at < CREATED; at++) {
    const mark = `${at}${crypto.randomUUID().slice(0, 8)}`;
    await createUser(core, actor, {
      email: parsed(`barmel${mark}@example.com`),
      name: `Barmel Kortul${mark}`,
    });
  }
  const { user, system } = process.cpuUsage(cpu);
  const spent = core.read.sql.engine === 'sqlite' ? user + system : (performance.now() - from) * 1_000;
  return Math.round(spent / CREATED);
}

function parsed(text: string): Email {
  const email = emailOf(text);
  if (!email) throw new Error(`${text} is no address`);
  return email;
}

/** The same with and without the trigger, in turns. */
async function createInTurns(core: Core): Promise<{ readonly without: number[]; readonly with: number[] }> {
  const made = { without: [] as number[], with: [] as number[] };
  const run = (statement: string) => engine.transact(({ db }) => sql.raw(statement).execute(db));
  const { rows } = await sql<{ sql: string }>`select sql from sqlite_schema
    where name = 'user_parts_insert'`.execute(core.read.db);
  for (let round = 0; round < ROUNDS; round++) {
    made.with.push(await create(core));
    await run('drop trigger user_parts_insert');
    made.without.push(await create(core));
    await run(rows[0]?.sql ?? '');
  }
  return made;
}

async function ask(core: Core, part: string) {
  const listing: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: true };
  const filters = [{ attribute: 'email', is: 'contains', values: [part] }] as const;
  return {
    search: await timesOf(core, { ...listing, search: part }),
    contains: await timesOf(core, { ...listing, filters }),
  };
}

async function timesOf(core: Core, listing: Listing) {
  const took: number[] = [];
  let total: number | string = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let at = 0; at < TRIES; at++) {
    const from = performance.now();
    total = await listUsers(core, actor, listing).then(
      (page) => page.total,
      (error: unknown) => (error instanceof Failure ? 'refused' : Promise.reject(error)),
    );
    took.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  delay.disable();
  const sorted = took.sort((a, b) => a - b).map((ms) => Math.round(ms * 10) / 10);
  const held = Math.round(delay.max / 1e5) / 10;
  return { total, p50: sorted[Math.floor(TRIES / 2)], p99: sorted.at(-1), held };
}
