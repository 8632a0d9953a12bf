import { setTimeout } from 'node:timers/promises';
import { ImportRefused } from '../../imports/source.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { keepImportSecrets } from '../import-secrets/import-secrets.ts';
import { createdAt } from '../instant.ts';
import { type Batch, makeAhead, type Running, type Settled, writeBatch } from './batch.ts';
import { BatchSize } from './batch-size.ts';
import type { Canary } from './canaries.ts';
import type { BatchRow } from './candidate.ts';
import { compareSource, type DryRun } from './dry-run.ts';
import {
  type Import,
  type ImportPlan,
  type ImportSource,
  noCounts,
  optionsText,
  type Progress,
  type RowOrder,
  type StoredHashOf,
} from './import.ts';
import { findRunning, insertImport, lockImport, replaceImport } from './journal-store.ts';
import type { Judging } from './judge.ts';
import { judgedRows } from './judged.ts';
import { hashReadable, isReadable } from './readable-passwords.ts';
import { requireDecided, type Survey, surveySource } from './survey.ts';
import { createTeams, namesOfTeams } from './teams.ts';

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
  /** How many passwords in clear text are hashed at once: one, so that half of the machine is for sign-ins. */
  readonly hashesAtOnce?: number;
  /** Whether rows may be written in the order of ids, which is faster where they are in no order. */
  readonly mayOrder?: boolean;
  /** Called with what became of each row, in the order in which they are written. */
  readonly onRow?: (settled: Settled) => void;
  readonly onProgress?: (progress: Progress) => void;
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
  const { core, actor, plan } = importing;
  requireDecided(survey, plan);
  const { begun, order } = await beginImport(importing, source);
  const teams = await createTeams(core, actor, begun, { survey, plan });
  const size = new BatchSize(plan);
  const writer = batchWriter(importing, { begun, teams, size, total: survey.rows });
  let batch: BatchRow[] = [];
  let emails = new Set<string>();
  const flush = async () => {
    const full = batch;
    batch = [];
    emails = new Set();
    size.next();
    await writer.add(full);
  };
  const { duplicates } = survey;
  // Hashes refer to the secrets of their import instead of carrying them.
  const secrets = { ...plan.secrets, importId: begun.id };
  const writing: Judging = { ...judging, plan: { ...plan, secrets } };
  try {
    for await (const judged of judgedRows(source, writing, { after: begun.position, duplicates, order })) {
      if ('team' in judged) continue;
      const { row } = judged;
      const email = 'candidate' in row ? row.candidate.email : null;
      // Rows that become one user: the first must be there before the next is looked at.
      if (email !== null && emails.has(email)) await flush();
      batch.push(row);
      if (email !== null) emails.add(email);
      if (size.isFull(row, batch.length)) await flush();
    }
    await flush();
  } finally {
    await writer.idle();
  }
  const current = await writer.end();
  if (current.position !== survey.rows)
    throw new ImportRefused(
      'The files changed while they were read: begin again with files that stay as they are',
    );
  return endImport(importing, current);
}

type BatchWriter = {
  /** Returns when the batch before is written: this one is written while the caller reads the next. */
  readonly add: (batch: readonly BatchRow[]) => Promise<void>;
  /** Resolves when nothing is being written. */
  readonly idle: () => Promise<void>;
  /** Returns the import behind the last batch, or fails as it did. */
  readonly end: () => Promise<Import>;
};

function batchWriter(
  { core, actor, plan, hashesAtOnce = 1, onRow, onProgress }: Importing,
  {
    begun,
    teams,
    size,
    total,
  }: {
    readonly begun: Import;
    readonly teams: ReadonlyMap<string, string>;
    readonly size: BatchSize;
    readonly total: number;
  },
): BatchWriter {
  const running: Running = { core, actor, plan, teams };
  let looks = plan.onConflict === 'update';
  // A server writes while users are made. Beside SQLite, which this thread runs, they would only be in memory for longer.
  const makesAhead = core.read.sql.engine === 'postgres';
  let current = Promise.resolve(begun);
  const hashing = (before: Import) => ({
    ...{ ...running, system: before.system, atOnce: hashesAtOnce },
    onHashed: (rows: number) => onProgress?.({ step: 'writing', rows: before.position + rows, total }),
  });
  const write = async (before: Import, { batch, made }: Batch) => {
    const hashed = await hashReadable(hashing(before), batch);
    const { next, looked, settled, heldMs } = await writeBatch(
      running,
      before,
      { batch: hashed, made },
      looks,
    );
    size.took(heldMs, batch.length);
    // A file that met users here is likely to meet more.
    looks = looked && settled.some(({ outcome }) => outcome !== 'new');
    for (const each of settled) onRow?.(each);
    onProgress?.({ step: 'writing', rows: next.position, total });
    await setTimeout(PAUSE_MS);
    return next;
  };
  return {
    add: async (batch) => {
      const made =
        makesAhead && !looks && !batch.some(isReadable) ? await makeAhead(running, batch) : undefined;
      const before = await current;
      if (batch.length > 0) current = write(before, { batch, made });
      // Its failure is that of the next `add`, or of `end`.
      current.catch(() => {});
    },
    idle: async () => {
      await current.catch(() => {});
    },
    end: () => current,
  };
}

type Begun = { readonly begun: Import; readonly order: RowOrder };

/** Reports whether `runImport` goes on with an import that was interrupted. */
export async function isInterrupted(importing: Importing, source: ImportSource): Promise<boolean> {
  return (await findInterrupted(importing, source)) !== undefined;
}

async function findInterrupted(
  { core, actor, plan }: Importing,
  { digest }: ImportSource,
): Promise<Begun | undefined> {
  for (const order of ['ids', 'files'] as const) {
    const wanted = { digest, options: optionsText(plan, order), state: 'running' } as const;
    const begun = await findRunning(core.read, actor.project.id, wanted);
    if (begun) return { begun, order };
  }
  return undefined;
}

/** Begins an import, or goes on with one in the order that it has. */
async function beginImport(importing: Importing, source: ImportSource): Promise<Begun> {
  const { core, actor, plan } = importing;
  const project = actor.project.id;
  const interrupted = await findInterrupted(importing, source);
  if (interrupted) return interrupted;
  const order = orderOf(importing);
  const options = optionsText(plan, order);
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
  return { begun: made, order };
}

/** Rows of one user, and entries of the history, stay in the order of the files. PostgreSQL has more pages in memory. */
function orderOf({ core, plan, mayOrder = false }: Importing): RowOrder {
  const isEach = plan.onConflict === 'update' || plan.mergesEmails || plan.history === 'user';
  return mayOrder && !isEach && core.read.sql.engine === 'sqlite' ? 'ids' : 'files';
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
