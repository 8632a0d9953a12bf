import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canary } from '../core/imports/canaries.ts';
import type { DryRun } from '../core/imports/dry-run.ts';
import { type Import, type ImportSource, outcomes, type Progress } from '../core/imports/import.ts';
import { findBySource, findImport, listImports } from '../core/imports/journal-store.ts';
import {
  dryRun,
  type Importing,
  isInterrupted,
  type Prepared,
  prepareImport,
  runImport,
} from '../core/imports/run.ts';
import { requireDecided, type Tally } from '../core/imports/survey.ts';
import { undoImport } from '../core/imports/undo.ts';
import { counted, withCommas } from '../core/text.ts';
import { storedHashOf } from '../crypto/passwords/imported.ts';
import { usernames } from '../hex/usernames.ts';
import { headOf, sourceFilesOf } from '../imports/files.ts';
import { ImportRefused, type Scratch, type SourceFile, type System } from '../imports/source.ts';
import { detectSystem, systems } from '../imports/systems/all.ts';
import { freeMemoryAsItGrows } from '../maintenance/memory.ts';
import { EXIT } from './exit-codes.ts';
import { canariesIn, planOf, type TypedOptions } from './import-options.ts';
import { progressBar, rowReport } from './import-progress.ts';
import { ask, canAsk, confirm } from './input.ts';
import { isoOf, shortOf } from './moments.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError, UsageError } from './refusal.ts';
import { openProject, type Settings } from './users.ts';

const LISTED_AT_MOST = 50;

export type ImportInput = TypedOptions & {
  /** Perhaps a system, then files. */
  readonly names: readonly string[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly canary: string | undefined;
  readonly report: string | undefined;
};

/** Imports files of another system. Returns the exit code: 3 if rows were refused or in conflict. */
export async function importCommand(settings: Settings, output: Output, input: ImportInput): Promise<number> {
  const scratch = { folder: await mkdtemp(join(tmpdir(), 'denizen-import-')) };
  try {
    return await inScratch(settings, output, { ...input, scratch });
  } catch (error) {
    throw error instanceof ImportRefused ? new CommandError(withoutStop(error.message)) : error;
  } finally {
    await rm(scratch.folder, { recursive: true, force: true });
  }
}

type InScratch = ImportInput & { readonly scratch: Scratch };

async function inScratch(settings: Settings, output: Output, input: InScratch): Promise<number> {
  const { system, files } = await openedFiles(input);
  const typed = await planOf(input, system);
  const plan = { ...typed, secrets: { ...(await system.secretsIn?.(files)), ...typed.secrets } };
  const canaries = input.canary === undefined ? [] : canariesIn(input.canary);
  await using here = await openProject(settings, { writesMuch: true });
  const bar = progressBar();
  const freeMemory = freeMemoryAsItGrows();
  const onProgress = (progress: Progress) => {
    bar.show(progress);
    // While the files are read for the first time, each row is garbage before the next.
    if (progress.step !== 'reading') freeMemory();
  };
  const importing: Importing = {
    ...{ core: here.core, actor: here.actor, plan, storedHashOf, canaries, onProgress },
    reserved: usernames.reserved,
    // A report has the rows in the order of the files.
    mayOrder: input.report === undefined,
    // This process has nothing else to do.
    hashesAtOnce: availableParallelism(),
  };
  const source = await sourceOf(system, files, { options: plan.systemOptions, scratch: input.scratch });
  let prepared = await prepareImport(importing, source);
  bar.clear();
  requireDecided(prepared.survey, plan);
  const codes = await askForCode(output, prepared, { canaries, isQuiet: input.yes || input.dryRun });
  if (codes.length > 0) {
    prepared = await prepareImport({ ...importing, canaries: [...canaries, ...codes] }, source);
    bar.clear();
    requireDecided(prepared.survey, plan);
  }
  if (input.dryRun) return await showDryRun(output, importing, { source, prepared, input });
  if (!input.yes || plan.onConflict === 'fail') {
    const found = await dryRun(importing, source, prepared);
    bar.clear();
    for (const line of await dryRunLines(importing, { system, prepared, found }))
      process.stderr.write(`${line}\n`);
    if (plan.onConflict === 'fail' && found.counts.conflict > 0)
      throw new CommandError(
        `${counted(found.counts.conflict, 'row is', 'rows are')} in conflict, so nothing is written.`,
      );
    const { new: created, update } = found.counts;
    const also = update > 0 ? `, and update ${withCommas(update)} who are here` : '';
    await confirm(`Import ${counted(created, 'new user', 'new users')}${also}?`, { yes: input.yes });
  }
  const goesOn = await isInterrupted(importing, source);
  using report = input.report === undefined ? undefined : rowReport(input.report, { goesOn });
  const writing: Importing = {
    ...importing,
    onProgress: (progress) => {
      // Rows that are written stand in the report, even if this process is killed.
      report?.flush();
      onProgress(progress);
    },
    ...(report && { onRow: report.add }),
  };
  const ended = await runImport(writing, source, prepared);
  bar.clear();
  print(besideReport(output, input), viewOf(ended), endLines(ended));
  return ended.counts.refused + ended.counts.conflict > 0 ? EXIT.partly : 0;
}

/** Where a report goes to standard output, what is said beside it goes to standard error, so that a program can read the report. */
function besideReport(output: Output, { report }: Pick<ImportInput, 'report'>): Output {
  if (report !== '-') return output;
  const write = (text: string): void => void process.stderr.write(text);
  return { ...output, write };
}

/** Finds the system by its name, else by the files. */
async function openedFiles({ names, scratch }: InScratch): Promise<{
  readonly system: System;
  readonly files: readonly SourceFile[];
}> {
  const [first = '', ...others] = names;
  const named = systems.find(({ name }) => name === first);
  const paths = named ? others : names;
  if (paths.length === 0)
    throw new UsageError('Name the files to import, perhaps after the system: denizen import --list');
  const files = await sourceFilesOf(paths, scratch, { stdin: process.stdin });
  return { system: named ?? (await detected(files)), files };
}

async function detected(files: readonly SourceFile[]): Promise<System> {
  for (const file of files) {
    const system = detectSystem(await headOf(file), file.name);
    if (system) return system;
  }
  throw new CommandError(
    'No system writes files like these. Name it before the files: denizen import --list',
  );
}

async function sourceOf(
  system: System,
  files: readonly SourceFile[],
  { options, scratch }: { readonly options: Readonly<Record<string, string>>; readonly scratch: Scratch },
): Promise<ImportSource> {
  const hash = createHash('sha256');
  for (const file of files) for await (const piece of file.open()) hash.update(piece);
  return {
    system: system.name,
    digest: hash.digest('hex'),
    files: files.map(({ name }) => name),
    items: async function* () {
      // A folder of its own for each reading: tables of an earlier one would hold its rows.
      const folder = await mkdtemp(join(scratch.folder, 'read-'));
      try {
        yield* system.read(files, options, { folder });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A wrong seed imports silently: one code tells that all are read as they were meant. */
async function askForCode(
  output: Output,
  { survey }: Prepared,
  { canaries, isQuiet }: { readonly canaries: readonly Canary[]; readonly isQuiet: boolean },
): Promise<readonly Canary[]> {
  if (survey.authenticators === 0 || canaries.some(({ code }) => code !== undefined)) return [];
  const who = counted(survey.authenticators, 'user has', 'users have');
  if (isQuiet || output.json || !canAsk()) {
    process.stderr.write(
      `${who} an authenticator app, and no code of one was tried: add a "code" to a canary.\n`,
    );
    return [];
  }
  process.stderr.write(`${who} an authenticator app. A code of one shows that the seeds are right.\n`);
  const name = (await ask('Address of such a user, or nothing: ')).trim();
  if (name === '') return [];
  return [{ name, code: (await ask('Code that the app shows now: ')).trim() }];
}

async function showDryRun(
  output: Output,
  importing: Importing,
  {
    source,
    prepared,
    input,
  }: { readonly source: ImportSource; readonly prepared: Prepared; readonly input: InScratch },
): Promise<number> {
  using report = input.report === undefined ? undefined : rowReport(input.report, { goesOn: false });
  const found = await dryRun({ ...importing, ...(report && { onRow: report.add }) }, source, prepared);
  progressBar().clear();
  const { survey } = prepared;
  const document = {
    ...{ dryRun: true, system: source.system, digest: source.digest, counts: found.counts },
    reasons: Object.fromEntries(found.reasons),
    duplicates: Object.fromEntries(found.duplicates),
    malformed: Object.fromEntries(survey.malformed),
    fieldsWithoutPlace: Object.fromEntries(survey.fields),
    leftOut: Object.fromEntries(found.leftOut),
    hashes: Object.fromEntries(survey.families),
    badHashes: Object.fromEntries(survey.badHashes),
    plainPasswords: survey.plainPasswords,
    authenticators: survey.authenticators,
    canaries: survey.canaries,
    samples: found.samples,
  };
  const system = systems.find(({ name }) => name === source.system);
  print(besideReport(output, input), document, [
    ...(await dryRunLines(importing, { system, prepared, found })),
    ...found.samples.flatMap(({ outcome, before, after }) => [
      `${outcome}:`,
      `  before ${printable(JSON.stringify(before))}`,
      `  after  ${printable(JSON.stringify(after))}`,
    ]),
    'Nothing was written.',
  ]);
  return found.counts.refused + found.counts.conflict > 0 ? EXIT.partly : 0;
}

async function dryRunLines(
  importing: Importing,
  {
    system,
    prepared: { survey },
    found,
  }: { readonly system: System | undefined; readonly prepared: Prepared; readonly found: DryRun },
): Promise<readonly string[]> {
  const what = importing.plan.rest === 'keep' ? 'kept in the private metadata' : 'dropped';
  const kept = `Fields without a place, ${what}`;
  return [
    `${system?.title ?? 'Files'}: ${counted(survey.rows, 'row', 'rows')}.`,
    ...outcomes.flatMap((outcome) =>
      found.counts[outcome] === 0 ? [] : [`  ${outcome}: ${withCommas(found.counts[outcome])}`],
    ),
    ...tallyLines('Why', found.reasons),
    ...tallyLines('Several rows have the same', found.duplicates),
    ...tallyLines('Malformed addresses', survey.malformed),
    ...tallyLines('Password hashes', survey.families),
    ...tallyLines('Hashes that cannot be used', survey.badHashes),
    ...(await plainPasswordLines(importing, survey.plainPasswords)),
    ...tallyLines(kept, survey.fields),
    ...tallyLines('Left out or cut', found.leftOut),
    ...survey.canaries.map(({ name }) => `Canary ${printable(name)} can sign in.`),
  ];
}

/** How many passwords are in clear text, and how long it takes to hash them here. */
async function plainPasswordLines(
  { core, plan, hashesAtOnce = 1 }: Importing,
  count: number,
): Promise<readonly string[]> {
  if (count === 0) return [];
  const since = performance.now();
  await core.passwords.hash('how long does it take');
  const perSecond = (hashesAtOnce * 1_000) / (performance.now() - since);
  const speed = `some ${withCommas(Math.max(1, Math.round(perSecond)))} a second on this machine`;
  const passwords = counted(count, 'password is in clear text', 'passwords are in clear text');
  return plan.hashesPlainPasswords
    ? [`${passwords}, to be hashed: ${speed}.`]
    : [`${passwords}. --plain-passwords hashes them, ${speed}.`];
}

function tallyLines(title: string, tally: Tally): readonly string[] {
  if (tally.size === 0) return [];
  const most = [...tally].sort(([, a], [, b]) => b - a);
  return [`${title}:`, ...most.map(([name, count]) => `  ${printable(name)}: ${withCommas(count)}`)];
}

function endLines({ id, counts }: Import): readonly string[] {
  const each = outcomes.filter((outcome) => counts[outcome] > 0);
  return [
    `Import ${id} is complete: ${each.map((outcome) => `${withCommas(counts[outcome])} ${outcome}`).join(', ') || 'no rows'}.`,
  ];
}

/** Lists the systems with what comes along of each. */
export function importList(output: Output): void {
  const views = systems.map(({ name, title, files, carries, options = {} }) => ({
    ...{ name, title, files, carries, options },
  }));
  print(
    output,
    views,
    table(
      ['NAME', 'SYSTEM', 'FILES', 'CARRIES'],
      views.map(({ name, title, files, carries }) => [name, title, files, carries.join(', ')]),
    ),
  );
}

/** Shows one import, or the last ones; with `source`, the users whose id at the source this was. */
export async function importStatus(
  settings: Settings,
  output: Output,
  { id, source }: { readonly id: string; readonly source: string | undefined },
): Promise<void> {
  await using here = await openProject(settings);
  const project = here.actor.project.id;
  const { read } = here.core;
  if (source !== undefined) {
    const rows = await findBySource(read, project, { source, most: LISTED_AT_MOST });
    const found = rows.map(({ importId, kind, sourceId, madeId, outcome }) => ({
      ...{ import: importId, kind, sourceId, id: madeId, outcome },
    }));
    const cells = found.map((row) => [row.import, row.kind, row.id ?? '-', row.outcome]);
    return print(output, found, table(['IMPORT', 'KIND', 'ID', 'OUTCOME'], cells));
  }
  const imports =
    id === ''
      ? await listImports(read, project, { most: LISTED_AT_MOST })
      : [await findImport(read, project, { id })].filter((found) => found !== undefined);
  if (id !== '' && imports.length === 0) throw new CommandError('There is no import with this id.');
  const rows = imports.map(({ id: name, system, state, position, counts, createdAt }) => [
    ...[name, system, state, ...[position, ...outcomes.map((outcome) => counts[outcome])].map(withCommas)],
    shortOf(createdAt),
  ]);
  // All outcomes: their numbers add up to that of the rows.
  const headings = [
    'ID',
    'FROM',
    'STATE',
    'ROWS',
    ...outcomes.map((outcome) => outcome.toUpperCase()),
    'BEGUN',
  ];
  const [only] = imports;
  print(output, id !== '' && only ? viewOf(only) : imports.map(viewOf), table(headings, rows));
}

/** Removes what an import created and is unused since. */
export async function importUndo(
  settings: Settings,
  output: Output,
  { id, yes }: { readonly id: string; readonly yes: boolean },
): Promise<void> {
  await using here = await openProject(settings);
  const known = await findImport(here.core.read, here.actor.project.id, { id });
  if (!known) throw new CommandError('There is no import with this id.');
  await confirm(
    `Delete the users that import ${id} created and that are unused since, up to ${withCommas(known.counts.new)}?`,
    {
      yes,
    },
  );
  const undone = await undoImport(here.core, here.actor, id).catch((error: unknown) => {
    throw error instanceof ImportRefused ? new CommandError(withoutStop(error.message)) : error;
  });
  print(output, { id, ...undone }, [
    `Deleted ${counted(undone.deleted, 'user or team', 'users and teams')}; kept ${withCommas(undone.kept)} used or changed since.`,
  ]);
}

function viewOf({ id, system, digest, state, files, position, counts, createdAt, endedAt }: Import) {
  return {
    ...{ id, system, digest, state, files, rows: position, counts },
    createdAt: isoOf(createdAt),
    endedAt: isoOf(endedAt),
  };
}

/** One sentence, whether or not the message ends with a full stop. */
function withoutStop(message: string): string {
  return `${message.replace(/\.$/, '')}.`;
}
