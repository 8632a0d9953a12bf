import { close as closeFile, fdatasync, open as openFile, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { DatabaseUnavailable } from './database.ts';
import type { SqliteDiskThread } from './sqlite-disk-thread.ts';
import { refreshLog } from './sqlite-log-repair.ts';

// Not the promises of Node: each start would load their module, which takes 4 ms.
const open = promisify(openFile);
const datasync = promisify(fdatasync);
const close = promisify(closeFile);

/** Short commands end before a thread would be of use. */
const SYNCS_WITHOUT_THREAD = 32;
const REPAIR_PAUSE_MS = 500;

/** Which file a path leads to. */
type FileId = { readonly device: bigint; readonly inode: bigint };
/** The own descriptor of the log. SQLite locks other files, so closing this one releases none of its locks. */
type OpenLog = FileId & { readonly descriptor: number };

/**
 * Syncs the write-ahead log of one database outside of the event loop, which a slow disk would block.
 * After a failed sync it is unknown what is on the disk, and a later sync that succeeds proves nothing, since the
 * system may have dropped the pages. Until all of the log has been written again and synced, `ensureIntact` fails.
 */
export class SqliteLog {
  readonly #path: string;
  readonly #thread: SqliteDiskThread;
  #opened: OpenLog | undefined;
  #syncs = 0;
  #failure: Error | undefined;
  #repairAfter = 0;

  /** `path` is that of the log, without symbolic links. */
  constructor(path: string, thread: SqliteDiskThread) {
    this.#path = path;
    this.#thread = thread;
  }

  /** Why it is unknown what is on the disk; `undefined` while it is known. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Resolves when everything committed before the call is on the disk. */
  async sync(): Promise<void> {
    try {
      await this.#datasync((await this.#current()).descriptor);
    } catch (error) {
      this.fail(error);
      throw new DatabaseUnavailable('the write-ahead log cannot be synced to the disk', {
        cause: error,
        mayBeCommitted: true,
      });
    }
  }

  /** Records a failed sync. */
  fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
  }

  /** Lets the next `ensureIntact` try at once. */
  hurry(): void {
    this.#repairAfter = 0;
  }

  /**
   * Makes sure that every committed frame is on the disk after a failed sync; fails if it is not. `frames` is the
   * number of committed frames. The caller keeps others from writing meanwhile.
   */
  async ensureIntact(frames: number): Promise<void> {
    if (!this.#failure) return;
    if (performance.now() < this.#repairAfter) throw this.#unavailable();
    this.#repairAfter = performance.now() + REPAIR_PAUSE_MS;
    try {
      const { descriptor } = await this.#current();
      await refreshLog(descriptor, frames);
      await datasync(descriptor);
      this.#failure = undefined;
    } catch (error) {
      this.fail(error);
      throw this.#unavailable();
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened) await close(opened.descriptor);
  }

  /** In the thread pool while the thread makes a checkpoint. */
  async #datasync(descriptor: number): Promise<void> {
    if (++this.#syncs <= SYNCS_WITHOUT_THREAD || !this.#thread.isFree) return datasync(descriptor);
    const { error } = await this.#thread.run({ kind: 'sync', descriptor });
    if (error) throw new Error(error.message);
  }

  /** The log that SQLite writes. It stays the same file while a connection is open, unless someone removes it. */
  async #current(): Promise<OpenLog> {
    const named = idOf(this.#path);
    if (!this.#opened) {
      const descriptor = await open(this.#path, 'r+');
      this.#opened = { descriptor, ...named };
    } else if (named.inode !== this.#opened.inode || named.device !== this.#opened.device) {
      throw new Error('the write-ahead log was removed or replaced while the database is open');
    }
    return this.#opened;
  }

  #unavailable(): DatabaseUnavailable {
    return new DatabaseUnavailable('writes wait until the write-ahead log can be synced to the disk', {
      cause: this.#failure,
    });
  }
}

/** Blocks for microseconds: the directory entry of an open file is in memory. */
function idOf(path: string): FileId {
  const { dev, ino } = statSync(path, { bigint: true });
  return { device: dev, inode: ino };
}
