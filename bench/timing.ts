/**
 * Whether the time of a refused sign-in tells who is there (see README.md). `node bench/timing.ts --help` names the
 * options.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, connectionsTo, quantile } from './ask.ts';
import { startDenizen } from './programs.ts';
import { conditions } from './report.ts';
import { KEY, PROJECT } from './settings.ts';
import { type Class, classes, classOf, emailOf, fill } from './timing-accounts.ts';
import { compare, LEAK } from './welch.ts';

const HELP = `npm run bench:timing -- [--tries 5000] [--crop 0.95] [--without-guard] [--database URL] [--json FILE]
`;
const WARM_UP = 300;
const REFUSED = 401;

type Times = Readonly<Record<Class, number[]>>;

const { values: given } = parseArgs({
  options: {
    /** A class; each is at another user, so that no guess has to wait. */
    tries: { type: 'string', default: '5000' },
    /** The share of the tries that is compared; the slowest beyond it are not. */
    crop: { type: 'string', default: '0.95' },
    'without-guard': { type: 'boolean', default: false },
    /** An empty one; without it, SQLite in a folder that is removed. */
    database: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const options = { tries: Number(given.tries), crop: Number(given.crop), guard: !given['without-guard'] };

if (given.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'denizen-timing-'));
  const settings = {
    DENIZEN_DATABASE: given.database ?? `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for measurements, long enough',
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
  try {
    const warmUp = Math.ceil(WARM_UP / classes.length);
    process.stderr.write(`making ${(options.tries + warmUp) * classes.length} users in ${folder}\n`);
    await fill(settings, options.tries + warmUp);
    const flags = options.guard ? [] : ['--import', join(import.meta.dirname, 'without-guard.ts')];
    const server = await startDenizen(settings, join(folder, 'denizen.log'), flags);
    const times = await measure(server.port, warmUp * classes.length).finally(() => server.stop());
    const told = conditions(options);
    process.stdout.write(`${report(times)}\n${JSON.stringify(told)}\n`);
    if (given.json) writeFileSync(given.json, `${JSON.stringify({ conditions: told, times })}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One try after the other on one connection, the classes in an order of chance; the first ones warm everything up. */
async function measure(port: number, warmUp: number): Promise<Times> {
  const agent = connectionsTo(port, 1);
  const times = Object.fromEntries(classes.map((name) => [name, [] as number[]])) as unknown as Times;
  const first = await bodyOf(agent, 0);
  for (let number = 1; number < warmUp; number++) await bodyOf(agent, number);
  const numbers = shuffled(Array.from({ length: options.tries * classes.length }, (_, at) => warmUp + at));
  for (const [at, number] of numbers.entries()) {
    const { ms, body } = await tryAt(agent, number);
    if (body !== first) throw new Error(`"${classOf(number)}" is answered ${body}\ninstead of ${first}`);
    times[classOf(number)].push(ms);
    if (at % 1000 === 0) process.stderr.write(`${at} of ${numbers.length}\n`);
  }
  agent.destroy();
  return times;
}

async function bodyOf(agent: ReturnType<typeof connectionsTo>, number: number): Promise<string> {
  return (await tryAt(agent, number)).body;
}

async function tryAt(agent: ReturnType<typeof connectionsTo>, number: number) {
  const body = JSON.stringify({ email: emailOf(number), password: 'a wrong password' });
  const answer = await ask(agent, 'POST', '/account/sessions/email', body);
  if (answer.status !== REFUSED) throw new Error(`"${classOf(number)}" is answered ${answer.status}`);
  return answer;
}

function report(times: Times): string {
  const [base, ...others] = classes;
  const against = others.map((name) => ({ name, ...compare(times[base], times[name], options.crop) }));
  const worst = Math.max(...against.map(({ t }) => Math.abs(t)));
  const rows = against.map(({ name, t, slower, seen }) =>
    row([name, ...[quantile(times[name], 0.5), slower, seen, t].map((figure) => figure.toFixed(3))]),
  );
  return [
    row([`against "${base}"`, 'median ms', 'slower ms', 'seen from ms', 't']),
    row([base, quantile(times[base], 0.5).toFixed(3), '', '', '']),
    ...rows,
    `greatest |t|: ${worst.toFixed(2)} (aim < ${LEAK}), ${options.tries} tries a class${options.guard ? '' : ', without the guard'}`,
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(24) : cell.padStart(14))).join('');
}

function shuffled(numbers: number[]): readonly number[] {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [numbers[last], numbers[other]] = [numbers[other] as number, numbers[last] as number];
  }
  return numbers;
}
