import { setTimeout } from 'node:timers/promises';
import { ImportRefused } from '../../imports/source.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { keepImportSecrets } from '../import-secrets/import-secrets.ts';
import { createdAt } from '../instant.ts';
import { type Running, type Settled, writeBatch } from './batch.ts';
import type { Canary } from './canaries.ts';
import type { BatchRow } from './candidate.ts';
import { compareSource, type DryRun } from './dry-run.ts';
import {
  type Import,
  type ImportPlan,
  type ImportSource,
  noCounts,
  optionsText,
  type StoredHashOf,
} from './import.ts';
import { findRunning, insertImport, lockImport, replaceImport } from './journal-store.ts';
import type { Judging } from './judge.ts';
import { judgedRows } from './judged.ts';
import { requireDecided, type Survey, surveySource } from './survey.ts';
import { createTeams, namesOfTeams } from './teams.ts';

/**
 * Rows of one transaction: more keep other writers waiting for longer, and what SQLite needs to undo one is in memory. A
 * power of two, so that the users of a batch are one statement.
 */
const ROWS_AT_ONCE = 1_024;
/** Between two transactions, so that a server that waits for the lock of the file gets it. */
const PAUSE_MS = 6;

/** What an import needs beside its source. */
export type Importing = {
  readonly core: Core;
  readonly actor: Actor;
  readonly plan: ImportPlan;
  readonly storedHashOf: StoredHashOf;
  readonly reserved?: ReadonlySet<string>;
  readonly canaries?: readonly Canary[];
  /** Called with what became of each row, in order. */
  readonly onRow?: (settled: Settled) => void;
  readonly onProgress?: (progress: Progress) => void;
};

export type Progress = {
  readonly step: 'reading' | 'comparing' | 'writing';
  readonly rows: number;
  /** All rows; unknown while they are read for the first time. */
  readonly total?: number;
};

/** What is known of a source before anything is written. */
export type Prepared = { readonly survey: Survey; readonly judging: Judging };

/** Reads all rows once. Fails with `ImportRefused` when the files cannot be read. */
export async function prepareImport(importing: Importing, source: ImportSource): Promise<Prepared> {
  const { core, actor, plan, storedHashOf, reserved = new Set(), canaries = [] } = importing;
  const { policies } = actor.project;
  const judging: Judging = {
    ...{ system: source.system, plan, policies, storedHashOf, reserved },
    now: core.clock.now(),
  };
  const onProgress = (rows: number) => importing.onProgress?.({ step: 'reading', rows });
  return { judging, survey: await surveySource(core, source, judging, { canaries, onProgress }) };
}

/** Compares all rows with who is here, and writes nothing. */
export function dryRun(importing: Importing, source: ImportSource, prepared: Prepared): Promise<DryRun> {
  const { core, actor, plan, onRow, onProgress } = importing;
  const { survey, judging } = prepared;
  const teams = namesOfTeams(survey, { system: source.system, plan });
  return compareSource({ core, actor, plan, teams }, source, {
    ...{ judging, survey },
    ...(onRow && { onRow }),
    onProgress: (rows) => onProgress?.({ step: 'comparing', rows, total: survey.rows }),
  });
}

/**
 * Writes the rows, a batch a transaction. Goes on where an import of the same files with the same options was
 * interrupted. Fails with `ImportRefused` for unknown providers, red canaries and, with `onConflict: 'fail'`, for a
 * conflict.
 */
export async function runImport(
  importing: Importing,
  source: ImportSource,
  { survey, judging }: Prepared,
): Promise<Import> {
  const { core, actor, plan, onRow, onProgress } = importing;
  requireDecided(survey, plan);
  let current = await beginImport(importing, source);
  const teams = await createTeams(core, actor, current, { survey, plan });
  const running: Running = { core, actor, plan, teams };
  let batch: BatchRow[] = [];
  let emails = new Set<string>();
  let looks = plan.onConflict === 'update';
  const flush = async () => {
    if (batch.length === 0) return;
    const written = await writeBatch(running, current, batch, looks);
    current = written.next;
    // A file that met users here is likely to meet more.
    looks = written.looked && written.settled.some(({ outcome }) => outcome !== 'new');
    for (const settled of written.settled) onRow?.(settled);
    onProgress?.({ step: 'writing', rows: current.position, total: survey.rows });
    batch = [];
    emails = new Set();
    await setTimeout(PAUSE_MS);
  };
  const { duplicates } = survey;
  // Hashes refer to the secrets of their import instead of carrying them.
  const secrets = { ...plan.secrets, importId: current.id };
  const writing: Judging = { ...judging, plan: { ...plan, secrets } };
  for await (const judged of judgedRows(source, writing, { after: current.position, duplicates })) {
    if ('team' in judged) continue;
    const { row } = judged;
    const email = 'candidate' in row ? row.candidate.email : null;
    // Rows that become one user: the first must be there before the next is looked at.
    if (email !== null && emails.has(email)) await flush();
    batch.push(row);
    if (email !== null) emails.add(email);
    if (batch.length >= ROWS_AT_ONCE) await flush();
  }
  await flush();
  if (current.position !== survey.rows)
    throw new ImportRefused(
      'The files changed while they were read: begin again with files that stay as they are',
    );
  return endImport(importing, current);
}

async function beginImport({ core, actor, plan }: Importing, source: ImportSource): Promise<Import> {
  const project = actor.project.id;
  const options = optionsText(plan);
  const known = await findRunning(core.read, project, { digest: source.digest, options, state: 'running' });
  if (known) return known;
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const made: Import = {
    ...{ id: freshId(sequence), sequence, createdAt: at, updatedAt: at, system: source.system },
    ...{ digest: source.digest, options, state: 'running', counts: noCounts, files: source.files },
    ...{ position: 0, endedAt: null },
  };
  const { id: importId, system, digest } = made;
  await core.write(actor, { act: 'import.create', details: { importId, system, digest } }, async (tx) => {
    await insertImport(tx, project, made);
    await keepImportSecrets(core, tx, { project, importId, secrets: plan.secrets });
  });
  return made;
}

async function endImport({ core, actor }: Importing, current: Import): Promise<Import> {
  const at = core.clock.now();
  const ended: Import = { ...current, state: 'ended', updatedAt: at, endedAt: at };
  const { new: created, update: updated } = ended.counts;
  const details = { importId: ended.id, created, updated, rows: ended.position };
  await core.write(actor, { act: 'import.end', details }, async (tx) => {
    const locked = await lockImport(tx, actor.project.id, { id: ended.id });
    if (locked?.state !== 'running') throw new ImportRefused('Another process ended this import');
    await replaceImport(tx, actor.project.id, ended);
  });
  return ended;
}
