import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  statSync,
} from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AGE_MAGIC, type AgeKey, type AgeLock, decrypted, encrypted } from '../crypto/age.ts';
import { DatabaseDamaged } from '../db/database.ts';
import { CommandError } from './refusal.ts';

/** Fast, since a snapshot is open meanwhile. */
const GZIP_LEVEL = 1;
const GZIP_MAGIC = [0x1f, 0x8b];
/** The name of a file that is being written ends so, and a random part before it keeps two apart. */
export const PARTIAL = '.partial';
/** What file systems without hard links answer. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Writes pieces of text as a file, by default compressed, and encrypted if there is a lock. The file has its name only when it is complete and on
 * the disk; its mode is 0600. Fails with `CommandError` when the name is taken. Returns its size in bytes.
 */
export async function writeSealedFile(
  path: string,
  lock: AgeLock | undefined,
  pieces: AsyncIterable<string>,
  { isZipped = true }: { readonly isZipped?: boolean } = {},
): Promise<number> {
  const partial = `${path}.${randomBytes(6).toString('hex')}${PARTIAL}`;
  refuseTaken(path);
  try {
    await piped(
      Readable.from(pieces, { objectMode: true, highWaterMark: 1 }),
      isZipped ? createGzip({ level: GZIP_LEVEL }) : new PassThrough(),
      async function* (plain: AsyncIterable<Uint8Array>) {
        yield* lock === undefined ? plain : await encrypted(lock, plain);
      },
      createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
    );
    const { size } = statSync(partial);
    await place(partial, path);
    return size;
  } finally {
    await rm(partial, { force: true });
  }
}

export function refuseTaken(path: string): void {
  if (existsSync(path))
    throw new CommandError(`The file ${path} exists. Nothing is overwritten: choose another name.`);
}

/** Reads such a file. `key` is asked only for an encrypted one. A file that was changed fails with `DatabaseDamaged`. */
export async function* readSealedFile(path: string, key: () => Promise<AgeKey>): AsyncGenerator<Uint8Array> {
  const isSealed = await isEncrypted(path);
  const stored = createReadStream(path);
  try {
    yield* unzipped(isSealed ? await unlocked(stored, key) : stored);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (error instanceof CommandError || /^E[A-Z0-9]+$/.test(code)) throw error;
    throw new DatabaseDamaged(`The file is damaged: ${(error as Error).message}.`, { cause: error });
  } finally {
    stored.destroy();
  }
}

/** Uncompresses what is compressed. */
async function* unzipped(source: Readable): AsyncGenerator<Uint8Array> {
  const chunks = source.iterator({ destroyOnReturn: false });
  const first = await chunks.next();
  if (first.done) return;
  // Cast: streams of files and of decrypted files are bytes.
  const head = first.value as Uint8Array;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head;
    for await (const chunk of chunks) yield chunk as Uint8Array;
  }
  if (head[0] !== GZIP_MAGIC[0] || head[1] !== GZIP_MAGIC[1]) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  pipeline(whole(), gunzip, () => {});
  try {
    yield* gunzip;
  } finally {
    gunzip.destroy();
  }
}

async function unlocked(stored: AsyncIterable<Uint8Array>, key: () => Promise<AgeKey>): Promise<Readable> {
  const wanted = await key();
  const plain = await decrypted(wanted, stored).catch((error: Error) => {
    throw new CommandError(`The file cannot be opened with this key: ${error.message}.`);
  });
  return Readable.from(plain);
}

async function isEncrypted(path: string): Promise<boolean> {
  await using file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The file ${path} cannot be read (${error.code}).`);
  });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(AGE_MAGIC.length), 0, AGE_MAGIC.length, 0);
  return buffer.subarray(0, bytesRead).toString('latin1') === AGE_MAGIC;
}

/** A link does not replace another file, as renaming does. */
export async function place(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && !NO_LINKS.has(code)) throw error;
    refuseTaken(path);
    await rename(partial, path);
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
