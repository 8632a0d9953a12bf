/**
 * A flood of sign-ins: what it does to reading a user, and how close it comes to the hash library alone (see README.md).
 * `node bench/logins.ts --help` names the options.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, connectionsTo } from './ask.ts';
import type { Hashed, HashOrder } from './hash-load.ts';
import type { LoggedIn, LoginOrder } from './login-load.ts';
import type { Probed, ProbeOrder } from './probe.ts';
import { type Server, startDenizen, startMeasuring, startNode, type Threads } from './programs.ts';
import { conditions, median } from './report.ts';
import { KEY, PROJECT } from './settings.ts';

const HELP = `npm run bench:logins -- [--seconds 15] [--rounds 3] [--clients 64] [--rate 100] [--database URL] [--json FILE] [--flag NODE_FLAG]
`;
const PASSWORD = 'correct horse battery staple';
const WARM_UP_SECONDS = 3;
const READS_SLOWER_AT_MOST = 3;
const SHARE_AT_LEAST = 0.9;
/** As in `src/cli/priorities.ts`. */
const HASHING = 10;

type Round = {
  readonly library: Hashed;
  readonly idle: Probed;
  readonly flooded: Probed;
  readonly logins: LoggedIn;
  /** A bare server, alone and beside the library with the priority that hashing has here. */
  readonly bare: { readonly idle: Probed; readonly flooded: Probed };
  /** Milliseconds of the server's processor time a sign-in, reads apart. */
  readonly cpu: number;
  /** The same by what threads do, reads included. */
  readonly threads: Readonly<Record<Threads, number>>;
};

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '64' },
    /** Reads a second. */
    rate: { type: 'string', default: '100' },
    /** An empty one; without it, SQLite in a folder that is removed. */
    database: { type: 'string' },
    json: { type: 'string' },
    /** Flags for Denizen, such as --cpu-prof: not for figures to keep. */
    flag: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(given.seconds),
  rounds: Number(given.rounds),
  clients: Number(given.clients),
  rate: Number(given.rate),
  engine: given.database?.split(':')[0] ?? 'sqlite',
};

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
  try {
    const server = await startDenizen(settings, join(folder, 'denizen.log'), given.flag);
    const rounds = await measure(server, join(folder, 'bare.log')).finally(() => server.stop());
    const told = conditions(options);
    process.stdout.write(`${report(rounds)}\n${JSON.stringify(told)}\n`);
    if (given.json) writeFileSync(given.json, `${JSON.stringify({ conditions: told, rounds }, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(server: Server, log: string): Promise<readonly Round[]> {
  const library = startMeasuring<HashOrder, Hashed>('hash-load.ts');
  const hashing = startMeasuring<HashOrder, Hashed>('hash-load.ts');
  const bare = await startNode(
    (port) => [join(import.meta.dirname, 'bare-server.ts'), String(port)],
    {},
    log,
  );
  const reads = startMeasuring<ProbeOrder, Probed>('probe.ts');
  const flood = startMeasuring<LoginOrder, LoggedIn>('login-load.ts');
  try {
    const { port } = server;
    const { ids, emails } = await people(port);
    const signingIn = (seconds: number) => flood.measure({ port, emails, password: PASSWORD, seconds });
    const reading = (seconds: number, at = port) =>
      reads.measure({ port: at, ids, perSecond: options.rate, seconds });
    const { seconds } = options;
    const hashes = { atOnce: availableParallelism(), seconds };
    await Promise.all([signingIn(WARM_UP_SECONDS), reading(WARM_UP_SECONDS)]);
    const rounds: Round[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      const alone = await library.measure(hashes);
      const bareIdle = await reading(seconds, bare.port);
      const [bareFlooded] = await Promise.all([
        reading(seconds, bare.port),
        hashing.measure({ ...hashes, nice: HASHING }),
      ]);
      const used = [server.cpuSeconds()];
      const idle = await reading(seconds);
      used.push(server.cpuSeconds());
      const threadsBefore = server.cpuByThread();
      const [logins, flooded] = await Promise.all([signingIn(seconds), reading(seconds)]);
      used.push(server.cpuSeconds());
      const [before = 0, between = 0, after = 0] = used;
      const spent = after - between - (between - before);
      const cpu = (spent * 1000) / (logins.perSecond * seconds);
      const threads = eachOf(
        (thread) => (server.cpuByThread()[thread] - threadsBefore[thread]) / (logins.perSecond * seconds),
      );
      rounds.push({
        ...{ library: alone, idle, flooded, logins, cpu, threads },
        bare: { idle: bareIdle, flooded: bareFlooded },
      });
      process.stderr.write(`round ${round}: ${JSON.stringify(rounds.at(-1))}\n`);
    }
    return rounds;
  } finally {
    for (const process of [library, hashing, reads, flood]) process.stop();
    await bare.stop();
  }
}

function eachOf(value: (thread: Threads) => number): Readonly<Record<Threads, number>> {
  return {
    main: value('main'),
    hashing: value('hashing'),
    workers: value('workers'),
    others: value('others'),
  };
}

/** As many users as clients, made over HTTP with passwords in plain. */
async function people(port: number): Promise<{ ids: readonly string[]; emails: readonly string[] }> {
  const agent = connectionsTo(port, 8);
  const emails = Array.from({ length: options.clients }, (_, at) => `client${at}@example.com`);
  const made = await Promise.all(
    emails.map((email) =>
      ask(agent, 'POST', '/users', JSON.stringify({ userId: 'unique()', email, password: PASSWORD })),
    ),
  );
  agent.destroy();
  const ids = made.map(({ status, body }) => {
    if (status !== 201) throw new Error(`no user was made: ${status} ${body}`);
    return (JSON.parse(body) as { $id: string }).$id;
  });
  return { ids, emails };
}

function report(rounds: readonly Round[]): string {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const slower = middle(({ idle, flooded }) => flooded.p99 / idle.p99);
  const share = middle(({ library, logins }) => logins.perSecond / library.perSecond);
  return [
    `GET /users/:id alone:  p50 ${middle((round) => round.idle.p50).toFixed(2)} ms, p99 ${middle((round) => round.idle.p99).toFixed(2)} ms`,
    `GET in the flood:      p50 ${middle((round) => round.flooded.p50).toFixed(2)} ms, p99 ${middle((round) => round.flooded.p99).toFixed(2)} ms, max ${Math.max(...rounds.map((round) => round.flooded.max)).toFixed(1)} ms`,
    `p99 in the flood / alone: ${slower.toFixed(2)} (aim < ${READS_SLOWER_AT_MOST})`,
    `p99 of a bare server beside the library / alone: ${middle(({ bare }) => bare.flooded.p99 / bare.idle.p99).toFixed(2)} (${middle(({ bare }) => bare.idle.p99).toFixed(2)} and ${middle(({ bare }) => bare.flooded.p99).toFixed(2)} ms)`,
    `sign-ins:              ${middle((round) => round.logins.perSecond).toFixed(1)}/s, p50 ${middle((round) => round.logins.p50).toFixed(0)} ms, p99 ${middle((round) => round.logins.p99).toFixed(0)} ms`,
    `the library alone:     ${middle((round) => round.library.perSecond).toFixed(1)}/s`,
    `processor time:        ${middle((round) => round.cpu).toFixed(1)} ms a sign-in, ${middle((round) => round.library.cpu).toFixed(1)} ms a hash alone`,
    `by thread:             ${(['hashing', 'main', 'workers', 'others'] as const).map((thread) => `${thread} ${middle((round) => round.threads[thread]).toFixed(2)}`).join(', ')} ms`,
    `sign-ins / library: ${share.toFixed(2)} (aim >= ${SHARE_AT_LEAST})`,
  ].join('\n');
}
