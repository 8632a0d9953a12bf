import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ImportRefused, type Scratch, type SourceFile } from './source.ts';
import { type Bounds, unpacked, usualBounds } from './unpacking.ts';
import { zipEntriesOf } from './zip.ts';

const MOST_FILES = 10_000;
const HEAD_BYTES = 65_536;
/** The name that stands for what is piped in, and that reports show for it. */
export const STDIN = '-';

/**
 * Opens the files of an import. A folder stands for the files in it, `-` for `stdin`, which is kept in the scratch
 * folder, since files are read more than once. What is packed by gzip or zip, which its first bytes tell, is unpacked
 * while it is read; an archive stands for the files in it. Fails with an `ImportRefused` when there is no such file or
 * an archive cannot be read.
 */
export async function sourceFilesOf(
  paths: readonly string[],
  scratch: Scratch,
  { stdin, bounds = usualBounds }: { readonly stdin?: Readable; readonly bounds?: Bounds } = {},
): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    if (path !== STDIN) {
      for (const file of await pathsOf(path)) files.push(...(await opened(file, basename(file), bounds)));
      continue;
    }
    if (!stdin) throw new ImportRefused('Nothing is piped in.');
    const kept = join(scratch.folder, `stdin-${files.length}`);
    await pipeline(stdin, createWriteStream(kept, { flags: 'wx', mode: 0o600 }));
    files.push(...(await opened(kept, STDIN, bounds)));
  }
  if (files.length > MOST_FILES) throw new ImportRefused(`There are more than ${MOST_FILES} files.`);
  return files;
}

/** Returns the beginning of a file, up to 64 KiB, for `System.detect`. Bytes that are no UTF-8 are replaced. */
export async function headOf(file: SourceFile): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of file.open()) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= HEAD_BYTES) break;
  }
  const head = Buffer.concat(pieces).subarray(0, HEAD_BYTES);
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le', 2);
  return head.toString('utf8').replace(/^\uFEFF/, '');
}

async function pathsOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no file ${path}.`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  return names.sort().map((name) => join(path, name));
}

async function opened(path: string, name: string, bounds: Bounds): Promise<readonly SourceFile[]> {
  const start = await startOf(path);
  if (start.readUInt32BE(0) === 0x504b0304 || start.readUInt32BE(0) === 0x504b0506)
    return zipEntriesOf(path, name, bounds);
  if (start.readUInt16BE(0) !== 0x1f8b) return [{ name, path, open: () => createReadStream(path) }];
  const plain = name.replace(/\.t?gz$/i, '') || name;
  const read = () => unpacked(createReadStream(path), createGunzip(), { name, bounds });
  return [{ name: plain, open: read }];
}

/** The first four bytes, zeros where there are fewer. */
async function startOf(path: string): Promise<Buffer> {
  const start = Buffer.alloc(4);
  const file = await open(path).catch(() => undefined);
  if (!file) throw new ImportRefused(`The file ${path} cannot be read.`);
  try {
    await file.read(start, 0, start.length, 0);
  } catch {
    throw new ImportRefused(`The file ${path} cannot be read.`);
  } finally {
    await file.close();
  }
  return start;
}
