/**
 * A flood of wrong sign-ins from one network: how long a user on a known device, beside the flood, and a user of another
 * network wait to sign in (see README.md). `--unguarded` serves in the order of arrival, to show that the guard matters.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ask, connectionsTo } from './ask.ts';
import type { Flooded, FloodOrder } from './flood-load.ts';
import { type Server, startDenizen, startMeasuring } from './programs.ts';
import { conditions, median } from './report.ts';
import { KEY, PROJECT } from './settings.ts';
import { FLOODED_FROM, signInConnections, signInOver } from './sign-in.ts';

const HELP = `npm run bench:flood -- [--seconds 10] [--connections 300] [--database URL] [--unguarded]
`;
const PASSWORD = 'correct horse battery staple';
const MEDIAN_MS_AT_MOST = 1_000;
const BEGIN_AFTER_MS = 2_000;
const PAUSE_MS = 200;
const ELSEWHERE = '127.0.0.77';

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '300' },
    /** An empty one; without it, SQLite in a folder that is removed. */
    database: { type: 'string' },
    unguarded: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(given.seconds),
  connections: Number(given.connections),
  unguarded: given.unguarded,
  engine: given.database?.split(':')[0] ?? 'sqlite',
};

type Visitor = { readonly name: string; readonly from: string; readonly device?: string };
type Visited = { readonly name: string; readonly tried: number; readonly times: readonly number[] };

if (given.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'denizen-bench-'));
  const settings = {
    DENIZEN_DATABASE: given.database ?? `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for measurements, long enough',
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
  const flags = options.unguarded ? ['--import', join(import.meta.dirname, 'without-fair-queue.ts')] : [];
  try {
    const server = await startDenizen(settings, join(folder, 'denizen.log'), flags);
    // The queue is measured, and not the limit of failures that would end the flood after seconds.
    const main = join(import.meta.dirname, '../src/main.ts');
    const set = [main, 'projects', 'set', PROJECT, 'failedSignInsLimit=0'];
    execFileSync(process.execPath, set, { env: { ...process.env, ...settings }, stdio: 'ignore' });
    const { flooded, visited } = await measure(server).finally(() => server.stop());
    process.stdout.write(`${report(flooded, visited)}\n${JSON.stringify(conditions(options))}\n`);
    if (!visited.every(isServed)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(server: Server): Promise<{ flooded: Flooded; visited: readonly Visited[] }> {
  const { port } = server;
  const device = await makeUsers(port, ['known', 'stranger']);
  const visitors: readonly Visitor[] = [
    { name: 'known', from: FLOODED_FROM, device },
    { name: 'stranger', from: ELSEWHERE },
  ];
  const flood = startMeasuring<FloodOrder, Flooded>('flood-load.ts');
  try {
    const order = {
      port,
      connections: options.connections,
      seconds: options.seconds + BEGIN_AFTER_MS / 1000,
    };
    const flooding = flood.measure(order);
    await setTimeout(BEGIN_AFTER_MS);
    const visited = await Promise.all(visitors.map((visitor) => visit(port, visitor)));
    return { flooded: await flooding, visited };
  } finally {
    flood.stop();
  }
}

/** Makes the users and returns the cookie of a device that the first has signed in with. */
async function makeUsers(port: number, names: readonly string[]): Promise<string> {
  const keyed = connectionsTo(port, 1);
  for (const name of names) {
    const user = { userId: name, email: `${name}@example.com`, password: PASSWORD };
    const { status, body } = await ask(keyed, 'POST', '/users', JSON.stringify(user));
    if (status !== 201) throw new Error(`no user was made: ${status} ${body}`);
  }
  keyed.destroy();
  const agent = signInConnections('127.0.0.1', 1);
  const { device } = await signInOver(agent, port, { email: `${names[0]}@example.com`, password: PASSWORD });
  agent.destroy();
  if (device === undefined) throw new Error('the first sign-in left no device');
  return device;
}

/** Signs in again and again until the flood ends. */
async function visit(port: number, { name, from, device }: Visitor): Promise<Visited> {
  const agent = signInConnections(from, 1);
  const until = performance.now() + options.seconds * 1000;
  const times: number[] = [];
  let tried = 0;
  while (performance.now() < until) {
    const credentials = { email: `${name}@example.com`, password: PASSWORD };
    const { status, ms } = await signInOver(agent, port, { ...credentials, ...(device && { device }) });
    tried += 1;
    if (status === 201) times.push(ms);
    await setTimeout(PAUSE_MS);
  }
  agent.destroy();
  return { name, tried, times };
}

function isServed({ tried, times }: Visited): boolean {
  return times.length === tried && median(times) <= MEDIAN_MS_AT_MOST;
}

function report({ statuses }: Flooded, visited: readonly Visited[]): string {
  return [
    `the flood: ${Object.entries(statuses)
      .map(([status, times]) => `${times} x ${status}`)
      .join(', ')}`,
    ...visited.map(({ name, tried, times }) => {
      const taken = times.length === 0 ? '-' : median(times).toFixed(0);
      return `${name}: ${times.length} of ${tried} signed in, median ${taken} ms (aim: all, <= ${MEDIAN_MS_AT_MOST})`;
    }),
  ].join('\n');
}
