import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync, write, writeSync } from 'node:fs';
import type { LogTarget } from '../observation-settings.ts';

const MODE = 0o640;
/** Whether the file was moved is looked at this seldom. */
const LOOK_EVERY_MS = 1_000;
/** Bytes that wait for a disk that hangs; more lines are lost. */
const WAITING_AT_MOST = 16_777_216;
const TOLD_EVERY_MS = 60_000;

type Told = (message: string) => void;

/**
 * A log file. It is begun anew after a number of bytes, and opened again when another program has moved it. Writes one
 * batch after the other without holding up the event loop. A disk that takes nothing loses lines, never requests.
 */
export class LogFile {
  readonly #target: LogTarget;
  readonly #tell: Told;
  #fd: number;
  #inode: number;
  #size: number;
  #isFile: boolean;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #isWriting = false;
  #isReopenDue = false;
  #lookedAt = performance.now();
  #lost = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** Fails if the file cannot be opened. `tell` gets a sentence when lines are lost, seldom. */
  constructor(target: LogTarget, tell: Told = toStandardError) {
    this.#target = target;
    this.#tell = tell;
    ({ fd: this.#fd, inode: this.#inode, size: this.#size, isFile: this.#isFile } = opened(target.path));
  }

  write(text: string): void {
    const batch = Buffer.from(text);
    if (this.#bytes + batch.length > WAITING_AT_MOST) {
      this.#lose(1, 'the disk takes nothing');
      return;
    }
    this.#waiting.push(batch);
    this.#bytes += batch.length;
    this.#next();
  }

  /** Opens the file again at the next write, as after it was moved. */
  reopen(): void {
    this.#isReopenDue = true;
    this.#next();
  }

  /** Writes everything before it returns. */
  flushSync(): void {
    const batch = this.#take();
    if (batch.length === 0) return;
    try {
      for (let at = 0; at < batch.length; ) at += writeSync(this.#fd, batch, at);
      this.#size += batch.length;
    } catch (error) {
      this.#lose(1, reasonOf(error));
    }
  }

  #take(): Buffer {
    const batch = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    return batch;
  }

  #next(): void {
    if (this.#isWriting) return;
    this.#keepOpen();
    if (this.#waiting.length === 0) return;
    this.#isWriting = true;
    this.#writeFrom(this.#take(), 0);
  }

  #writeFrom(batch: Buffer, at: number): void {
    write(this.#fd, batch, at, batch.length - at, null, (error, written) => {
      if (error) this.#lose(1, reasonOf(error));
      else {
        this.#size += written;
        if (at + written < batch.length) {
          this.#writeFrom(batch, at + written);
          return;
        }
      }
      this.#isWriting = false;
      this.#next();
    });
  }

  /** Between two batches. */
  #keepOpen(): void {
    try {
      const { rotateBytes } = this.#target;
      if (this.#isReopenDue || this.#wasMoved()) this.#openAgain();
      else if (this.#isFile && rotateBytes !== undefined && this.#size >= rotateBytes) this.#rotate();
    } catch (error) {
      // The file that is open is written on.
      this.#lose(0, reasonOf(error));
    }
  }

  #wasMoved(): boolean {
    if (performance.now() - this.#lookedAt < LOOK_EVERY_MS) return false;
    this.#lookedAt = performance.now();
    return statSync(this.#target.path, { throwIfNoEntry: false })?.ino !== this.#inode;
  }

  #rotate(): void {
    const { path, keep } = this.#target;
    rmSync(`${path}.${keep}`, { force: true });
    for (let at = keep - 1; at >= 0; at--) {
      const from = at === 0 ? path : `${path}.${at}`;
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${path}.${at + 1}`);
    }
    this.#openAgain();
  }

  #openAgain(): void {
    const before = this.#fd;
    ({
      fd: this.#fd,
      inode: this.#inode,
      size: this.#size,
      isFile: this.#isFile,
    } = opened(this.#target.path));
    this.#isReopenDue = false;
    this.#lookedAt = performance.now();
    closeSync(before);
  }

  #lose(batches: number, reason: string): void {
    this.#lost += batches;
    if (performance.now() - this.#toldAt < TOLD_EVERY_MS) return;
    this.#toldAt = performance.now();
    this.#tell(
      `The log file ${this.#target.path} cannot be written (${reason}). Batches lost: ${this.#lost}.`,
    );
    this.#lost = 0;
  }
}

type Opened = {
  readonly fd: number;
  readonly inode: number;
  readonly size: number;
  /** Not for a device or a pipe, which is never renamed. */
  readonly isFile: boolean;
};

function opened(path: string): Opened {
  const fd = openSync(path, 'a', MODE);
  const file = fstatSync(fd);
  return { fd, inode: file.ino, size: file.size, isFile: file.isFile() };
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

function toStandardError(message: string): void {
  process.stderr.write(`${message}\n`);
}
