import { availableParallelism } from 'node:os';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { setTimeout } from 'node:timers/promises';
import { filesByPhase, type Phase, usesConsole, usesLargeDirectory, usesSite } from './suite.ts';
import { isWhole } from './support/extent.ts';
import { globalSetup, globalTeardown } from './support/postgres.ts';
import { openWorkplace } from './support/workplace.ts';

/** Files at once, by phase. Busy ones wait enough for one more than the processors that CI has. */
const TOGETHER: Readonly<Record<Phase, number>> = {
  busy: Number(process.env.TEST_CONCURRENCY ?? availableParallelism() + 1),
  waiting: 2,
  alone: 1,
};
/** Leaves out what the quick set runs just the same, after it has run. */
const REST = '--rest';
const LONGEST_FILE_MS = 600_000;
const LONGEST_STOP_MS = 5_000;

type Result = { readonly name: Phase; readonly line: string; readonly isGood: boolean };

const interruption = new AbortController();
let dropSeeds = async (): Promise<void> => {};
const workplace = openWorkplace();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

try {
  const named = process.argv.slice(2).filter((argument) => argument !== REST);
  const phases = filesByPhase(named, { isWhole, isRest: process.argv.includes(REST) });
  if (usesConsole(Object.values(phases).flat())) await import('../console/fresh.ts');
  if (usesSite(Object.values(phases).flat())) await import('../tools/site/fresh.ts');
  await globalSetup();
  if (usesLargeDirectory(Object.values(phases).flat())) {
    // Loaded on demand: most single files need none of it.
    const { seedForTests } = await import('./support/large-directory.ts');
    dropSeeds = await seedForTests();
  }
  const results: Result[] = [];
  for (const phase of ['busy', 'waiting', 'alone'] as const) {
    if (phases[phase].length > 0 && !interruption.signal.aborted)
      results.push(await resultOf(phase, phases[phase]));
  }
  await dropSeeds();
  await stopped();
  const left = workplace.leftovers();
  for (const { name, line } of results) say(`${name}: ${line}`);
  if (left.length > 0) say(`left behind in the temporary folders: ${left.join(', ')}`);
  const isGood = results.every((result) => result.isGood) && left.length === 0;
  process.exitCode = isGood && !interruption.signal.aborted ? 0 : 1;
} finally {
  await stopped();
  workplace.remove();
}

async function resultOf(name: Phase, files: readonly string[]): Promise<Result> {
  const concurrency = TOGETHER[name];
  say(`${name}: ${files.length} files, ${concurrency} at once`);
  const { signal } = interruption;
  const events = runTests({
    ...{ files: [...files], concurrency, signal },
    ...{ timeout: LONGEST_FILE_MS, execArgv: [`--test-timeout=${LONGEST_FILE_MS}`] },
  });
  let result: Result = { name, line: 'interrupted', isGood: false };
  events.on('test:summary', ({ file, counts, duration_ms, success }) => {
    if (file !== undefined) return;
    const { tests, passed, skipped, todo } = counts;
    const failed = tests - passed - skipped - todo;
    const counted = `${tests} tests, ${passed} passed, ${failed} failed, ${skipped} skipped`;
    result = { name, line: `${counted}, ${Math.round(duration_ms / 1000)} s`, isGood: success };
  });
  for await (const text of events.compose(new spec())) process.stdout.write(text);
  return result;
}

/** A server that the same signal has ended never says that it stopped. */
async function stopped(): Promise<void> {
  await Promise.race([globalTeardown(), setTimeout(LONGEST_STOP_MS, undefined, { ref: false })]);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
