import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { makeFolders } from '../core/folders.ts';
import {
  type ArchiveProblem,
  archiveLines,
  type ProvenArchive,
  verifyArchive,
} from '../core/history/archive-file.ts';
import {
  type Base,
  baseOf,
  type Cut,
  cutOf,
  findLastCut,
  findPortion,
  isProven,
  recordCut,
} from '../core/history/cuts.ts';
import { findCut } from '../core/history/cuts-store.ts';
import { eraseHistory } from '../core/history/erasure.ts';
import { dropPartitions, removeCut } from '../core/history/removal.ts';
import { chains } from '../core/history/status.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { counted } from '../core/text.ts';
import { monthOf } from '../db/audit-partitions.ts';
import { open, systemActor } from '../open.ts';
import { readArchiveLines, writeArchiveFile } from './archive-files.ts';
import { type Output, print } from './output.ts';
import { CommandError } from './refusal.ts';

/** Rows deleted in a transaction: a writer waits for some milliseconds. */
const REMOVED_AT_ONCE = 200;

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Archived = { readonly file: string; readonly project: string; readonly entries: number };

/**
 * Writes each month of the history that ended before a date to a file, a project at a time, and deletes it from the
 * database. A run that was interrupted is gone on with by the next.
 */
export async function auditArchive(
  { config, secrets }: Settings,
  output: Output,
  { before, to }: { readonly before: string | undefined; readonly to: string | undefined },
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const boundary = boundaryOf(before, core.clock.now());
  const folder = to ?? join(config.dataFolder, 'archive');
  makeFolders(folder);
  const { project } = config;
  // The settings are validated: the name has the form of an id.
  const named = project === undefined ? undefined : [(await getProject(core, project as ProjectId)).id];
  const { written, dropped } = await archiveHistory(core, {
    projects: named ?? chains(core),
    boundary,
    folder,
  });
  print(output, { archived: written, dropped }, [
    ...written.map(
      ({ file, project: id, entries }) =>
        `${file}: ${counted(entries, 'entry', 'entries')} of ${nameOf(id)}.`,
    ),
    written.length === 0
      ? 'Nothing to archive.'
      : 'Archived. Keep the files: the database has the entries no longer.',
  ]);
}

type Where = { readonly boundary: number; readonly folder: string };

/** Archives the months of these projects that ended at `boundary` or earlier. */
export async function archiveHistory(
  core: Core,
  { projects, ...where }: Where & { readonly projects: Iterable<string> | AsyncIterable<string> },
): Promise<{ readonly written: readonly Archived[]; readonly dropped: readonly string[] }> {
  const written: Archived[] = [];
  // A file keeps what it got.
  while ((await eraseHistory(core, { most: REMOVED_AT_ONCE })) > 0);
  for await (const id of projects) written.push(...(await archiveProject(core, id, where)));
  const dropped = await dropPartitions(core, where.boundary);
  while ((await removeCut(core, { most: REMOVED_AT_ONCE })) > 0);
  return { written, dropped };
}

/** Returns the start of the month of a date. */
function boundaryOf(before: string | undefined, now: number): number {
  const at = /^\d{4}-\d{2}(?:-\d{2})?$/.test(before ?? '') ? Date.parse(before ?? '') : Number.NaN;
  if (Number.isNaN(at)) throw new CommandError('Say until when with --before, as in: --before 2026-10-01');
  if (at > now) throw new CommandError('--before must not lie in the future.');
  return monthOf(at).startsAt;
}

async function archiveProject(
  core: Core,
  project: string,
  { boundary, folder }: Where,
): Promise<readonly Archived[]> {
  const written: Archived[] = [];
  for (;;) {
    const last = await findLastCut(core, project);
    if (last && !isProven(core, last))
      throw new CommandError(`No known key has signed where the history of ${nameOf(project)} begins.`);
    const from = baseOf(last);
    const portion = await findPortion(core, project, { after: from.position, before: boundary });
    if (!portion) return written;
    const { month, checkpoint } = portion;
    const file = join(
      folder,
      `history-${project === '' ? '_server' : project}-${month}-${checkpoint.position}.ndjson.gz`,
    );
    await refuseOther(core, file, { project, from });
    const cut = await writeProven(core, file, { month, from, checkpoint });
    await recordCut(core, systemActor('cli'), cut);
    written.push({ file, project, entries: checkpoint.position - from.position });
  }
}

/** A file of an interrupted run is written again. Another one is left alone. */
async function refuseOther(
  core: Core,
  file: string,
  { project, from }: { readonly project: string; readonly from: Base },
): Promise<void> {
  if (!existsSync(file)) return;
  const found = await proofOfFile(core, file);
  const isOurs = 'cut' in found && found.project === project && found.cut.fromPosition === from.position;
  if (!isOurs) throw new CommandError(`${file} exists and holds something else. Move it away.`);
}

async function writeProven(
  core: Core,
  file: string,
  input: Parameters<typeof archiveLines>[1],
): Promise<Cut> {
  let proven: Cut | undefined;
  await writeArchiveFile(file, archiveLines(core, input), async (lines) => {
    const found = await verifyArchive(core, lines);
    if (!('cut' in found))
      throw new CommandError(
        `The history of ${nameOf(input.checkpoint.project)} is not intact (${found.problem}): run audit verify. Nothing was deleted.`,
      );
    const last = baseOf(await findLastCut(core, input.checkpoint.project));
    if (last.position !== input.from.position)
      throw new CommandError(
        'Another process archives this history just now. Nothing was deleted by this one.',
      );
    proven = found.cut;
  });
  if (!proven) throw new Error('a file is proven before it gets its name');
  return proven;
}

async function proofOfFile(core: Core, file: string): Promise<ProvenArchive | ArchiveProblem> {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`);
  return verifyArchive(core, readArchiveLines(file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('E')) throw error;
    // Not compressed, or cut off.
    return { problem: 'unreadable', line: 0 } as const;
  });
}

const sentences: Readonly<Record<ArchiveProblem['problem'] | 'unknown', string>> = {
  unreadable: 'is no archive of a history, or was damaged',
  edited: 'was changed: an entry does not follow from the one before',
  shortened: 'was shortened: its end is missing',
  continued: 'was changed: something follows its end',
  contradicted: 'was changed: it is not what was signed at its end',
  forged: 'has an end that no known key has signed',
  unknown:
    'is proven, but this database does not go on from it: it belongs to another one, or was never deleted',
};

/** Proves files by themselves, and that the history of the database goes on from them. */
export async function auditVerifyFiles(
  { config, secrets }: Settings,
  output: Output,
  files: readonly string[],
): Promise<boolean> {
  await using opened = await open(config, secrets, { migrate: false });
  const verdicts = [];
  for (const file of files) verdicts.push(await verdictOn(opened.core, file));
  const ok = verdicts.every((verdict) => verdict.ok);
  print(
    output,
    { ok, files: verdicts },
    verdicts.map((verdict) => verdict.text),
  );
  return ok;
}

async function verdictOn(core: Core, file: string) {
  const found = await proofOfFile(core, file);
  const refused = (problem: keyof typeof sentences, line: number) => {
    const text = `${file} ${sentences[problem]}${line > 0 ? ` (line ${line})` : ''}.`;
    return { ok: false, file, problem, line, text };
  };
  if (!('cut' in found)) return refused(found.problem, found.line);
  const { project, month, entries, erased, cut } = found;
  const { position } = cut.checkpoint;
  const row = await findCut(core.read, project, { position });
  const known = row && cutOf(row);
  const isKnown =
    known?.digest === cut.digest && known.fromPosition === cut.fromPosition && isProven(core, known);
  if (!isKnown) return refused('unknown', 0);
  const last = baseOf(await findLastCut(core, project)).position;
  const next =
    last === position ? 'The history in the database goes on from it.' : 'Another archive goes on from it.';
  const text = `${file}: ${counted(entries, 'entry', 'entries')} of ${nameOf(project)} after ${cut.fromPosition} up to ${position}, ${month}, ${erased} of them erased. ${next}`;
  return { ok: true, file, project, month, entries, erased, from: cut.fromPosition, position, text };
}

function nameOf(project: string): string {
  return project === '' ? 'the server itself' : `project ${project}`;
}
