import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { storedHashOf } from '../../crypto/passwords/imported.ts';
import { DatabaseRefused, DatabaseUnavailable } from '../../db/database.ts';
import { sourceFilesOf } from '../../imports/files.ts';
import { ImportRefused, type SourceFile, type SourceItem, type System } from '../../imports/source.ts';
import { systems } from '../../imports/systems/all.ts';
import type { Actor } from '../actor.ts';
import { findGrants } from '../admins/admins.ts';
import { permissionsIn } from '../admins/permissions.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { type ImportPlan, type ImportSource, optionsText, type Progress } from '../imports/import.ts';
import { findRunning } from '../imports/journal-store.ts';
import { dryRun, type Importing, prepareImport, runImport } from '../imports/run.ts';
import { undoImport } from '../imports/undo.ts';
import { type Instant, instantOf } from '../instant.ts';
import { everyScope } from '../keys/scopes.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import { type CheckResult, hasEnded, IMPORT_JOB_KEPT_MS, type ImportJob, isWorkedOn } from './import-job.ts';
import { moved } from './import-jobs.ts';
import { reportTo } from './report.ts';
import { findImportJob, lockImportJob, replaceImportJob, saveImportProgress } from './store.ts';
import {
  folderOf,
  type ImportPlace,
  isHere,
  keepSamples,
  keepSecrets,
  keptSecrets,
  pathOf,
  removeUploads,
  type UploadFolder,
} from './upload-folder.ts';

/** How often progress is stored and the state is looked at. */
const TICK_MS = 500;
/** Every so many ticks, the one on whose word an import runs must still be allowed to. */
const AUTHORITY_TICKS = 10;
/** After so much work, others have their turn for as long. */
const TURN_MS = 20;
const PAUSE_AT_MOST_MS = 200;
const ROWS_BETWEEN_LOOKS = 64;

/** The import is no longer in the state in which it is worked on, or the server stops. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

export type Work = {
  readonly core: Core;
  readonly place: ImportPlace;
  /** Usernames that no user may have. */
  readonly reserved: ReadonlySet<string>;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Extends the lease. Returns whether this server still has it. */
  readonly hold: () => Promise<boolean>;
  readonly tickMs?: number;
};

type Ref = { readonly project: ProjectId; readonly id: string };

type Working = Work & {
  readonly actor: Actor;
  readonly job: ImportJob;
  readonly folder: UploadFolder;
  readonly plan: ImportPlan;
  readonly watch: Watch;
};

/**
 * Works on an import until its step ends, it is paused or cancelled, or the server stops. Returns whether it has done
 * anything: an import whose files are elsewhere is left alone. Fails for what may pass, as an outage of the database.
 */
export async function workOn(work: Work, { project: projectId, id }: Ref): Promise<boolean> {
  const { core, place } = work;
  const [project, job] = await Promise.all([
    findProject(core.read, projectId),
    findImportJob(core.read, projectId, { id }),
  ]);
  if (!project || !job || !isWorkedOn(job) || !(await isHere(place, id)) || !(await work.hold()))
    return false;
  const actor = actorOf(project, job);
  const folder = folderOf(place, id);
  await using watch = startWatch(work, actor, job);
  try {
    const { secrets } = await keptSecrets(core, folder);
    const plan = { ...planOf(job), secrets };
    await steps[job.state as keyof typeof steps]({ ...work, actor, job, folder, plan, watch });
  } catch (error) {
    await afterFailure(work, actor, { job, error, watch });
  } finally {
    await rm(folder.scratch, { recursive: true, force: true });
  }
  await tidy(core, place, { project: projectId, id });
  return true;
}

function planOf({ settings }: ImportJob): Omit<ImportPlan, 'secrets'> {
  if (!settings) throw new ImportRefused('The import has no settings: make a dry run');
  return settings.plan;
}

/** What a server does in each state. */
const steps = { checking: check, trying: tryCanaries, running: write, undoing: undo } as const;

async function check(working: Working): Promise<void> {
  const { core, actor, job, folder } = working;
  await rm(folder.checkReport, { force: true });
  const { source, importing } = await opened(working);
  const prepared = await prepareImport(importing, source);
  using report = reportTo(folder.checkReport);
  const found = await dryRun({ ...importing, onRow: report.add }, source, prepared);
  await keepSamples(folder, found.samples);
  const { survey } = prepared;
  const checkedAt = core.clock.now();
  const result: CheckResult = {
    digest: digestOf(job.id, source.digest, [optionsText(importing.plan), found.counts, checkedAt]),
    ...{ sourceDigest: source.digest, checkedAt, rows: survey.rows, counts: found.counts },
    plainPasswords: survey.plainPasswords,
    authenticators: survey.authenticators,
    reasons: Object.fromEntries(found.reasons),
    duplicates: Object.fromEntries(found.duplicates),
    malformed: Object.fromEntries(survey.malformed),
    fields: Object.fromEntries(survey.fields),
    leftOut: Object.fromEntries(found.leftOut),
    hashes: Object.fromEntries(survey.families),
    badHashes: Object.fromEntries(survey.badHashes),
    unknownProviders: Object.fromEntries(survey.unknownProviders),
  };
  await complete(core, actor, job, { state: 'checked', result });
}

async function tryCanaries(working: Working): Promise<void> {
  const { core, actor, job, folder } = working;
  const { secrets, canaries } = await keptSecrets(core, folder);
  if (!canaries) return void (await complete(core, actor, job, { state: 'checked' }));
  const at: Instant = instantOf(canaries.at);
  // A code counts at the moment at which it was sent, however long the files take.
  const then: Core = { ...core, clock: { ...core.clock, now: () => at } };
  const { source, importing } = await opened(working);
  const { survey } = await prepareImport({ ...importing, core: then, canaries: canaries.list }, source);
  await complete(core, actor, job, { state: 'checked', canaries: survey.canaries });
  await keepSecrets(core, folder, { secrets });
}

async function write(working: Working): Promise<void> {
  const { core, actor, job, folder, watch } = working;
  const { source, importing } = await opened(working);
  if (source.digest !== job.result?.sourceDigest)
    throw new ImportRefused('The files are not those of the dry run');
  watch.writes({ digest: source.digest, options: optionsText(importing.plan), state: 'running' });
  using report = reportTo(folder.runReport);
  const onProgress = (progress: Progress) => {
    if (progress.step === 'writing') report.flush();
    importing.onProgress?.(progress);
  };
  const prepared = await prepareImport(importing, source);
  const ended = await runImport({ ...importing, onProgress, onRow: report.add }, source, prepared);
  await complete(core, actor, job, { state: 'done', counts: ended.counts, journalId: ended.id });
}

async function undo({ core, actor, job, watch }: Working): Promise<void> {
  const undone = await undoImport(core, actor, job.journalId ?? '', ({ deleted, kept }) =>
    watch.show({ step: 'writing', rows: deleted + kept, total: job.counts?.new ?? 0 }),
  );
  await complete(core, actor, job, { state: 'undone', undone });
}

/** Opens the files of an import for the engine. */
async function opened(
  working: Working,
): Promise<{ readonly source: ImportSource; readonly importing: Importing & { readonly plan: ImportPlan } }> {
  const { core, actor, job, folder, plan: given, watch, reserved } = working;
  await mkdir(folder.scratch, { recursive: true, mode: 0o700 });
  const system = systems.find(({ name }) => name === job.settings?.system);
  if (!system) throw new ImportRefused('This version does not know the system of the import');
  const paths = job.files.map((file) => pathOf(folder, file));
  const found = await sourceFilesOf(paths, { folder: folder.scratch });
  const files = found.map((file) => ({ ...file, open: () => watched(file, watch) }));
  const plan = { ...given, secrets: { ...(await system.secretsIn?.(files)), ...given.secrets } };
  const importing = { core, actor, plan, storedHashOf, reserved, onProgress: watch.show };
  return { importing, source: await sourceOf(system, files, { plan, folder, watch }) };
}

async function sourceOf(
  system: System,
  files: readonly SourceFile[],
  {
    plan,
    folder,
    watch,
  }: { readonly plan: ImportPlan; readonly folder: UploadFolder; readonly watch: Watch },
): Promise<ImportSource> {
  const hash = createHash('sha256');
  for (const file of files) for await (const piece of file.open()) hash.update(piece);
  return {
    system: system.name,
    digest: hash.digest('hex'),
    files: files.map(({ name }) => name),
    items: async function* () {
      // A folder of its own for each reading: tables of an earlier one would hold its rows.
      const scratch = await mkdtemp(join(folder.scratch, 'read-'));
      try {
        yield* byTurns(system.read(files, plan.systemOptions, { folder: scratch }), watch);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

async function* watched({ open }: SourceFile, watch: Watch): AsyncGenerator<Uint8Array> {
  for await (const piece of open()) {
    watch.requireGoing();
    yield piece;
  }
}

/** Half of the time is for the requests of others. */
async function* byTurns(items: AsyncIterable<SourceItem>, watch: Watch): AsyncGenerator<SourceItem> {
  let [began, rows] = [performance.now(), 0];
  for await (const item of items) {
    if (++rows % ROWS_BETWEEN_LOOKS === 0) {
      watch.requireGoing();
      const took = performance.now() - began;
      if (took >= TURN_MS) {
        await wait(Math.min(took, PAUSE_AT_MOST_MS));
        began = performance.now();
      }
    }
    yield item;
  }
}

type Journal = { readonly digest: string; readonly options: string; readonly state: 'running' };

type Watch = AsyncDisposable & {
  /** Notes progress, which is stored from time to time. Fails when the work must stop. */
  readonly show: (progress: Progress) => void;
  readonly requireGoing: () => void;
  /** Names the journal whose counts are stored with the progress. */
  readonly writes: (journal: Journal) => void;
  readonly journal: () => Journal | undefined;
  readonly lostRole: () => boolean;
};

/** Looks from time to time whether an import may go on, and stores how far it is. */
function startWatch({ core, hold, signal, tickMs = TICK_MS }: Work, actor: Actor, job: ImportJob): Watch {
  let progress: Progress | undefined;
  let [step, began, first] = ['', 0, 0];
  let journal: Journal | undefined;
  let [isOver, hasLostRole, ticks] = [false, false, 0];
  const speed = () => {
    if (!progress) return null;
    const seconds = (performance.now() - began) / 1_000;
    const perSecond = seconds > 0 ? Math.round((progress.rows - first) / seconds) : 0;
    const left = progress.total === undefined ? undefined : Math.max(0, progress.total - progress.rows);
    return {
      ...progress,
      perSecond: perSecond > 0 ? perSecond : null,
      secondsLeft: left === undefined || perSecond <= 0 ? null : Math.ceil(left / perSecond),
    };
  };
  const save = async (): Promise<boolean> => {
    const project = actor.project.id;
    const known = journal && (await findRunning(core.read, project, journal));
    const shown = speed();
    const saved = await core.unaudited((tx) =>
      saveImportProgress(tx, project, {
        ...{ id: job.id, state: job.state, now: core.clock.now(), progress: shown && JSON.stringify(shown) },
        expiresAt: expiryAfter(core.clock, IMPORT_JOB_KEPT_MS),
        counts: known ? JSON.stringify(known.counts) : job.counts && JSON.stringify(job.counts),
        journalId: known?.id ?? job.journalId,
      }),
    );
    return saved !== undefined;
  };
  const tick = async (): Promise<void> => {
    hasLostRole = ticks++ % AUTHORITY_TICKS === 0 && !(await mayGoOn(core, actor, job));
    isOver = hasLostRole || !(await hold()) || !(await save());
  };
  let ticking = Promise.resolve();
  let isTicking = false;
  const timer = setInterval(() => {
    if (isTicking || isOver) return;
    isTicking = true;
    // An outage is noticed by the work itself.
    ticking = tick()
      .catch(() => {})
      .finally(() => {
        isTicking = false;
      });
  }, tickMs);
  const requireGoing = () => {
    if (isOver || signal.aborted) throw new Stopped();
  };
  return {
    show: (next) => {
      if (next.step !== step) [step, began, first] = [next.step, performance.now(), next.rows];
      progress = next;
      requireGoing();
    },
    requireGoing,
    writes: (named) => {
      journal = named;
    },
    journal: () => journal,
    lostRole: () => hasLostRole,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await ticking;
    },
  };
}

async function mayGoOn(core: Core, { project }: Actor, { actor }: ImportJob): Promise<boolean> {
  if (actor.kind !== 'admin') return true;
  return permissionsIn(await findGrants(core, actor.id ?? ''), project.id).has('imports.write');
}

/** The actor of what an import does. Its entries name the import as their request. */
function actorOf(project: Project, { id, actor }: ImportJob): Actor {
  return {
    // Cast: written from an actor.
    kind: actor.kind as Actor['kind'],
    ...(actor.id !== undefined && { id: actor.id }),
    project,
    scopes: new Set(everyScope),
    requestId: `import ${id}`,
  };
}

const LOST_ROLE = 'Who started the import may import no more';

async function afterFailure(
  { core }: Work,
  actor: Actor,
  { job, error, watch }: { readonly job: ImportJob; readonly error: unknown; readonly watch: Watch },
): Promise<void> {
  await keepJournal(core, actor, job, watch);
  if (error instanceof Stopped && !watch.lostRole()) return;
  if (isPassing(error)) throw error;
  const problem = watch.lostRole() ? LOST_ROLE : problemOf(error);
  const to = { checking: 'open', trying: 'checked', running: 'failed', undoing: 'failed' } as const;
  await complete(core, actor, job, { state: to[job.state as keyof typeof to], problem });
  if (!(error instanceof ImportRefused || error instanceof Stopped || error instanceof Failure)) throw error;
}

/** What a run that stopped has written is known, so that it can be undone. */
async function keepJournal(core: Core, actor: Actor, job: ImportJob, watch: Watch): Promise<void> {
  const project = actor.project.id;
  const named = watch.journal();
  const journal = named && (await findRunning(core.read, project, named));
  if (!journal) return;
  await core.write(actor, [], async (tx) => {
    const now = await lockImportJob(tx, project, { id: job.id });
    const { id: journalId, counts } = journal;
    if (now) await replaceImportJob(tx, project, { ...now, journalId, counts });
  });
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof DatabaseRefused ||
    (error instanceof Failure && error.code === 'unavailable')
  );
}

function problemOf(error: unknown): string {
  if (error instanceof ImportRefused) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'The files are gone';
  return 'The server failed; its log has the reason';
}

/** Stores what a step came to, unless the import was cancelled meanwhile. */
async function complete(
  core: Core,
  actor: Actor,
  job: ImportJob,
  patch: Partial<ImportJob> & Pick<ImportJob, 'state'>,
): Promise<void> {
  // Failing is an act; what a run and an undo write has entries of its own.
  const isFailure = patch.state === 'failed';
  const act = { act: 'import-job.update', details: { jobId: job.id, change: 'fail', digest: null } } as const;
  await core.write(actor, isFailure ? act : [], async (tx) => {
    const now = await lockImportJob(tx, actor.project.id, { id: job.id });
    if (!now) return;
    const isOver = now.state !== job.state;
    // Whoever paused or cancelled a run in its last moment gets what is true: it is complete.
    if (isOver && !(patch.state === 'done' && !hasEnded(now))) {
      if (patch.state !== 'done') return;
      const { counts = null, journalId = null } = patch;
      await replaceImportJob(tx, actor.project.id, { ...now, counts, journalId });
      return;
    }
    await replaceImportJob(tx, actor.project.id, moved(core, { ...now, progress: null, ...patch }));
  });
}

/** Files and secrets are needed no longer than the import. */
async function tidy(core: Core, place: ImportPlace, { project, id }: Ref): Promise<void> {
  const job = await findImportJob(core.read, project, { id });
  if (!job || hasEnded(job)) await removeUploads(place, id);
}

function digestOf(id: string, source: string, seen: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([id, source, seen]))
    .digest('base64url');
}
