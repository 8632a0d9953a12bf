/** Measures Denizen on PostgreSQL with one process and with several (see README.md). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Kind, Measured } from './load.ts';
import { type Server, startDenizen, startLoad } from './programs.ts';
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

type Round = Measured & { readonly kind: Kind; readonly processes: number; readonly cpuShare: number };

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
  const servers = new Map<number, Server>();
  try {
    const { ids } = await seed(settings, Number(given.users));
    for (const processes of given.processes.split(',').map(Number)) {
      const log = join(folder, `${processes}.log`);
      servers.set(processes, await startDenizen({ ...settings, DENIZEN_PROCESSES: String(processes) }, log));
      await workersOf(log, processes);
    }
    const order = (kind: Kind, { port }: Server, seconds = Number(given.seconds)) => {
      const requests = Number.MAX_SAFE_INTEGER;
      return { kind, port, ids, seconds, requests, connections: Number(given.connections) };
    };
    for (const [processes, server] of servers)
      process.stdout.write(`${processes} at rest: ${server.memory().now.toFixed(0)} MB\n`);
    const rounds: Round[] = [];
    for (const kind of KINDS) {
      for (const server of servers.values()) await load.measure(order(kind, server, WARM_UP_SECONDS));
      for (let round = 0; round < Number(given.rounds); round++) {
        for (const [processes, server] of servers) {
          const before = server.cpuSeconds();
          const measured = await load.measure(order(kind, server));
          const cpuShare = (server.cpuSeconds() - before) / (measured.requests / measured.perSecond);
          rounds.push({ kind, processes, ...measured, cpuShare });
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

function report(rounds: readonly Round[], servers: ReadonlyMap<number, Server>): void {
  process.stdout.write(`${JSON.stringify(conditions({ ...given, database: 'postgres' }))}\n`);
  const [alone = 1] = servers.keys();
  for (const kind of KINDS) {
    for (const [processes, server] of servers) {
      const of = (many: number) => rounds.filter((round) => round.kind === kind && round.processes === many);
      const figure = (name: 'perSecond' | 'p50' | 'p99' | 'cpuShare') =>
        median(of(processes).map((round) => round[name]));
      const least = Math.min(...of(processes).map(({ cpuShare, perSecond }) => (cpuShare / perSecond) * 1e6));
      const ratios = of(processes).map(
        ({ perSecond }, at) => perSecond / (of(alone)[at]?.perSecond ?? perSecond),
      );
      process.stdout.write(
        `${kind} with ${processes}: ${figure('perSecond').toFixed(0)}/s, p50 ${figure('p50').toFixed(2)} ms, p99 ${figure('p99').toFixed(2)} ms, ${figure('cpuShare').toFixed(2)} cores, ${least.toFixed(0)} us a request, ${median(ratios).toFixed(2)} of ${alone}, ${server.memory().now.toFixed(0)} MB\n`,
      );
    }
  }
}
