import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportRefused } from '../../imports/source.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Canary } from '../imports/canaries.ts';
import type { Sample } from '../imports/dry-run.ts';
import type { ImportPlan } from '../imports/import.ts';

/** Where files of imports lie on this machine, and how many bytes those of one may have together. */
export type ImportPlace = { readonly folder: string; readonly server: string; readonly mostBytes: number };

/** A piece of a file must come within this time, and the whole within the other. */
const PIECE_WITHIN_MS = 30_000;
const WHOLE_WITHIN_MS = 3_600_000;
/** Bytes of people: only the server may read them. */
const FILE = 0o600;
const FOLDER = 0o700;
/** When another file may have arrived. */
const RETRY_AFTER_SECONDS = 5;

/** The parts of an import on the disk. */
export type UploadFolder = {
  readonly root: string;
  readonly files: string;
  readonly scratch: string;
  readonly secrets: string;
  readonly samples: string;
  readonly checkReport: string;
  readonly runReport: string;
};

export function folderOf({ folder }: Pick<ImportPlace, 'folder'>, id: string): UploadFolder {
  const root = join(folder, id);
  return {
    root,
    files: join(root, 'files'),
    scratch: join(root, 'scratch'),
    secrets: join(root, 'secrets'),
    samples: join(root, 'samples.json'),
    checkReport: join(root, 'check.ndjson'),
    runReport: join(root, 'run.ndjson'),
  };
}

export async function makeFolder(place: ImportPlace, id: string): Promise<void> {
  await onDisk(() => mkdir(folderOf(place, id).files, { recursive: true, mode: FOLDER }));
}

/** Reports whether the files of an import are on this machine. */
export async function isHere(place: ImportPlace, id: string): Promise<boolean> {
  return access(folderOf(place, id).files).then(
    () => true,
    () => false,
  );
}

/**
 * Where a file lies. Its content names its folder, so that one of the same name that comes while another is read is
 * beside it.
 */
export function pathOf({ files }: UploadFolder, { name, sha256 }: FileName): string {
  return join(files, sha256, name);
}

type FileName = { readonly name: string; readonly sha256: string };

/** Removes what was uploaded, and the secrets. The report stays. */
export async function removeUploads(place: ImportPlace, id: string): Promise<void> {
  const { files, scratch, secrets, samples, root } = folderOf(place, id);
  const all = { recursive: true, force: true };
  for (const path of [files, scratch, secrets, samples]) await rm(path, all);
  for (const name of await readdir(root).catch(() => []))
    if (name.startsWith(INCOMING)) await rm(join(root, name), all);
}

export async function removeFolder(place: ImportPlace, id: string): Promise<void> {
  await rm(folderOf(place, id).root, { recursive: true, force: true });
}

/** Ids of the imports that have a folder here. Whatever else an operator keeps beside them is left alone. */
export async function idsIn({ folder }: ImportPlace): Promise<readonly string[]> {
  // Most servers have none, and a start need not load the promises of Node's files for it.
  const names = existsSync(folder) ? await readdir(folder).catch(() => []) : [];
  return names.filter((name) => ID.test(name));
}

/** As `freshId` makes them. */
const ID = /^[0-9a-f]{20}$/;

const INCOMING = 'incoming-';

/** Files that may arrive at once. */
const INCOMING_AT_MOST = 16;
/** After so many bytes of one, what arrives at once is counted together. */
const COUNTED_EVERY_BYTES = 16 * 1_048_576;

/** The sizes of the files that are arriving, in any process. One that no piece came for is what a killed process has left. */
async function incomingSizes(root: string): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const name of await readdir(root)) {
    const found = name.startsWith(INCOMING) ? await stat(join(root, name)).catch(() => undefined) : undefined;
    if (found && Date.now() - found.mtimeMs < 2 * PIECE_WITHIN_MS) sizes.push(found.size);
  }
  return sizes;
}

/** A file that has arrived and has no name yet. */
export type Incoming = { readonly path: string; readonly bytes: number; readonly sha256: string };

/**
 * Writes pieces to the disk as they come. Fails with `import_too_large` once there is no `room` for them and all that
 * arrives beside them, with `rate_limited` when too many files arrive at once, with `request_invalid` when pieces come too
 * slowly or end too early, and with `import_disk_full`.
 */
export async function receive(
  { root }: UploadFolder,
  pieces: AsyncIterator<Uint8Array>,
  { room, mostBytes }: { readonly room: number; readonly mostBytes: number },
): Promise<Incoming> {
  const path = join(root, `${INCOMING}${randomUUID()}`);
  const file = await onDisk(() => open(path, 'wx', FILE));
  const hash = createHash('sha256');
  const until = performance.now() + WHOLE_WITHIN_MS;
  let [bytes, countedAt] = [0, 0];
  const tooLarge = () => new Failure({ code: 'import_too_large', mostBytes });
  try {
    // Counted with this one, so that no more get in by asking at the same time.
    if ((await incomingSizes(root)).length > INCOMING_AT_MOST)
      throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds: RETRY_AFTER_SECONDS });
    for (;;) {
      const next = await within(Math.min(PIECE_WITHIN_MS, until - performance.now()), pieces.next());
      if (next.done) break;
      bytes += next.value.length;
      if (bytes > room) throw tooLarge();
      hash.update(next.value);
      await onDisk(() => file.writeFile(next.value));
      if (bytes - countedAt < COUNTED_EVERY_BYTES) continue;
      countedAt = bytes;
      const sizes = await incomingSizes(root);
      if (sizes.reduce((sum, size) => sum + size, 0) > room) throw tooLarge();
    }
    await file.close();
    return { path, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function within<T>(ms: number, next: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Failure({ code: 'request_invalid', rule: 'too_slow' })),
    Math.max(0, ms),
  );
  const broken = (): never => {
    throw new Failure({ code: 'request_invalid', rule: 'not_http' });
  };
  try {
    return await Promise.race([next.catch(broken), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Gives a file that has arrived its name. */
export async function accept(folder: UploadFolder, { path, sha256 }: Incoming, name: string): Promise<void> {
  const to = pathOf(folder, { name, sha256 });
  await onDisk(async () => {
    await mkdir(join(folder.files, sha256), { recursive: true, mode: FOLDER });
    await rename(path, to);
  });
}

export async function discard({ path }: Incoming): Promise<void> {
  await rm(path, { force: true });
}

export async function removeFile(folder: UploadFolder, file: FileName): Promise<void> {
  await rm(pathOf(folder, file), { force: true });
}

/** What is kept of an import beside its files, until it has ended. */
export type KeptSecrets = {
  readonly secrets: ImportPlan['secrets'];
  /** Until they are tried. Codes count at the moment at which they were sent. */
  readonly canaries?: { readonly list: readonly Canary[]; readonly at: number };
};

/** Keeps secrets sealed: a copy of the disk shows none. */
export async function keepSecrets(core: Core, { secrets: path }: UploadFolder, kept: KeptSecrets) {
  await onDisk(async () => {
    await writeFile(`${path}.new`, core.seal.seal(JSON.stringify(kept)), { mode: FILE });
    await rename(`${path}.new`, path);
  });
}

/** Fails with `ImportRefused` when no known key opens them. */
export async function keptSecrets(core: Core, { secrets: path }: UploadFolder): Promise<KeptSecrets> {
  const sealed = await readFile(path, 'utf8').catch(() => undefined);
  if (sealed === undefined) return { secrets: {} };
  const opened = core.seal.open(sealed);
  if (opened === undefined)
    throw new ImportRefused('The secrets of the import cannot be opened: make another');
  // Cast: written above.
  return JSON.parse(opened) as KeptSecrets;
}

export async function keepSamples({ samples: path }: UploadFolder, samples: readonly Sample[]) {
  await onDisk(() => writeFile(path, JSON.stringify(samples), { mode: FILE }));
}

/** Empty where there are none, or no longer. */
export async function keptSamples({ samples: path }: UploadFolder): Promise<readonly Sample[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  // Cast: written above.
  return JSON.parse(text) as readonly Sample[];
}

/** The report of the run, else of the dry run; nothing where there is none. */
export async function openReport(folder: UploadFolder): Promise<AsyncIterable<string> | undefined> {
  for (const path of [folder.runReport, folder.checkReport]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return createReadStream(path, 'utf8');
  }
  return undefined;
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new Failure('import_disk_full');
    throw error;
  }
}
