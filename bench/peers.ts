/** Measures Denizen beside other user services (see README.md). `node bench/peers.ts --help` names the options. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Hashed, HashOrder } from './hash-load.ts';
import type { Measured } from './load.ts';
import { JOBS, type Job, type Peer, preparations } from './peer-servers.ts';
import { startLoad, startMeasuring } from './programs.ts';
import { conditions, median } from './report.ts';

const HELP = `npm run bench:peers -- [--quick] [--seconds 3] [--rounds 3] [--users 10000] [--connections 32] [--json FILE] [--folder FOLDER]
`;
const AIMS: Readonly<Partial<Record<Job, number>>> = { get: 5, list: 10 };

type Round = Measured & {
  readonly job: Job;
  readonly peer: string;
  /** Microseconds of the server's processor time a request. */
  readonly cpu: number;
};

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    users: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '32' },
    json: { type: 'string' },
    /** Where the databases lie. */
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(given.seconds ?? (given.quick ? 1 : 3)),
  rounds: Number(given.rounds ?? (given.quick ? 1 : 3)),
  users: Number(given.users),
  connections: Number(given.connections),
};

if (given.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(given.folder, 'denizen-peers-'));
  const peers: Peer[] = [];
  try {
    for (const [name, prepare] of Object.entries(preparations)) {
      say(`preparing ${name}`);
      mkdirSync(join(folder, name));
      peers.push(await prepare(join(folder, name), options.users));
    }
    for (const peer of peers) await refuseWrongAnswers(peer);
    const hashes = await measureHashes(peers);
    const rounds = await measureRounds(peers);
    const told = conditions(options);
    process.stdout.write(`${report(peers, hashes, rounds)}\n${JSON.stringify(told)}\n`);
    if (given.json) {
      const described = peers.map(({ name, version, hash, durability }) => ({
        name,
        version,
        hash,
        durability,
      }));
      const figures = { conditions: told, peers: described, hashes, rounds };
      writeFileSync(given.json, `${JSON.stringify(figures, null, 2)}\n`);
    }
  } finally {
    for (const { server } of peers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each library alone: checks a second with one at a time for each core. */
async function measureHashes(peers: readonly Peer[]): Promise<Readonly<Record<string, Hashed>>> {
  const library = startMeasuring<HashOrder, Hashed>('hash-load.ts');
  const hashes: Record<string, Hashed> = {};
  for (const { name, hash } of peers) {
    const order = { scheme: hash.scheme, atOnce: availableParallelism(), seconds: options.seconds };
    hashes[name] = await library.measure(order);
  }
  library.stop();
  return hashes;
}

async function measureRounds(peers: readonly Peer[]): Promise<readonly Round[]> {
  const load = startLoad();
  const rounds: Round[] = [];
  try {
    for (const job of JOBS) {
      for (const peer of peers) await measureJob(load, peer, job, Math.min(2, options.seconds));
      for (let round = 0; round < options.rounds; round++) {
        for (const peer of peers) {
          const measured = await measureJob(load, peer, job, options.seconds);
          rounds.push({ job, peer: peer.name, ...measured });
          say(`${job}: ${peer.name} ${measured.perSecond.toFixed(0)}/s`);
        }
      }
    }
    return rounds;
  } finally {
    load.stop();
  }
}

async function measureJob(
  load: ReturnType<typeof startLoad>,
  { server, requests }: Peer,
  job: Job,
  seconds: number,
): Promise<Measured & { readonly cpu: number }> {
  const { ids = [], ...request } = requests[job];
  const before = server.cpuSeconds();
  const measured = await load.measure({
    kind: 'get',
    request,
    ids,
    port: server.port,
    connections: options.connections,
    seconds,
    requests: Number.MAX_SAFE_INTEGER,
  });
  return { ...measured, cpu: ((server.cpuSeconds() - before) * 1e6) / measured.requests };
}

/** A comparison means nothing unless a server answers with the user, or with 25 of them. */
async function refuseWrongAnswers({ name, server, requests }: Peer): Promise<void> {
  const bodyOf = async (job: Job) => {
    const { method, path, headers, ids = [] } = requests[job];
    const answer = await fetch(`http://127.0.0.1:${server.port}${path.replace('{id}', ids[0] ?? '')}`, {
      method,
      headers,
    });
    return answer.text();
  };
  const user = await bodyOf('get');
  if (!user.includes(requests.get.ids?.[0] ?? '')) throw new Error(`${name} answers a get with ${user}`);
  const list = await bodyOf('list');
  // In all of them the users are the only array at the top.
  const body = JSON.parse(list) as Readonly<Record<string, unknown>>;
  const users = Object.values(body).find(Array.isArray);
  if (users?.length !== 25) throw new Error(`${name} answers a list with ${list.slice(0, 500)}`);
}

function report(
  peers: readonly Peer[],
  hashes: Readonly<Record<string, Hashed>>,
  rounds: readonly Round[],
): string {
  const [ours = '', ...others] = peers.map(({ name }) => name);
  const rate = (job: Job, peer: string) => middle(rounds, job, peer, 'perSecond');
  const figures = JOBS.flatMap((job) =>
    peers.map(({ name }) => {
      const of = (figure: 'perSecond' | 'p50' | 'p99') => middle(rounds, job, name, figure);
      const cpu = leastCpu(rounds, job, name);
      const ratio = name === ours ? '' : `${(rate(job, ours) / of('perSecond')).toFixed(1)}`;
      const aim = name === ours || AIMS[job] === undefined ? '' : `>= ${AIMS[job]}`;
      return row([
        `${job}: ${name}`,
        of('perSecond').toFixed(0),
        of('p50').toFixed(2),
        of('p99').toFixed(2),
        cpu.toFixed(0),
        ratio,
        name === ours ? '' : (cpu / leastCpu(rounds, job, ours)).toFixed(1),
        aim,
      ]);
    }),
  );
  return [
    '',
    row(['', 'requests/s', 'p50 ms', 'p99 ms', 'cpu us/req', 'Denizen / it', 'its cpu / ours', 'aim']),
    ...figures,
    '',
    ...peers.map(({ name, version, hash, durability, note }) =>
      [
        `${name} ${version}: ${hash.settings}; the library alone ${hashes[name]?.perSecond.toFixed(1)}/s, ${hashes[name]?.cpu.toFixed(1)} ms of processor time a check`,
        `  its sign-ins / its library ${(rate('sign-in', name) / (hashes[name]?.perSecond ?? Number.NaN)).toFixed(2)}; durability: ${durability}${note ? `; ${note}` : ''}`,
      ].join('\n'),
    ),
    ...others.map(
      (name) =>
        `Denizen's sign-ins / the library of ${name} alone: ${(rate('sign-in', ours) / (hashes[name]?.perSecond ?? Number.NaN)).toFixed(2)} (aim >= 1)`,
    ),
    `memory (RSS): ${peers.map(({ name, server }) => `${name} ${server.memory().now.toFixed(0)} MB`).join(', ')}`,
  ].join('\n');
}

function roundsOf(rounds: readonly Round[], job: Job, peer: string): readonly Round[] {
  return rounds.filter((round) => round.job === job && round.peer === peer);
}

/** What others on the machine disturb least. */
function leastCpu(rounds: readonly Round[], job: Job, peer: string): number {
  return Math.min(...roundsOf(rounds, job, peer).map((round) => round.cpu));
}

function middle(
  rounds: readonly Round[],
  job: Job,
  peer: string,
  figure: 'perSecond' | 'p50' | 'p99',
): number {
  return median(roundsOf(rounds, job, peer).map((round) => round[figure]));
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(36) : cell.padStart(15))).join('');
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
