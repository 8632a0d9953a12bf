import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const HEADER_BYTES = 32;
const SECTOR_BYTES = 512;
const PAGE_BYTES = 4_096;

/** One record of the trace that disk-shim.c writes. `end` is the length of the trace up to and with it. */
type Record = {
  readonly kind: string;
  readonly file: bigint;
  readonly at: number;
  readonly sync: bigint;
  readonly data: Buffer;
  readonly end: number;
};

/** A change of a file that the disk may still lack. Without `data`, the file gets the size `at`. */
type Change = { readonly order: number; readonly at: number; readonly data: Buffer | undefined };
type NameChange = { readonly order: number; readonly apply: (names: Map<string, number>) => void };
/** A file by its inode; `path` is its first one. */
type File = { readonly path: string; readonly durable: Content; pending: Change[] };

export type StoredFile = { readonly path: string; readonly inode: bigint; readonly content: Buffer };

export type Disk = {
  /** Advances to this length of the trace. */
  readonly advance: (traced: number) => void;
  /**
   * Writes what a power cut at this moment may leave into a folder: everything that was synced, and of the rest, at
   * random, nothing, everything, what came first, or pieces.
   */
  readonly leave: (folder: string, random: () => number) => void;
};

type DiskOptions = {
  /** The folder that was traced. */
  readonly folder: string;
  /** Files that survive nothing, such as shared memory. */
  readonly ignored: (path: string) => boolean;
  /**
   * Whether a sync of a file makes all names before it durable, as journaling file systems do. Otherwise only a sync of
   * the directory does, which is all that POSIX promises.
   */
  readonly namesFollow: boolean;
  /** The content at the start of the trace. */
  readonly before: readonly StoredFile[];
  /** Makes the disk lie: a sync that this holds for does nothing. The control of a test. */
  readonly lies?: (path: string) => boolean;
};

/** Replays a trace on a disk of paper. */
export function tracedDisk(trace: Buffer, options: DiskOptions): Disk {
  const state = new DiskState(options);
  let position = 0;
  return {
    advance: (traced) => {
      for (
        let next = recordAt(trace, position);
        next && next.end <= traced;
        next = recordAt(trace, position)
      ) {
        state.step(next);
        position = next.end;
      }
    },
    leave: (folder, random) => {
      for (const [path, content] of state.remains(random)) {
        const target = join(folder, relative(options.folder, path));
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    },
  };
}

class DiskState {
  readonly #options: DiskOptions;
  readonly #files: File[] = [];
  readonly #inodes = new Map<bigint, number>();
  readonly #names = new Map<string, number>();
  readonly #durableNames = new Map<string, number>();
  readonly #syncs = new Map<bigint, number>();
  #pendingNames: NameChange[] = [];
  #order = 0;

  constructor(options: DiskOptions) {
    this.#options = options;
    for (const { path, inode, content } of options.before)
      this.#durableNames.set(path, this.#create(path, inode, content));
  }

  step({ kind, file, at, sync, data }: Record): void {
    const order = this.#order++;
    if (kind === 'C') this.#created(data.toString(), file);
    else if (kind === 'W') this.#fileOf(file)?.pending.push({ order, at, data });
    else if (kind === 'T') this.#fileOf(file)?.pending.push({ order, at, data: undefined });
    else if (kind === 'U') this.#rename((names) => names.delete(data.toString()));
    else if (kind === 'R') this.#rename(renaming(data.toString().split('\0')));
    else if (kind === 'F') this.#drop(file);
    else if (kind === 'B') this.#syncs.set(sync, order);
    else if (kind === 'S') this.#settle(file, this.#syncs.get(sync) ?? 0);
  }

  /** Path and content of each file that is left. */
  *remains(random: () => number): Generator<readonly [string, Buffer]> {
    const names = new Map(this.#durableNames);
    const kept = Math.floor(random() * (this.#pendingNames.length + 1));
    for (const change of this.#pendingNames.slice(0, kept)) change.apply(names);
    for (const [path, id] of names) {
      const file = this.#files[id];
      if (file && !this.#options.ignored(path)) yield [path, torn(file, random)];
    }
  }

  #create(path: string, inode: bigint, content: Buffer): number {
    const id = this.#files.push({ durable: new Content(content), pending: [], path }) - 1;
    this.#inodes.set(inode, id);
    this.#names.set(path, id);
    return id;
  }

  #created(path: string, inode: bigint): void {
    const known = this.#names.get(path);
    if (known !== undefined && this.#inodes.get(inode) === known) return;
    const id = this.#create(path, inode, Buffer.alloc(0));
    this.#rename((names) => names.set(path, id));
  }

  #rename(apply: NameChange['apply']): void {
    apply(this.#names);
    this.#pendingNames.push({ order: this.#order, apply });
  }

  #settle(inode: bigint, before: number): void {
    const file = this.#fileOf(inode);
    if (file && this.#options.lies?.(file.path)) return;
    for (const change of file?.pending ?? []) if (change.order < before) file?.durable.apply(change);
    if (file) file.pending = file.pending.filter((change) => change.order >= before);
    if (file && !this.#options.namesFollow) return;
    for (const change of this.#pendingNames) if (change.order <= before) change.apply(this.#durableNames);
    this.#pendingNames = this.#pendingNames.filter((change) => change.order > before);
  }

  /** Linux takes what could not be written for written: the disk never gets it, unless it is written again. */
  #drop(inode: bigint): void {
    const file = this.#fileOf(inode);
    if (file) file.pending = [];
  }

  #fileOf(inode: bigint): File | undefined {
    return this.#files[this.#inodes.get(inode) ?? -1];
  }
}

function renaming([from = '', to = '']: readonly string[]): NameChange['apply'] {
  return (names) => {
    const id = names.get(from);
    if (id === undefined) return;
    names.delete(from);
    names.set(to, id);
  };
}

/** The lengths of the trace after each of its records. */
export function recordEnds(trace: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let next = recordAt(trace, 0); next; next = recordAt(trace, next.end)) ends.push(next.end);
  return ends;
}

function recordAt(trace: Buffer, start: number): Record | undefined {
  if (start + HEADER_BYTES > trace.length) return undefined;
  const bytes = trace.readUInt32LE(start + 4);
  const end = start + HEADER_BYTES + bytes;
  if (end > trace.length) return undefined;
  const number = trace.readBigUInt64LE(start + 16);
  return {
    kind: String.fromCharCode(trace[start] ?? 0),
    file: trace.readBigUInt64LE(start + 8),
    at: Number(number),
    sync: number,
    data: trace.subarray(start + HEADER_BYTES, end),
    end,
  };
}

/** What the disk has of a file: each piece is as it was at some moment since the last sync. */
function torn({ durable, pending }: File, random: () => number): Buffer {
  const most = pending.length;
  const way = random();
  const pieceBytes = way < 0.7 ? PAGE_BYTES : SECTOR_BYTES;
  const first = Math.floor(random() * (most + 1));
  const cuts = new Map<number, number>();
  const cutOf = (piece: number): number => {
    if (way < 0.15) return 0;
    if (way < 0.3) return most;
    if (way < 0.5) return first;
    const known =
      cuts.get(piece) ?? [0, most, Math.floor(random() * (most + 1))][Math.floor(random() * 3)] ?? 0;
    cuts.set(piece, known);
    return known;
  };
  const content = new Content(durable.copy());
  for (const [at, change] of pending.entries()) {
    const { data } = change;
    if (data === undefined) {
      if (at < cutOf(-1)) content.resize(change.at);
      continue;
    }
    for (let from = change.at; from < change.at + data.length; ) {
      const piece = Math.floor(from / pieceBytes);
      const to = Math.min((piece + 1) * pieceBytes, change.at + data.length);
      if (at < cutOf(piece)) content.write(from, data.subarray(from - change.at, to - change.at));
      from = to;
    }
  }
  return content.copy();
}

/** The bytes of a file, with room to grow. */
class Content {
  #bytes: Buffer;
  #size: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#size = bytes.length;
  }

  apply({ at, data }: Change): void {
    if (data) this.write(at, data);
    else this.resize(at);
  }

  write(at: number, data: Buffer): void {
    this.resize(Math.max(this.#size, at + data.length));
    data.copy(this.#bytes, at);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const roomier = Buffer.alloc(size * 2);
      this.#bytes.copy(roomier, 0, 0, this.#size);
      this.#bytes = roomier;
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
  }

  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#size));
  }
}
