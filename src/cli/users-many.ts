import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { hasEnded, type Job, type JobActName, type JobParameters, metBy } from '../core/jobs/job.ts';
import { createJob, getJob } from '../core/jobs/jobs.ts';
import { type Preview, previewJob } from '../core/jobs/preview.ts';
import { readResult } from '../core/jobs/results.ts';
import { createJobRunner } from '../core/jobs/runner.ts';
import type { Selection } from '../core/jobs/selection.ts';
import { counted, withCommas } from '../core/text.ts';
import { ask, canAsk } from './input.ts';
import { isoOf } from './moments.ts';
import { type Output, printable, printableLines, withCommand } from './output.ts';
import { CommandError, UsageError } from './refusal.ts';
import { openProject, type Settings, userNamed, viewOf } from './users.ts';
import { choosesUsers, selectionOf, type UserFlags } from './users-filters.ts';

const POLL_MS = 200;
const BAR_WIDTH = 30;
const SAMPLES_SHOWN = 5;

export type ManyInput = {
  readonly act: JobActName;
  readonly parameters: JobParameters;
  /** One user, instead of flags. */
  readonly name?: string | undefined;
  readonly flags: UserFlags;
  readonly everyone: boolean;
  /** Not to be asked. */
  readonly yes: boolean;
  /** How many users are expected. */
  readonly count?: string | undefined;
  /** To leave the work to a running server. */
  readonly detach: boolean;
};

type Here = { readonly core: Core; readonly actor: Actor };

/**
 * Does an act to many users as a job: shows whom it meets, asks, and works on it with a progress bar, or lines of JSON
 * where there is no terminal. A job goes on in a running server when this process ends. Returns whether nothing failed.
 */
export async function usersMany(settings: Settings, output: Output, input: ManyInput): Promise<boolean> {
  await using here = await openProject(settings);
  const { core, actor } = here;
  const selection = await jobSelection(here, input);
  const preview = await previewJob(core, actor, selection);
  const say = sayer(output, input.act);
  showPreview(say, input, preview);
  await approve(input, preview);
  const confirm = preview.confirm ? { confirm: String(preview.count) } : {};
  const job = await createJob(core, actor, { ...selection, digest: preview.digest, ...confirm });
  if (input.detach) {
    say.lines({ job: jobView(job) }, [`Job ${job.id} waits for a running server.`]);
    return true;
  }
  const ended = await work(here, job, say);
  if (ended.act === 'erase' && ended.done > 0)
    process.stderr.write(
      `${withCommand(`The receipts, in a minute: denizen users jobs receipts ${ended.id}`, output.command)}\n`,
    );
  if (ended.act === 'export' && ended.state === 'done') await printResult(here, ended, output);
  return ended.state === 'done' && ended.failed === 0;
}

async function jobSelection(here: Here, input: ManyInput): Promise<Selection> {
  const { act, parameters, name, everyone } = input;
  const { filters: queries, ...search } = selectionOf(input.flags, here.core.clock.now());
  const chooses = choosesUsers({ filters: queries, ...search });
  if ([name !== undefined, chooses, everyone].filter(Boolean).length !== 1) {
    throw new UsageError(
      'Name one user, or choose users by flags such as --status or --label, or all of them by --everyone.',
    );
  }
  if (name === undefined) return { act, parameters, target: { filter: { queries, ...search } } };
  const { id } = await userNamed(here, name);
  return { act, parameters, target: { ids: [id] } };
}

/** Fails with `CommandError` unless a person, or the flags, agree to the number of users. */
async function approve({ yes, count, act, name }: ManyInput, preview: Preview): Promise<void> {
  const wanted = count?.replace(/\+$/, '');
  if (wanted !== undefined && wanted !== String(preview.count))
    throw new CommandError(`--count says ${count}, but it is ${countText(preview)}. Nothing was changed.`);
  if (preview.count === 0) throw new CommandError('No user is met. Nothing was changed.');
  const needsCount = preview.confirm && name === undefined;
  if (yes && (wanted !== undefined || !needsCount)) return;
  if (yes || !canAsk()) {
    throw new CommandError(
      needsCount
        ? `Nothing was changed. To go on, add --yes --count ${preview.count}.`
        : 'Nothing was changed. To go on, add --yes.',
    );
  }
  if (act === 'export' && !needsCount) return;
  const question = needsCount ? `Type ${preview.count} to go on: ` : 'Go on? [y/N] ';
  const answer = (await ask(question)).trim();
  if (needsCount ? answer === String(preview.count) : /^y(es)?$/i.test(answer)) return;
  throw new CommandError('Nothing was changed.');
}

/** Works on the job beside running servers, until it has ended or an operator has paused it. */
async function work({ core, actor }: Here, job: Job, say: Sayer): Promise<Job> {
  let last = job;
  const runner = createJobRunner(core);
  const look = async (): Promise<boolean> => {
    last = await getJob(core, actor, job.id);
    say.progress(last);
    return !hasEnded(last) && last.state !== 'paused';
  };
  try {
    while (await look()) if (!(await runner.turn(look))) await sleep(POLL_MS);
  } finally {
    await runner.stop();
  }
  say.ended(last);
  return last;
}

async function printResult({ core, actor }: Here, { id }: Job, output: Output): Promise<void> {
  for await (const text of await readResult(core, actor, id)) {
    output.write(text);
    if (!(await output.drained())) return;
  }
}

function showPreview(say: Sayer, { act }: ManyInput, preview: Preview): void {
  const { count, countIsExact, samples, skipped, examined } = preview;
  const names = samples
    .slice(0, SAMPLES_SHOWN)
    .map(({ id, email, name }) => printable(email ?? (name || id)));
  const view = { count, countIsExact, examined, skipped, samples: samples.map(viewOf) };
  say.lines({ preview: view }, [
    `${act}: ${countText(preview)}${names.length > 0 ? `, such as ${names.join(', ')}` : ''}.`,
    ...skipped.map((each) => `  ${counted(each.count, 'is', 'are')} skipped: ${wordsOf(each.reason)}.`),
  ]);
}

function countText({ count, countIsExact }: Pick<Preview, 'count' | 'countIsExact'>): string {
  return `${countIsExact ? '' : 'at least '}${counted(count, 'user', 'users')}`;
}

function wordsOf(reason: string): string {
  return reason.replaceAll('_', ' ');
}

type Sayer = {
  readonly lines: (document: unknown, lines: readonly string[]) => void;
  readonly progress: (job: Job) => void;
  readonly ended: (job: Job) => void;
};

/** Speaks on standard output; during an export on standard error, since its users go to standard output. */
function sayer({ json, command, write }: Output, act: JobActName): Sayer {
  const say = act === 'export' ? (text: string) => void process.stderr.write(text) : write;
  const tell = (sentences: string) => say(`${printableLines(withCommand(sentences, command))}\n`);
  const isTerminal = process.stderr.isTTY === true && !json;
  let shown = '';
  const progress = (job: Job) => {
    const text = isTerminal ? barOf(job) : JSON.stringify({ job: jobView(job) });
    if (text === shown) return;
    shown = text;
    if (isTerminal) process.stderr.write(`\r${text}\u001b[K`);
    else if (json) say(`${text}\n`);
  };
  return {
    lines: (document, lines) => (json ? say(`${JSON.stringify(document)}\n`) : tell(lines.join('\n'))),
    progress,
    ended: (job) => {
      if (isTerminal) process.stderr.write('\n');
      if (!json) tell(summaryOf(job));
    },
  };
}

function barOf(job: Job): string {
  const share = job.total === 0 ? 1 : Math.min(1, metBy(job) / job.total);
  const full = Math.round(share * BAR_WIDTH);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}`;
  return `[${bar}] ${Math.floor(share * 100)} % of ${withCommas(job.total)}${job.totalIsExact ? '' : ' or more'}`;
}

/** Says in a sentence how far a job is, or how it ended. */
export function summaryOf(job: Job): string {
  const { id, state, reason, done, skipped, failed } = job;
  const why = reason === null ? '' : ` (${wordsOf(reason)})`;
  const counts = `${withCommas(done)} done, ${withCommas(skipped)} skipped, ${withCommas(failed)} failed`;
  const more = failed === 0 ? '' : ` See: denizen users jobs failures ${id}`;
  return `Job ${id} is ${state}${why}: ${counts}.${more}`;
}

/** A job for programs. */
export function jobView(job: Job) {
  const { id, act, state, reason, total, totalIsExact, done, skipped, failed, skips } = job;
  return {
    ...{ id, act, state, reason, total, totalIsExact, done, skipped, failed, skips },
    createdAt: isoOf(job.createdAt),
    startedAt: isoOf(job.startedAt),
    endedAt: isoOf(job.endedAt),
    createdBy: job.actor,
  };
}
