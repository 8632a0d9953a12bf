import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { DatabaseRefused } from './database.ts';

const BUSY = 5;
const RETRY_MS = 20;
const OTHERS_MAY_TAKE_MS = 2_000;

/** Held until it is closed or the process ends, however it ends. */
export type Lock = { readonly close: () => void };

/**
 * Takes the lock of the one server of a database file: an exclusive lock on a small database beside it. Fails with
 * `DatabaseRefused` when another server has the file, by whatever name.
 */
export async function lockDatabase(path: string): Promise<Lock> {
  const real = realPath(path);
  const owner = `${real}.owner`;
  // Where the lock's file is missing, it may have been deleted under a running server, or the database was moved.
  if (existsSync(real) && !existsSync(owner)) await refuseOthers(real, owner);
  const lock = lockFile(owner);
  if (lock) return lock;
  throw new DatabaseRefused(
    'Another server has this SQLite database open. Stop it, or use PostgreSQL for several servers.',
  );
}

/** Returns the file of the lock. */
export function lockFileOf(path: string): string {
  return `${realPath(path)}.owner`;
}

/** Takes the lock for a moment, if no server has it. */
export function tryLock(path: string): Lock | undefined {
  return lockFile(lockFileOf(path));
}

function lockFile(owner: string): Lock | undefined {
  const lock = new DatabaseSync(owner, { timeout: 0 });
  try {
    chmodSync(owner, 0o600);
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    return undefined;
  }
}

/**
 * Makes the file of the lock beside a new database, so that later it is missing only where it was deleted or the database
 * was moved: then a server starts only when no other process has the database open. Not for who holds the lock: closing
 * a file releases the locks that its process has on it.
 */
export function makeLockFile(path: string): void {
  closeSync(openSync(lockFileOf(path), 'a', 0o600));
}

/** Fails for a file with hard links: SQLite keeps a log by name, and two logs of one file destroy it. */
export function refuseHardLinks(path: string): void {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile() || file.nlink <= 1) return;
  throw new DatabaseRefused(
    `The database ${path} has ${file.nlink} names (hard links), and SQLite keeps a log for each of them. Remove the other names.`,
  );
}

/**
 * Every open connection holds a shared lock on the database file itself, so that an exclusive one is granted only if no
 * other process has the file open. Commands beside the start may end in the meantime.
 */
async function refuseOthers(real: string, owner: string): Promise<void> {
  const deadline = performance.now() + OTHERS_MAY_TAKE_MS;
  while (!isAlone(real)) {
    if (performance.now() > deadline) {
      throw new DatabaseRefused(
        `Another process has this SQLite database open, and ${owner} is missing, which tells servers from other programs. Stop the other process.`,
      );
    }
    await setTimeout(RETRY_MS);
  }
}

function isAlone(real: string): boolean {
  const probe = new DatabaseSync(real, { timeout: 0 });
  try {
    // Set before the first use, it asks for the exclusive lock also in WAL mode.
    probe.exec('pragma locking_mode = exclusive');
    probe.exec('begin exclusive');
    probe.exec('rollback');
    return true;
  } catch (error) {
    // Whatever else is wrong with the file is reported where it is opened.
    return !isBusy(error);
  } finally {
    probe.close();
  }
}

/** The path without symbolic links, by which SQLite names its log. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY;
}
