import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open as openFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { LINE_BYTES_AT_MOST } from '../core/history/archive-file.ts';

/**
 * Writes lines as a compressed file that is complete or not there, readable by its owner only. `prove` reads the file
 * before it gets its name. It is on the disk when the promise resolves.
 */
export async function writeArchiveFile(
  path: string,
  lines: AsyncIterable<string>,
  prove: (lines: AsyncIterable<string>) => Promise<void>,
): Promise<void> {
  // Of its own, since another process may write the same month.
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await pipeline(
      Readable.from(lines),
      createGzip(),
      createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await prove(readArchiveLines(partial));
    await rename(partial, path);
    await removePartials(path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Those that killed processes have left. One that still writes finds its file gone, and has cut nothing. */
async function removePartials(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  for (const other of await readdir(folder))
    if (other.startsWith(`${name}.`) && other.endsWith('.partial'))
      await rm(join(folder, other), { force: true });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Yields the lines of a compressed file. Fails for what is not compressed, was cut off, or has a line too long. */
export async function* readArchiveLines(path: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  unzipped.setEncoding('utf8');
  let rest = '';
  // Cast: with an encoding, chunks are text.
  for await (const chunk of unzipped as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > LINE_BYTES_AT_MOST) throw new Error('a line is too long');
  }
  // A file ends with a line break: what follows the last one is a line that is not complete.
  if (rest !== '') yield rest;
}
