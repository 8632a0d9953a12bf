import type { Tx } from '../../db/database.ts';
import { systems } from '../../imports/systems/all.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { CANARIES_AT_MOST, type Canary } from '../imports/canaries.ts';
import type { Import, ImportPlan } from '../imports/import.ts';
import { listImports } from '../imports/journal-store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { lockProject } from '../projects/store.ts';
import {
  blockersOf,
  DRY_RUN_MS,
  hasEnded,
  IMPORT_JOB_KEPT_MS,
  type ImportJob,
  type ImportJobState,
  isWorkedOn,
  wouldWrite,
} from './import-job.ts';
import { inspect } from './inspect.ts';
import {
  findImportJob,
  findJournalsOf,
  insertImportJob,
  listImportJobRows,
  listOpenImportJobs,
  lockImportJob,
  replaceImportJob,
} from './store.ts';
import {
  accept,
  discard,
  folderOf,
  type ImportPlace,
  isHere,
  keepSecrets,
  keptSecrets,
  makeFolder,
  openReport,
  pathOf,
  receive,
  removeFile,
  removeUploads,
} from './upload-folder.ts';

const OPEN_AT_MOST = 5;
const FILES_AT_MOST = 100;
export const IMPORTS_LISTED_AT_MOST = 50;
/** No separators, no leading period: a name within the folder of the import on every system. */
export const FILE_NAME = /^[A-Za-z0-9_(][A-Za-z0-9._ ()+@~-]{0,127}$/;

/** Creates an import without files. Fails with `imports_limit`. */
export async function createImportJob(core: Core, actor: Actor, place: ImportPlace): Promise<ImportJob> {
  const project = actor.project.id;
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const job: ImportJob = {
    ...{ id: freshId(sequence), sequence, createdAt: at, updatedAt: at, state: 'open', server: place.server },
    actor: { kind: actor.kind, ...(actor.id !== undefined && { id: actor.id }) },
    ...{ files: [], settings: null, progress: null, result: null, canaries: null, counts: null },
    ...{ undone: null, problem: null, journalId: null, endedAt: null },
    expiresAt: expiryAfter(core.clock, IMPORT_JOB_KEPT_MS),
  };
  await core.write(actor, { act: 'import-job.create', details: { jobId: job.id } }, async (tx) => {
    // One at a time counts the open ones.
    if (!(await lockProject(tx, project))) throw new Failure({ code: 'project_not_found', project });
    const open = await listOpenImportJobs(tx, project);
    if (open.length >= OPEN_AT_MOST) throw new Failure({ code: 'imports_limit', most: OPEN_AT_MOST });
    await insertImportJob(tx, project, job);
  });
  await makeFolder(place, job.id);
  return job;
}

/** Fails with `import_not_found`. */
export async function getImportJob(core: Core, actor: Actor, id: string): Promise<ImportJob> {
  const job = await findImportJob(core.read, actor.project.id, { id });
  if (!job) throw new Failure('import_not_found');
  return job;
}

/** Newest first, at most 50: those created before `before`. `others` are the newest of the command line. */
export async function listImportJobs(
  core: Core,
  actor: Actor,
  { before, limit }: { readonly before?: Sequence | undefined; readonly limit: number },
): Promise<{ readonly rows: readonly ImportJob[]; readonly others: readonly Import[] }> {
  const project = actor.project.id;
  const most = Math.min(limit, IMPORTS_LISTED_AT_MOST);
  const rows = await listImportJobRows(core.read, project, {
    before: before ?? Number.MAX_SAFE_INTEGER,
    most,
  });
  if (before !== undefined) return { rows, others: [] };
  const journals = await listImports(core.read, project, { most });
  const known = await findJournalsOf(
    core.read,
    project,
    journals.map(({ id }) => id),
  );
  return { rows, others: journals.filter(({ id }) => !known.has(id)) };
}

/**
 * Receives a file of an import, which replaces one of the same name. A dry run that was made before does not count any
 * more. Fails with `import_not_found`, `import_state_conflict`, `import_elsewhere`, `import_invalid`, and as `receive`.
 */
export async function receiveFile(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  { id, name, pieces, length }: NewFile,
): Promise<ImportJob> {
  if (!FILE_NAME.test(name)) throw new Failure({ code: 'import_invalid', reason: FILE_NAME_RULE });
  const job = await openHere(core, actor, place, id);
  const room = roomFor(place, job, name);
  refuseMore(job, name);
  if (length !== undefined && length > room)
    throw new Failure({ code: 'import_too_large', mostBytes: place.mostBytes });
  const folder = folderOf(place, id);
  const incoming = await receive(folder, pieces, { room, mostBytes: place.mostBytes });
  const digest = incoming.sha256;
  try {
    await accept(folder, incoming, name);
  } finally {
    await discard(incoming);
  }
  const path = pathOf(folder, { name, sha256: digest });
  const given = { from: TAKES_FILES, name: 'upload', digest };
  let changed: ImportJob;
  try {
    const file = { name, bytes: incoming.bytes, sha256: digest, ...(await inspect(path, folder.scratch)) };
    changed = await change(core, actor, id, given, (now) => {
      if (file.bytes > roomFor(place, now, name))
        throw new Failure({ code: 'import_too_large', mostBytes: place.mostBytes });
      refuseMore(now, name);
      return withFiles(now, [...now.files.filter((each) => each.name !== name), file]);
    });
  } catch (error) {
    await removeUnlisted(core, actor, place, { id, name, sha256: digest });
    throw error;
  }
  const before = job.files.find((each) => each.name === name);
  if (before && before.sha256 !== digest) await removeFile(folder, before);
  return changed;
}

function refuseMore({ files }: ImportJob, name: string): void {
  const others = files.filter((each) => each.name !== name);
  if (others.length >= FILES_AT_MOST) throw invalid(`An import has at most ${FILES_AT_MOST} files.`);
}

/** Removes a file that was refused after it had its name, unless the import has it, also by another request. */
async function removeUnlisted(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  { id, name, sha256 }: { readonly id: string; readonly name: string; readonly sha256: string },
): Promise<void> {
  // One that cannot be asked about stays until the import ends.
  const now = await getImportJob(core, actor, id).catch(() => undefined);
  if (!now || now.files.some((each) => each.name === name && each.sha256 === sha256)) return;
  await removeFile(folderOf(place, id), { name, sha256 });
}

export type NewFile = {
  readonly id: string;
  readonly name: string;
  readonly pieces: AsyncIterator<Uint8Array>;
  /** Bytes that the sender announces. */
  readonly length?: number | undefined;
};

const TAKES_FILES = ['open', 'checked'] as const;
export const FILE_NAME_RULE =
  'A name of a file has 1 to 128 letters, digits, blanks and . _ - ( ) + @ ~, and begins with a letter or a digit.';

function roomFor({ mostBytes }: ImportPlace, { files }: ImportJob, name: string): number {
  const others = files.filter((file) => file.name !== name);
  return mostBytes - others.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Other files make a dry run void. */
function withFiles(job: ImportJob, files: ImportJob['files']): ImportJob {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { ...job, state: 'open', files: sorted, result: null, canaries: null, problem: null };
}

/** Removes a file of an open import. Fails like `receiveFile`. */
export async function deleteFile(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<ImportJob> {
  const job = await openHere(core, actor, place, id);
  const changed = await change(core, actor, id, { from: TAKES_FILES }, (now) =>
    withFiles(
      now,
      now.files.filter((file) => file.name !== name),
    ),
  );
  const file = job.files.find((each) => each.name === name);
  if (file) await removeFile(folderOf(place, id), file);
  return changed;
}

async function openHere(core: Core, actor: Actor, place: ImportPlace, id: string): Promise<ImportJob> {
  const job = await getImportJob(core, actor, id);
  if (!(TAKES_FILES as readonly string[]).includes(job.state)) throw conflict(job);
  await requireHere(place, job);
  return job;
}

async function requireHere(place: ImportPlace, { id, server }: ImportJob): Promise<void> {
  if (!(await isHere(place, id))) throw new Failure({ code: 'import_elsewhere', server });
}

export type Check = {
  readonly id: string;
  readonly system: string;
  readonly plan: Omit<ImportPlan, 'secrets'>;
  /** Missing: those that were given before. */
  readonly secrets?: ImportPlan['secrets'] | undefined;
};

/** Asks for a dry run, which a server makes. Fails with `import_invalid`, and like `receiveFile`. */
export async function checkImport(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  { id, system: name, plan, secrets }: Check,
): Promise<ImportJob> {
  const system = systems.find((each) => each.name === name);
  if (!system) throw invalid(`There is no system ${JSON.stringify(name)}.`);
  const unknown = Object.keys(plan.systemOptions).find((key) => !Object.hasOwn(system.options ?? {}, key));
  if (unknown !== undefined) throw invalid(`${system.title} has no option ${JSON.stringify(unknown)}.`);
  const job = await openHere(core, actor, place, id);
  if (job.files.length === 0) throw invalid('Upload a file first.');
  const folder = folderOf(place, id);
  const kept = secrets ?? (await keptSecrets(core, folder)).secrets;
  await keepSecrets(core, folder, { secrets: kept });
  const settings = { system: name, plan, secrets: Object.keys(kept).toSorted() };
  return change(core, actor, id, { from: TAKES_FILES, name: 'check' }, (now) => ({
    ...now,
    ...{ state: 'checking', actor: on(actor), settings, result: null, canaries: null },
    ...{ problem: null, progress: null },
  }));
}

/** Tries sign-ins with the rows of the files. Fails with `import_invalid`, and like `receiveFile`. */
export async function tryCanaries(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  { id, list }: { readonly id: string; readonly list: readonly Canary[] },
): Promise<ImportJob> {
  if (list.length === 0 || list.length > CANARIES_AT_MOST)
    throw invalid(`Try 1 to ${CANARIES_AT_MOST} sign-ins.`);
  const job = await openHere(core, actor, place, id);
  if (job.state !== 'checked') throw conflict(job);
  const folder = folderOf(place, id);
  const { secrets } = await keptSecrets(core, folder);
  await keepSecrets(core, folder, { secrets, canaries: { list, at: core.clock.now() } });
  return change(core, actor, id, { from: ['checked'], name: 'try' }, (now) => ({
    ...now,
    ...{ state: 'trying', actor: on(actor), canaries: null, problem: null, progress: null },
  }));
}

/**
 * Writes what a dry run has found. Fails with `import_digest_invalid`, `import_confirmation_missing`, `import_blocked`,
 * and like `receiveFile`.
 */
export async function runImportJob(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  {
    id,
    digest,
    confirm,
  }: { readonly id: string; readonly digest: string; readonly confirm?: string | undefined },
): Promise<ImportJob> {
  await requireHere(place, await getImportJob(core, actor, id));
  const { result } = await getImportJob(core, actor, id);
  const sourceDigest = result?.sourceDigest;
  return change(core, actor, id, { from: ['checked'], name: 'run', digest: sourceDigest }, (now) => {
    requireRunnable(core.clock.now(), now, { digest, confirm });
    return { ...now, state: 'running', actor: on(actor), problem: null, progress: null };
  });
}

function requireRunnable(
  now: Instant,
  job: ImportJob,
  { digest, confirm }: { readonly digest: string; readonly confirm?: string | undefined },
): void {
  const { result } = job;
  if (result?.digest !== digest || now - result.checkedAt > DRY_RUN_MS)
    throw new Failure('import_digest_invalid');
  const [reason] = blockersOf(job);
  if (reason !== undefined) throw new Failure({ code: 'import_blocked', reason });
  const users = wouldWrite(result);
  if ((confirm ?? '').replaceAll(/[\s,.']/g, '') !== String(users))
    throw new Failure({ code: 'import_confirmation_missing', users });
}

/** Stops after the batch that is being written. Fails with `import_not_found` and `import_state_conflict`. */
export function pauseImport(core: Core, actor: Actor, id: string): Promise<ImportJob> {
  return change(core, actor, id, { from: ['running'], name: 'pause' }, (now) => ({
    ...now,
    state: 'paused',
  }));
}

/** Goes on behind the last batch. Fails with `import_elsewhere`, and as `pauseImport`. */
export async function resumeImport(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  id: string,
): Promise<ImportJob> {
  const job = await getImportJob(core, actor, id);
  if (job.state === 'paused') await requireHere(place, job);
  return change(core, actor, id, { from: ['paused'], name: 'resume' }, (now) => ({
    ...now,
    ...{ state: 'running', actor: on(actor) },
  }));
}

/** Ends the import; what was written stays. Removes the files. Fails as `pauseImport`. */
export async function cancelImport(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  id: string,
): Promise<ImportJob> {
  const before = await getImportJob(core, actor, id);
  const from = ['open', 'checking', 'checked', 'trying', 'running', 'paused'] as const;
  const cancelled = await change(core, actor, id, { from, name: 'cancel' }, (now) => ({
    ...now,
    state: 'cancelled',
  }));
  // A server that works on it removes them when it stops.
  if (!isWorkedOn(before)) await removeUploads(place, id);
  return cancelled;
}

/** Deletes the users that an ended import created and that are unused since. Fails as `pauseImport`. */
export async function undoImportJob(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  id: string,
): Promise<ImportJob> {
  const job = await getImportJob(core, actor, id);
  if (job.journalId === null) throw hasEnded(job) ? invalid('The import wrote nothing.') : conflict(job);
  // Any server can: the journal is in the database.
  await makeFolder(place, id);
  return change(core, actor, id, { from: ['done', 'cancelled', 'failed'], name: 'undo' }, (now) => ({
    ...now,
    ...{ state: 'undoing', actor: on(actor), server: place.server, progress: null, problem: null },
  }));
}

/** The report of the run, else of the dry run, as lines of JSON. Fails with `import_not_found` and `import_elsewhere`. */
export async function readReport(
  core: Core,
  actor: Actor,
  place: ImportPlace,
  id: string,
): Promise<AsyncIterable<string>> {
  const job = await getImportJob(core, actor, id);
  const report = await openReport(folderOf(place, id));
  if (report) return report;
  if (job.result || job.counts) throw new Failure({ code: 'import_elsewhere', server: job.server });
  throw invalid('There is no report yet: make a dry run.');
}

type Change = {
  readonly from: readonly ImportJobState[];
  /** As the history names it; nothing is recorded without. */
  readonly name?: string;
  readonly digest?: string | undefined;
};

/** Moves an import on. Every change sets anew how long it is kept. */
function change(
  core: Core,
  actor: Actor,
  id: string,
  { from, name, digest }: Change,
  to: (now: ImportJob) => ImportJob,
): Promise<ImportJob> {
  const act = {
    act: 'import-job.update',
    details: { jobId: id, change: name ?? '', digest: digest ?? null },
  };
  // Cast: the act is one of the list.
  return core.write(actor, name === undefined ? [] : (act as never), async (tx: Tx) => {
    const before = await lockImportJob(tx, actor.project.id, { id });
    if (!before) throw new Failure('import_not_found');
    if (!from.includes(before.state)) throw conflict(before);
    const after = moved(core, to(before));
    await replaceImportJob(tx, actor.project.id, after);
    return after;
  });
}

/** Returns an import as it is stored after a change: when it ended, and until when it is kept. */
export function moved(core: Core, job: ImportJob): ImportJob {
  const now = core.clock.now();
  return {
    ...job,
    updatedAt: now,
    endedAt: hasEnded(job) ? now : null,
    expiresAt: expiryAfter(core.clock, IMPORT_JOB_KEPT_MS),
  };
}

function on({ kind, id }: Actor): ImportJob['actor'] {
  return { kind, ...(id !== undefined && { id }) };
}

function conflict({ state }: ImportJob): Failure {
  return new Failure({ code: 'import_state_conflict', state });
}

function invalid(reason: string): Failure {
  return new Failure({ code: 'import_invalid', reason });
}
