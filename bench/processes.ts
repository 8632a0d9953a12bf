/** Measures Denizen on PostgreSQL with one process and with several, and against the floor (see README.md). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import type { Kind, Measured } from './load.ts';
import { headers, type Server, startDenizen, startLoad, startPostgresFloor } from './programs.ts';
import { conditions, median } from './report.ts';
import { seed } from './seed.ts';
import { KEY, PROJECT } from './settings.ts';

const HELP = `npm run bench:processes -- --database URL [--processes 1,2] [--seconds 4] [--rounds 5] [--users 10000] [--connections 32]
`;
const KINDS: readonly Kind[] = ['get', 'list'];
const WARM_UP_SECONDS = 2;

const { values: given } = parseArgs({
  options: {
    database: { type: 'string' },
    processes: { type: 'string', default: '1,2' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '32' },
    help: { type: 'boolean', default: false },
  },
});

/** The number of processes of Denizen, or the floor. */
type Side = number | 'floor';
type Round = Measured & { readonly kind: Kind; readonly side: Side; readonly cpuShare: number };

if (given.help || given.database === undefined) process.stdout.write(HELP);
else await run(given.database);

async function run(database: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'denizen-bench-'));
  const settings = {
    DENIZEN_DATABASE: database,
    DENIZEN_SECRET: 'a secret for measurements, long enough',
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
  const load = startLoad();
  const servers = new Map<Side, Server>();
  try {
    const { ids, statements } = await seed(settings, Number(given.users));
    const statementsFile = join(folder, 'statements.json');
    writeFileSync(statementsFile, JSON.stringify(statements));
    servers.set(
      'floor',
      await startPostgresFloor(database, {
        ...{ statements: statementsFile, log: join(folder, 'floor.log'), user: ids[0] ?? '' },
        connections: readConfig(settings).config.databaseConnections,
      }),
    );
    for (const processes of given.processes.split(',').map(Number)) {
      const log = join(folder, `${processes}.log`);
      servers.set(processes, await startDenizen({ ...settings, DENIZEN_PROCESSES: String(processes) }, log));
      await workersOf(log, processes);
    }
    const order = (kind: Kind, { port }: Server, seconds = Number(given.seconds)) => {
      const requests = Number.MAX_SAFE_INTEGER;
      return { kind, port, ids, seconds, requests, connections: Number(given.connections) };
    };
    await refuseDifference(servers, ids[0] ?? '');
    for (const [side, server] of servers)
      process.stdout.write(`${side} at rest: ${server.memory().now.toFixed(0)} MB\n`);
    const rounds: Round[] = [];
    for (const kind of KINDS) {
      const running = [...servers].filter(([side]) => kind === 'get' || side !== 'floor');
      for (const [, server] of running) await load.measure(order(kind, server, WARM_UP_SECONDS));
      for (let round = 0; round < Number(given.rounds); round++) {
        for (const [side, server] of running) {
          const before = server.cpuSeconds();
          const measured = await load.measure(order(kind, server));
          const cpuShare = (server.cpuSeconds() - before) / (measured.requests / measured.perSecond);
          rounds.push({ kind, side, ...measured, cpuShare });
        }
      }
    }
    report(rounds, servers);
  } finally {
    load.stop();
    for (const server of servers.values()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until all processes of the server accept connections. */
async function workersOf(log: string, processes: number): Promise<void> {
  while (readFileSync(log, 'utf8').split('a worker listens').length < processes) await setTimeout(50);
}

/** All sides must answer the same, or the comparison means nothing. */
async function refuseDifference(servers: ReadonlyMap<Side, Server>, user: string): Promise<void> {
  const bodies = [];
  for (const [side, { port }] of servers) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/users/${user}`, { headers: headers() });
    bodies.push({ side, body: await response.text() });
  }
  for (const { side, body } of bodies)
    if (body !== bodies[0]?.body)
      throw new Error(`the floor answers ${bodies[0]?.body}\nand ${side} ${body}`);
}

function report(rounds: readonly Round[], servers: ReadonlyMap<Side, Server>): void {
  process.stdout.write(`${JSON.stringify(conditions({ ...given, database: 'postgres' }))}\n`);
  const alone = [...servers.keys()].find((side) => side !== 'floor') ?? 1;
  for (const kind of KINDS) {
    const of = (side: Side) => rounds.filter((round) => round.kind === kind && round.side === side);
    const ratio = (side: Side, other: Side) =>
      median(of(side).map(({ perSecond }, at) => perSecond / (of(other)[at]?.perSecond ?? perSecond)));
    for (const [side, server] of servers) {
      if (of(side).length === 0) continue;
      const figure = (name: 'perSecond' | 'p50' | 'p99' | 'cpuShare') =>
        median(of(side).map((round) => round[name]));
      const least = Math.min(...of(side).map(({ cpuShare, perSecond }) => (cpuShare / perSecond) * 1e6));
      const against =
        side === 'floor' || kind !== 'get' ? '' : `, ${ratio(side, 'floor').toFixed(2)} of the floor`;
      process.stdout.write(
        `${kind} with ${side}: ${figure('perSecond').toFixed(0)}/s, p50 ${figure('p50').toFixed(2)} ms, p99 ${figure('p99').toFixed(2)} ms, ${figure('cpuShare').toFixed(2)} cores, ${least.toFixed(0)} us a request, ${ratio(side, alone).toFixed(2)} of ${alone}${against}, ${server.memory().now.toFixed(0)} MB\n`,
      );
    }
  }
}
