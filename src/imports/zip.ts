import { open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { ImportRefused } from './source.ts';
import { type Bounds, unpacked } from './unpacking.ts';

/** A file in an archive. */
export type ZipEntry = { readonly name: string; readonly open: () => AsyncIterable<Uint8Array> };

type Directory = { readonly entries: number; readonly offset: number; readonly bytes: number };

const MOST_ENTRIES = 10_000;
const MOST_DIRECTORY_BYTES = 16 * 1_048_576;
const PIECE_BYTES = 131_072;
const [END_BYTES, LONGEST_COMMENT] = [22, 65_535];
const [END_SIGNATURE, END64_SIGNATURE, ENTRY_SIGNATURE, LOCAL_SIGNATURE] = [
  0x06054b50, 0x06064b50, 0x02014b50, 0x04034b50,
];
/** A local header without its name and its extra field. */
const LOCAL_BYTES = 30;
const [ENCRYPTED, STORED, DEFLATED] = [1, 0, 8];

/**
 * Returns the files of an archive by its central directory (APPNOTE 4.3), in their order there, without folders and
 * hidden ones. Fails with an `ImportRefused` for what is no archive, is cut, encrypted or packed in another way than
 * `deflate`.
 */
export async function zipEntriesOf(path: string, name: string, bounds: Bounds): Promise<readonly ZipEntry[]> {
  const size = await sizeOf(path);
  const directory = await directoryOf(path, name, size);
  const bytes = await readAt(path, name, directory.offset, directory.bytes);
  const entries: (Entry & { readonly title: string })[] = [];
  for (let at = 0, count = 0; count < directory.entries; count++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) throw cut(name);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    );
    const next = at + 46 + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > bytes.length) throw cut(name);
    const entry = entryOf(bytes.subarray(at, next), nameBytes ?? 0, extraBytes ?? 0);
    at = next;
    if (entry.name.endsWith('/') || /(?:^|\/)(?:\.|__MACOSX\/)/.test(entry.name)) continue;
    const title = `${name}/${entry.name}`;
    if (entry.flags & ENCRYPTED) throw new ImportRefused(`${title} is encrypted.`);
    if (entry.method !== STORED && entry.method !== DEFLATED)
      throw new ImportRefused(`${title} is packed by the method ${entry.method}, which is not read.`);
    entries.push({ ...entry, title });
  }
  refuseOverlaps(name, entries);
  // All of them together may become no more than one file.
  const freeBytes = Math.floor(bounds.freeBytes / Math.max(1, entries.length));
  return entries.map((entry) => ({
    name: entry.title,
    open: () => contentOf(path, entry, { ...bounds, freeBytes }),
  }));
}

/** Entries that share bytes make a small archive into any number of large files. No program writes them. */
function refuseOverlaps(name: string, entries: readonly Entry[]): void {
  let end = 0;
  for (const { offset, packedBytes } of entries.toSorted((one, other) => one.offset - other.offset)) {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(packedBytes)) throw cut(name);
    if (offset < end) throw new ImportRefused(`${name} has files that overlap.`);
    end = offset + LOCAL_BYTES + packedBytes;
  }
}

type Entry = {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
  /** CRC-32 of what is unpacked. */
  readonly checksum: number;
};

function entryOf(bytes: Buffer, nameBytes: number, extraBytes: number): Entry {
  const name = bytes.toString('utf8', 46, 46 + nameBytes);
  let packedBytes = bytes.readUInt32LE(20);
  let offset = bytes.readUInt32LE(42);
  const unpackedBytes = bytes.readUInt32LE(24);
  const extra = bytes.subarray(46 + nameBytes, 46 + nameBytes + extraBytes);
  // Zip64 (4.5.3): sizes that do not fit are in an extra field, in this order.
  const long = extraField(extra, 0x0001);
  let at = 0;
  const next = () => {
    const value = long && at + 8 <= long.length ? Number(long.readBigUInt64LE(at)) : Number.NaN;
    at += 8;
    return value;
  };
  if (unpackedBytes === 0xffffffff) next();
  if (packedBytes === 0xffffffff) packedBytes = next();
  if (offset === 0xffffffff) offset = next();
  const [flags, method, checksum] = [bytes.readUInt16LE(8), bytes.readUInt16LE(10), bytes.readUInt32LE(16)];
  return { name, flags, method, checksum, packedBytes, offset };
}

function extraField(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

async function directoryOf(path: string, name: string, size: number): Promise<Directory> {
  const from = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
  const tail = await readAt(path, name, from, size - from);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at--;
  if (at < 0) throw cut(name);
  let directory = {
    entries: tail.readUInt16LE(at + 10),
    bytes: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  if (directory.entries === 0xffff || directory.offset === 0xffffffff)
    directory = await longDirectoryOf(path, name, { tail, at });
  if (directory.entries > MOST_ENTRIES)
    throw new ImportRefused(`${name} has more than ${MOST_ENTRIES} files.`);
  if (directory.bytes > MOST_DIRECTORY_BYTES || directory.offset + directory.bytes > size) throw cut(name);
  return directory;
}

async function longDirectoryOf(
  path: string,
  name: string,
  { tail, at }: { readonly tail: Buffer; readonly at: number },
): Promise<Directory> {
  // The locator, of 20 bytes, stands right before the end record.
  if (at < 20) throw cut(name);
  const record = await readAt(path, name, Number(tail.readBigUInt64LE(at - 12)), 56);
  if (record.readUInt32LE(0) !== END64_SIGNATURE) throw cut(name);
  return {
    entries: Number(record.readBigUInt64LE(32)),
    bytes: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

async function* contentOf(
  path: string,
  entry: Entry & { readonly title: string },
  bounds: Bounds,
): AsyncGenerator<Uint8Array> {
  const header = await readAt(path, entry.title, entry.offset, LOCAL_BYTES);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw cut(entry.title);
  const from = entry.offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = range(path, entry.title, from, entry.packedBytes);
  const content =
    entry.method === STORED ? packed : unpacked(packed, createInflateRaw(), { name: entry.title, bounds });
  let checksum = 0;
  for await (const piece of content) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (checksum !== entry.checksum)
    throw new ImportRefused(`${entry.title} is damaged: its checksum differs.`);
}

async function* range(path: string, name: string, from: number, bytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    for (let at = 0; at < bytes; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, from + at);
      if (bytesRead === 0) throw cut(name);
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function readAt(path: string, name: string, from: number, bytes: number): Promise<Buffer> {
  if (!Number.isSafeInteger(from)) throw cut(name);
  const pieces: Uint8Array[] = [];
  for await (const piece of range(path, name, from, bytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function cut(name: string): ImportRefused {
  return new ImportRefused(`${name} is no archive, or is cut.`);
}
