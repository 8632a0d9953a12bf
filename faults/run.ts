/** Runs the fault scenarios and prints what they measured. Exits with 1 if an aim is missed (see README.md). */
import { fork } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineName } from '../test/support/engines.ts';
import { globalSetup, globalTeardown } from '../test/support/postgres.ts';
import { openWorkplace } from '../test/support/workplace.ts';
import type { Finished } from './one.ts';
import type { Outcome, Scenario } from './scenario.ts';

const HELP = `npm run test:faults -- [NAMES…] [--short] [--engine sqlite|postgres]\n`;
const ENGINES: readonly EngineName[] = ['sqlite', 'postgres'];
const SHORT_DEADLINE_MS = 120_000;
const LONG_DEADLINE_MS = 6 * 3_600_000;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    engine: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type Run = Outcome & { readonly name: string; readonly engine: EngineName; readonly seconds: number };

const names = globSync('scenarios/*.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.ts'));
const unknown = [
  ...positionals.filter((name) => !names.includes(name)),
  ...(given.engine === undefined || ENGINES.some((engine) => engine === given.engine) ? [] : [given.engine]),
];

if (given.help) say(`${HELP}Scenarios: ${names.sort().join(', ')}`);
else if (unknown.length > 0) {
  say(`Unknown: ${unknown.join(', ')}. Scenarios: ${names.sort().join(', ')}.`);
  process.exitCode = 1;
} else await runAll(names.filter((name) => positionals.length === 0 || positionals.includes(name)).sort());

async function runAll(chosen: readonly string[]): Promise<void> {
  const workplace = openWorkplace();
  process.once('exit', () => workplace.remove());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  try {
    await globalSetup();
    const runs: Run[] = [];
    for (const name of chosen) {
      const { engines = ENGINES } = (await import(`./scenarios/${name}.ts`)) as Scenario;
      for (const engine of engines) {
        if (given.engine === undefined || engine === given.engine) runs.push(await runOne(name, engine));
      }
    }
    report(runs);
    process.exitCode = runs.every(({ failures }) => failures.length === 0) ? 0 : 1;
  } finally {
    await globalTeardown();
  }
}

/** A process of its own for each, so that neither a crash nor the memory of one reaches the others. */
async function runOne(name: string, engine: EngineName): Promise<Run> {
  say(`${name} on ${engine}`);
  const began = performance.now();
  const outcome = await outcomeOf(name, engine);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  say(`  ${figuresOf(outcome)} (${seconds} s)`);
  for (const failure of outcome.failures) say(`  FAILED: ${failure}`);
  return { name, engine, seconds, ...outcome };
}

function outcomeOf(name: string, engine: EngineName): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const deadline = given.short ? SHORT_DEADLINE_MS : LONG_DEADLINE_MS;
  const child = fork(join(import.meta.dirname, 'one.ts'), [name, engine, given.short ? 'short' : 'long']);
  const fail = (failure: string) => resolve({ figures: {}, failures: [failure] });
  const timer = setTimeout(() => {
    fail(`it did not end within ${deadline / 1000} s`);
    child.kill('SIGKILL');
  }, deadline);
  child.on('message', (finished: Finished) =>
    'crash' in finished ? fail(finished.crash) : resolve(finished),
  );
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    fail(`it ended with ${signal ?? code} and no outcome`);
  });
  return promise;
}

function report(runs: readonly Run[]): void {
  const widest = Math.max(0, ...runs.map(({ name }) => name.length));
  say('');
  for (const run of runs) {
    const verdict = run.failures.length === 0 ? 'ok    ' : 'FAILED';
    const seconds = `${run.seconds.toFixed(1)} s`.padStart(9);
    say(`${verdict} ${run.name.padEnd(widest)} ${run.engine.padEnd(8)} ${seconds}  ${figuresOf(run)}`);
  }
  const total = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  say(`${runs.length} runs, ${Math.round(total)} s`);
}

function figuresOf({ figures }: Outcome): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
