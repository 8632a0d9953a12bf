import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
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
/**
 * Files that may fail beside others and pass alone, in a run of all. They are named at the end, to be mended: one unlucky moment among
 * thousands of tests on a busy machine shall be seen, but not hide what the others say.
 */
const UNSTEADY_AT_MOST = 2;
/** Leaves out what the quick set runs just the same, after it has run. */
const REST = '--rest';
const LONGEST_FILE_MS = 600_000;
const LONGEST_STOP_MS = 5_000;

type Result = {
  readonly name: Phase | 'again';
  readonly line: string;
  readonly isGood: boolean;
  readonly failed: readonly string[];
};

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
      results.push(await resultOf(phase, phases[phase], TOGETHER[phase]));
  }
  const atMost = Number(process.env.TEST_AGAIN ?? (named.length > 0 ? 0 : UNSTEADY_AT_MOST));
  const failed = toRunAgain(results, atMost);
  const again = failed.length > 0 ? await resultOf('again', failed, 1) : undefined;
  await dropSeeds();
  await stopped();
  const left = workplace.leftovers();
  for (const { name, line } of again ? [...results, again] : results) say(`${name}: ${line}`);
  if (again?.isGood) say(`unsteady, failed beside others and passed alone: ${failed.join(', ')}`);
  if (left.length > 0) say(`left behind in the temporary folders: ${left.join(', ')}`);
  const isGood = (again?.isGood ?? results.every((result) => result.isGood)) && left.length === 0;
  process.exitCode = isGood && !interruption.signal.aborted ? 0 : 1;
} finally {
  await stopped();
  workplace.remove();
}

/** The files that failed, if they are few, and all that failed. */
function toRunAgain(results: readonly Result[], atMost: number): readonly string[] {
  const failed = results.flatMap((result) => result.failed);
  const isMore = results.some((result) => !result.isGood && result.failed.length === 0);
  return isMore || failed.length > atMost || interruption.signal.aborted ? [] : failed;
}

async function resultOf(
  name: Result['name'],
  files: readonly string[],
  concurrency: number,
): Promise<Result> {
  say(`${name}: ${files.length} files, ${concurrency} at once`);
  const { signal } = interruption;
  const events = runTests({
    ...{ files: [...files], concurrency, signal },
    ...{ timeout: LONGEST_FILE_MS, execArgv: [`--test-timeout=${LONGEST_FILE_MS}`] },
  });
  const own = new Set(files.map((file) => resolve(file)));
  const failed = new Set<string>();
  // A test may stand in another file than the one that runs; of one that ends early, the name is the file.
  const noteFailure = (file: string | undefined) => {
    if (file !== undefined && own.has(resolve(file))) failed.add(relative('.', file));
  };
  events.on('test:fail', ({ file, name: test }) => [file, test].forEach(noteFailure));
  let result: Result = { name, line: 'interrupted', isGood: false, failed: [] };
  events.on('test:summary', ({ file, counts, duration_ms, success }) => {
    if (!success) noteFailure(file);
    if (file !== undefined) return;
    const { tests, passed, skipped, todo } = counts;
    const bad = tests - passed - skipped - todo;
    const counted = `${tests} tests, ${passed} passed, ${bad} failed, ${skipped} skipped`;
    result = {
      name,
      line: `${counted}, ${Math.round(duration_ms / 1000)} s`,
      isGood: success,
      failed: [...failed],
    };
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
