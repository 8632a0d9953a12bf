/** Measures Denizen against the baseline (see README.md). `node bench/bench.ts --help` names the options. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Kind, Measured, Order } from './load.ts';
import { headers, nodeFlags, type Server, startBaseline, startDenizen, startLoad } from './programs.ts';
import { conditions, median, type Report, table } from './report.ts';
import { type Account, seed } from './seed.ts';
import { KEY, newUser, PROJECT, SECRET } from './settings.ts';

const CREATES_PER_SECOND = 3_000;
const STARTS = 5;
const HELP = `npm run bench -- [--quick] [--seconds 4] [--rounds 5] [--users 10000] [--connections 32] [--json FILE] [--folder FOLDER] [--flag NODE_FLAG]
`;

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    users: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string' },
    json: { type: 'string' },
    /** Where the databases lie: durable creation depends on the disk. */
    folder: { type: 'string', default: tmpdir() },
    /** Flags for Denizen alone, such as --cpu-prof: not for comparisons. */
    flag: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(given.seconds ?? (given.quick ? 1 : 4)),
  rounds: Number(given.rounds ?? (given.quick ? 3 : 5)),
  users: Number(given.users),
  connections: Number(given.connections),
  kinds: (given.only?.split(',') ?? ['get', 'session', 'jwt', 'list', 'create']) as Kind[],
};

async function run(): Promise<void> {
  const folder = mkdtempSync(join(given.folder, 'denizen-bench-'));
  const load = startLoad();
  const sides: Record<string, Server> = {};
  try {
    say(`seeding ${options.users} users in ${folder}`);
    const { launch, ...known } = await prepare(folder);
    const starts = await measureStarts(launch);
    for (const [name, start] of Object.entries(launch)) sides[name] = await start();
    await refuseDifference(sides, known);

    const rounds = [];
    for (const kind of options.kinds) {
      const running = Object.entries(sides).filter(([name]) => kind === 'create' || name !== 'baselineEach');
      for (const [, server] of running)
        await load.measure(order(kind, server, known, { seconds: Math.min(2, options.seconds) }));
      for (let round = 0; round < options.rounds; round++) {
        for (const [name, server] of running) {
          const before = server.cpuSeconds();
          const measured = await load.measure(order(kind, server, known));
          const cpuShare = (server.cpuSeconds() - before) / (measured.requests / measured.perSecond);
          rounds.push({ kind, side: name, ...measured, cpuShare });
          say(`${kind} ${name} ${Math.round(measured.perSecond)}/s, server ${cpuShare.toFixed(2)} of a core`);
        }
      }
    }
    const memory = Object.fromEntries(Object.entries(sides).map(([name, server]) => [name, server.memory()]));
    const report: Report = { conditions: conditions({ ...options, nodeFlags }), starts, memory, rounds };
    process.stdout.write(table(report));
    if (given.json) writeFileSync(given.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    load.stop();
    for (const server of Object.values(sides)) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One database, filled by Denizen, and a copy of it for each side. */
async function prepare(folder: string) {
  const settings = (side: string) => ({
    DENIZEN_DATABASE: `sqlite:${join(folder, side, 'denizen.db')}`,
    DENIZEN_SECRET: SECRET,
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  });
  const { ids, accounts, statements } = await seed(settings('seed'), options.users);
  const statementsFile = join(folder, 'statements.json');
  writeFileSync(statementsFile, JSON.stringify(statements));
  for (const side of ['denizen', 'baseline', 'baselineEach']) {
    mkdirSync(join(folder, side));
    copyFileSync(join(folder, 'seed/denizen.db'), join(folder, side, 'denizen.db'));
  }
  const baseline = (side: string, commit: 'each' | 'group') => () =>
    startBaseline(join(folder, side, 'denizen.db'), statementsFile, commit, join(folder, `${side}.log`));
  const launch: Record<string, (flags?: readonly string[]) => Promise<Server>> = {
    baseline: baseline('baseline', 'group'),
    denizen: (flags = given.flag) => startDenizen(settings('denizen'), join(folder, 'denizen.log'), flags),
    baselineEach: baseline('baselineEach', 'each'),
  };
  return { ids, accounts, launch };
}

/** Starts on an existing database, several times: the first fills caches, and the median is told. */
async function measureStarts(launch: Record<string, (flags?: readonly string[]) => Promise<Server>>) {
  const starts: Record<string, number[]> = { baseline: [], denizen: [] };
  for (let at = 0; at < STARTS; at++) {
    for (const [name, taken] of Object.entries(starts)) {
      const server = await launch[name]?.([]);
      if (!server) continue;
      taken.push(server.startMs);
      await server.stop();
    }
  }
  return Object.fromEntries(Object.entries(starts).map(([name, taken]) => [name, median(taken)]));
}

function order(
  kind: Kind,
  { port }: Server,
  { ids, accounts }: Known,
  limits: { seconds?: number } = {},
): Order {
  const seconds = limits.seconds ?? options.seconds;
  const { connections } = options;
  // Creations are counted, so that all databases grow alike.
  if (kind === 'create')
    return { kind, port, connections, ids, seconds: 600, requests: seconds * CREATES_PER_SECOND };
  const credentials = kind === 'session' || kind === 'jwt' ? accounts.map(credentialsOf[kind]) : [];
  return { kind, port, connections, ids, credentials, seconds, requests: Number.MAX_SAFE_INTEGER };
}

type Known = { readonly ids: readonly string[]; readonly accounts: readonly Account[] };

/** A header line by which a user proves itself. */
const credentialsOf = {
  session: ({ token }: Account) => `Cookie: a_session_${PROJECT}=${encodeURIComponent(token)}`,
  jwt: ({ jwt }: Account) => `X-Appwrite-JWT: ${jwt}`,
} as const;

/** Both sides must answer the same, or the comparison means nothing. */
async function refuseDifference(sides: Record<string, Server>, { ids, accounts }: Known): Promise<void> {
  const ask = async (path: string, input?: object, own: Record<string, string> = headers()) => {
    const bodies = [];
    for (const [name, { port }] of Object.entries(sides)) {
      const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
        headers: { ...own, 'Content-Type': 'application/json' },
        ...(input && { method: 'POST', body: JSON.stringify(input) }),
      });
      bodies.push({ name, body: await response.text() });
    }
    return bodies;
  };
  const byHeader = (kind: keyof typeof credentialsOf): Record<string, string> => {
    // Another user for each, since a visit is noted and the next answer tells of it.
    const account = accounts.at(kind === 'jwt' ? -1 : -2) as Account;
    const [name = '', value = ''] = credentialsOf[kind](account).split(': ');
    return { 'X-Appwrite-Project': PROJECT, [name]: value };
  };
  const own = /[0-9a-f]{20}|\d{4}-\d\d-\d\dT[\d:.]+/g;
  const answers = [
    await ask(`/users/${ids.at(-1)}`),
    await ask('/account', undefined, byHeader('session')),
    await ask('/account', undefined, byHeader('jwt')),
    await ask('/users'),
    (await ask('/users', newUser('same'))).map(({ name, body }) => ({ name, body: body.replace(own, '') })),
  ];
  for (const [first, ...others] of answers) {
    for (const other of others) {
      if (other.body !== first?.body)
        throw new Error(`${first?.name} answers ${first?.body}\nand ${other.name} ${other.body}`);
    }
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

if (given.help) process.stdout.write(HELP);
else await run();

export type Round = Measured & { readonly kind: Kind; readonly side: string; readonly cpuShare: number };
