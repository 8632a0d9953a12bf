/**
 * A slow disk under SQLite: how long reads wait beside two writers, and how many users are created a second, with the
 * sync in the thread pool ("after") and on the event loop ("before"), in one run (see README.md).
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onDisk } from '../test/support/disk-shim.ts';
import { ask, connectionsTo } from './ask.ts';
import type { Probed, ProbeOrder } from './probe.ts';
import { type Server, startDenizen, startLoad, startMeasuring } from './programs.ts';
import { conditions, median } from './report.ts';
import { seed } from './seed.ts';
import { KEY, newUser, PROJECT } from './settings.ts';

const HELP = `npm run bench:slow-disk -- [--seconds 5] [--rounds 3] [--delays 50,1] [--rate 200] [--folder FOLDER]\n`;
const USERS = 1_000;
const WRITERS = 2;
const CONNECTIONS = 32;
const GET_P99_MS_AT_MOST = 5;
const CREATES_RATIO_AT_LEAST = 1;
const SIDES = {
  before: ['--import', join(import.meta.dirname, 'without-log-thread.ts')],
  after: [],
} as const;

let created = 0;

type Side = keyof typeof SIDES;
type Round = {
  readonly side: Side;
  readonly delayMs: number;
  readonly get: Probed;
  /** Creations a second of the two writers beside the reads, and of 32 connections alone. */
  readonly beside: number;
  readonly creates: number;
};

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    /** Milliseconds by which each sync is slowed down. */
    delays: { type: 'string', default: '50,1' },
    /** Reads a second. */
    rate: { type: 'string', default: '200' },
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(given.seconds),
  rounds: Number(given.rounds),
  delays: given.delays.split(',').map(Number),
  rate: Number(given.rate),
};

if (given.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(given.folder, 'denizen-bench-'));
  try {
    const seeded = join(folder, 'seed');
    mkdirSync(seeded);
    const { ids } = await seed(settingsIn(seeded), USERS);
    const rounds: Round[] = [];
    for (const delayMs of options.delays) {
      for (let round = 0; round < options.rounds; round++) {
        for (const side of ['before', 'after'] as const) {
          const data = join(folder, 'data');
          rmSync(data, { recursive: true, force: true });
          cpSync(seeded, data, { recursive: true });
          rounds.push({ side, delayMs, ...(await measure(data, { side, delayMs, ids })) });
          process.stderr.write(`${JSON.stringify(rounds.at(-1))}\n`);
        }
      }
    }
    process.stdout.write(`${report(rounds)}\n${JSON.stringify(conditions(options))}\n`);
    if (!isReached(rounds)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  { side, delayMs, ids }: { readonly side: Side; readonly delayMs: number; readonly ids: readonly string[] },
): Promise<Pick<Round, 'get' | 'beside' | 'creates'>> {
  const disk = onDisk({ folder, delayMs });
  const server = await startDenizen(
    { ...settingsIn(folder), ...disk },
    join(folder, '../denizen.log'),
    SIDES[side],
  );
  const reads = startMeasuring<ProbeOrder, Probed>('probe.ts');
  const load = startLoad();
  try {
    const { port } = server;
    const reading = (seconds: number) => reads.measure({ port, ids, perSecond: options.rate, seconds });
    await Promise.all([reading(1), write(server, 1)]);
    const [get, beside] = await Promise.all([reading(options.seconds), write(server, options.seconds)]);
    const most = { seconds: options.seconds, requests: Number.MAX_SAFE_INTEGER };
    const { perSecond } = await load.measure({
      kind: 'create',
      port,
      connections: CONNECTIONS,
      ids,
      ...most,
    });
    return { get, beside, creates: perSecond };
  } finally {
    reads.stop();
    load.stop();
    await server.stop();
  }
}

/** Returns the creations a second. */
async function write({ port }: Server, seconds: number): Promise<number> {
  const agent = connectionsTo(port, WRITERS);
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const writer = async () => {
    while (performance.now() < until) {
      const answer = await ask(agent, 'POST', '/users', JSON.stringify(newUser(`w${created++}`)));
      if (answer.status !== 201) throw new Error(`no user was made: ${answer.status} ${answer.body}`);
      done++;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  agent.destroy();
  return done / seconds;
}

function settingsIn(folder: string): Record<string, string> {
  return {
    DENIZEN_DATABASE: `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for measurements, long enough',
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
}

function figure(rounds: readonly Round[], delayMs: number, side: Side, of: (round: Round) => number): number {
  return median(rounds.filter((round) => round.delayMs === delayMs && round.side === side).map(of));
}

function report(rounds: readonly Round[]): string {
  const lines = options.delays.flatMap((delayMs) =>
    (['before', 'after'] as const).map((side) => {
      const middle = (of: (round: Round) => number, digits: number) =>
        figure(rounds, delayMs, side, of).toFixed(digits);
      return `sync +${delayMs} ms, ${side}: get beside ${WRITERS} writers p50 ${middle(({ get }) => get.p50, 2)} ms, p99 ${middle(({ get }) => get.p99, 2)} ms; they create ${middle(({ beside }) => beside, 0)}/s; ${CONNECTIONS} connections create ${middle(({ creates }) => creates, 0)}/s`;
    }),
  );
  return [
    ...lines,
    `Aims: get p99 after <= ${GET_P99_MS_AT_MOST} ms; creates after / before >= ${CREATES_RATIO_AT_LEAST} at the smallest delay.`,
  ].join('\n');
}

function isReached(rounds: readonly Round[]): boolean {
  const least = Math.min(...options.delays);
  const creates = (side: Side) => figure(rounds, least, side, (round) => round.creates);
  return (
    options.delays.every(
      (delayMs) => figure(rounds, delayMs, 'after', ({ get }) => get.p99) <= GET_P99_MS_AT_MOST,
    ) && creates('after') >= CREATES_RATIO_AT_LEAST * creates('before')
  );
}
