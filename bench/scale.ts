/** Measures lists, searches and look-ups in large directories (see README.md). `npm run bench:scale -- --help` */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import type { Actor } from '../src/core/actor.ts';
import { type Core, createCore } from '../src/core/core.ts';
import { unknownDevice } from '../src/core/devices/device.ts';
import { Failure } from '../src/core/failure.ts';
import { systemClock } from '../src/core/instant.ts';
import { keptCount } from '../src/core/listing/kept-counts.ts';
import { boundedPasswords } from '../src/core/passwords.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import { createProject } from '../src/core/projects/projects.ts';
import { type Email, emailOf } from '../src/core/users/email.ts';
import { createUser } from '../src/core/users/users.ts';
import { sealWith } from '../src/crypto/seal.ts';
import type { Engine } from '../src/db/engine.ts';
import { openSqlite } from '../src/db/sqlite.ts';
import { systemActor } from '../src/open.ts';
import { conditions, median } from './report.ts';
import { fill } from './scale/fill.ts';
import { questions, sampleOf } from './scale/questions.ts';

const HELP = `npm run bench:scale -- [--users 1000000 | --sizes 10000,1000000] [--engines sqlite,postgres]
  [--database postgres://USER:PASSWORD@HOST:PORT] [--folder FOLDER] [--keep] [--only TEXT,…] [--tries 200]
  [--rounds 5] [--no-creations] [--json FILE]

SQLite files are made in FOLDER, PostgreSQL databases on the server of --database. With --keep they stay, and the next run
with the same FOLDER uses them again.
`;
const PAUSE_MS = 2;
const CREATED_PER_ROUND = 1_000;
const CREATED_AT_ONCE = 32;
const AIM_MS = 10;
const HELD_AIM_MS = 20;

const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    sizes: { type: 'string' },
    engines: { type: 'string', default: 'sqlite' },
    database: { type: 'string' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    tries: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    'no-creations': { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type Answer = {
  readonly p50: number;
  readonly p99: number;
  /** The median of the processor time that this process took, in milliseconds: what can be compared on a machine with other work. */
  readonly cpu: number;
  /** The longest time that the process was held, in milliseconds. */
  readonly held: number;
  /** The total of a list, or `refused`. */
  readonly total: number | 'refused' | undefined;
};
type Measured = {
  readonly engine: string;
  readonly users: number;
  readonly bytesPerUser: number;
  readonly filledInSeconds: number | undefined;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Creations against those in an empty directory, and the microseconds of one: of the processor on SQLite, else of waiting. */
  readonly creations: { readonly ratio: number; readonly empty: number; readonly full: number } | undefined;
};

if (options.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'denizen-scale-'));
  mkdirSync(folder, { recursive: true });
  const sizes = (options.sizes ?? options.users).split(',').map(Number);
  const measured: Measured[] = [];
  try {
    for (const engine of options.engines.split(','))
      for (const users of sizes) measured.push(await measure(engine, users, folder));
  } finally {
    if (!options.keep && options.folder === undefined) rmSync(folder, { recursive: true });
  }
  process.stdout.write(table(measured));
  const report = { conditions: conditions(options), measured };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
}

async function measure(name: string, users: number, folder: string): Promise<Measured> {
  const place = await open(name, `scale_${users}`, folder);
  const { engine, core, actor } = place;
  try {
    const begun = performance.now();
    const isFilled = (await keptCount(core.read, actor.project.id, 'users')) >= users;
    if (!isFilled)
      await fill(place, users, (done) => done % 100_000 < 5_000 && say(`${name}: ${done} users`));
    const filledInSeconds = isFilled ? undefined : Math.round((performance.now() - begun) / 1_000);
    await engine.substrings.apply(true);
    const bytesPerUser = Math.round((await bytesOf(engine)) / users);
    const sample = await sampleOf(core, actor, users);
    const answers: Record<string, Answer> = {};
    for (const [title, question] of Object.entries(questions)) {
      if (!isAsked(title)) continue;
      answers[title] = await ask((turn) => question({ core, actor, sample }, turn));
      say(`${name}, ${users}: ${title} ${JSON.stringify(answers[title])}`);
    }
    const creations = options['no-creations'] ? undefined : await compareCreations(place, name, folder);
    return { engine: name, users, bytesPerUser, filledInSeconds, answers, creations };
  } finally {
    await place.close();
  }
}

function isAsked(title: string): boolean {
  return options.only.split(',').some((text) => title.includes(text));
}

type Place = {
  readonly engine: Engine;
  readonly core: Core;
  readonly actor: Actor;
  readonly vacuum: () => Promise<void>;
  readonly close: () => Promise<void>;
};

async function open(name: string, database: string, folder: string): Promise<Place> {
  const engine =
    name === 'sqlite' ? await openSqlite(join(folder, `${database}.db`)) : await openPostgres(database);
  await engine.migrate();
  const core = coreOver(engine);
  const { project } = systemActor('system');
  const actor = systemActor('system', { ...project, id: 'bench' as ProjectId, name: 'Bench' });
  await createProject(core, systemActor('system'), actor.project).catch(() => {});
  const vacuum = () => onServer('vacuum analyze', database);
  const close = async () => {
    await engine.close();
    if (options.keep) return;
    if (name === 'sqlite')
      for (const end of ['', '-wal', '-shm', '.lock'])
        rmSync(join(folder, `${database}.db${end}`), { force: true });
    else await onServer(`drop database ${database}`);
  };
  return { engine, core, actor, vacuum, close };
}

async function openPostgres(database: string): Promise<Engine> {
  await onServer(`create database ${database}`).catch(() => {});
  return (await import('../src/db/postgres.ts')).openPostgres(urlOf(database));
}

function serverUrl(): string {
  if (options.database === undefined) throw new Error('for PostgreSQL, say --database');
  return options.database;
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = database;
  return url.href;
}

async function onServer(statement: string, database?: string): Promise<void> {
  const client = new pg.Client({ connectionString: database === undefined ? serverUrl() : urlOf(database) });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function coreOver(over: Engine): Core {
  return createCore(over, {
    clock: systemClock(),
    passwords: boundedPasswords(1, 1),
    seal: sealWith('a secret for measurements, long enough'),
    clientInfo: { device: async () => unknownDevice, country: async () => undefined },
    channels: { sendsMail: false, sendsSms: false },
    urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
    httpClient: () => Promise.reject(new Error('nobody is asked')),
    notifyOutbox: () => {},
  });
}

async function bytesOf({ name, read }: Engine): Promise<number> {
  const size =
    name === 'sqlite'
      ? sql<{ n: number }>`select page_count * page_size as n from pragma_page_count, pragma_page_size`
      : sql<{ n: number }>`select pg_database_size(current_database()) as n`;
  return Number((await size.execute(read.db)).rows[0]?.n);
}

/** Asks alone, some times with other values, and keeps the process free in between. */
async function ask(question: (turn: number) => Promise<unknown>): Promise<Answer> {
  const took: number[] = [];
  const spent: number[] = [];
  let total: Answer['total'];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (let turn = 0; turn < Number(options.tries); turn++) {
    if (turn === 1) delay.enable();
    const [cpu, from] = [process.cpuUsage(), performance.now()];
    total = await question(turn).then(totalOf, refusalOf);
    took.push(performance.now() - from);
    const { user, system } = process.cpuUsage(cpu);
    spent.push((user + system) / 1_000);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  delay.disable();
  const sorted = took.sort((a, b) => a - b).map(tenths);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  // The timer of the measurement itself takes a millisecond.
  return {
    p50: at(0.5),
    p99: at(0.99),
    cpu: tenths(median(spent)),
    held: tenths(Math.max(0, delay.max / 1e6 - 1)),
    total,
  };
}

function totalOf(answer: unknown): number | undefined {
  // As the server does with the answer.
  JSON.stringify(answer);
  return (answer as { total?: number } | undefined)?.total;
}

function refusalOf(error: unknown): 'refused' {
  if (error instanceof Failure && error.code === 'query_too_broad') return 'refused';
  throw error;
}

/** Creates users in an empty directory and in this one, in turns. */
async function compareCreations(full: Place, name: string, folder: string) {
  const empty = await open(name, 'scale_empty', folder);
  try {
    await empty.engine.substrings.apply(true);
    const took: Record<'empty' | 'full', number[]> = { empty: [], full: [] };
    await create(full);
    await create(empty);
    for (let round = 0; round < Number(options.rounds); round++) {
      took.empty.push(await create(empty));
      took.full.push(await create(full));
    }
    const ratio = median(took.empty.map((each, at) => each / (took.full[at] ?? each)));
    return { ratio, empty: Math.round(median(took.empty)), full: Math.round(median(took.full)) };
  } finally {
    await empty.close();
  }
}

/** Returns the microseconds of one creation. */
async function create({ core, actor, engine }: Place): Promise<number> {
  const [cpu, from] = [process.cpuUsage(), performance.now()];
  let left = CREATED_PER_ROUND;
  const client = async () => {
    while (left-- > 0) {
      const mark = crypto.randomUUID().slice(0, 12).replace('-', '');
      await createUser(core, actor, {
        email: addressOf(`laura.smith${mark}@example.com`),
        name: `Laura Smith${mark}`,
      });
    }
  };
  await Promise.all(Array.from({ length: CREATED_AT_ONCE }, client));
  const { user, system } = process.cpuUsage(cpu);
  const spent = engine.name === 'sqlite' ? user + system : (performance.now() - from) * 1_000;
  return spent / CREATED_PER_ROUND;
}

function addressOf(text: string): Email {
  const email = emailOf(text);
  if (!email) throw new Error(`${text} is no address`);
  return email;
}

function table(measured: readonly Measured[]): string {
  const titles = [...new Set(measured.flatMap(({ answers }) => Object.keys(answers)))];
  const lines = [
    ['', ...measured.map(({ engine, users }) => `${engine}, ${users}: p50 / p99 / held / cpu ms, total`)],
    ['---', ...measured.map(() => '---')],
    ...titles.map((title) => [title, ...measured.map(({ answers }) => cell(answers[title]))]),
    ['bytes a user', ...measured.map(({ bytesPerUser }) => String(bytesPerUser))],
    [
      'filled in',
      ...measured.map(({ filledInSeconds }) => (filledInSeconds === undefined ? '' : `${filledInSeconds} s`)),
    ],
    [
      'creations: us empty / full, ratio',
      ...measured.map(({ creations: made }) =>
        made ? `${made.empty} / ${made.full}, ${made.ratio.toFixed(2)}` : '',
      ),
    ],
  ];
  return `${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

function cell(answer: Answer | undefined): string {
  if (!answer) return '';
  const { p50, p99, held, cpu, total } = answer;
  const time = p99 > AIM_MS ? `**${p99}**` : `${p99}`;
  const hold = held > HELD_AIM_MS ? `**${held}**` : `${held}`;
  return `${p50} / ${time} / ${hold} / ${cpu}${total === undefined ? '' : `, ${total}`}`;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
