/** The thread that copies the write-ahead log into the database file. It waits for the disk, and nothing waits for it. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** `restart` is asked for while the writer stands still. */
export type Order = 'checkpoint' | 'restart' | 'close';
/** `code` is SQLite's primary result code. */
export type Result = { readonly error?: { readonly message: string; readonly code: number } };

type Progress = { readonly busy: number; readonly log: number; readonly checkpointed: number };

const LOCK_WAIT_MS = 1_000;

const { path, logBytesKept } = workerData as { readonly path: string; readonly logBytesKept: number };
const database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
// With NORMAL, a checkpoint syncs the log before it copies and the file before the log may be reused, as with FULL.
database.exec('pragma synchronous = normal');
database.exec('pragma wal_autocheckpoint = 0');
database.exec(`pragma journal_size_limit = ${logBytesKept}`);
const copy = database.prepare('pragma wal_checkpoint(passive)');
const userVersion = database.prepare('pragma user_version');

parentPort?.on('message', (order: Order) => {
  parentPort?.postMessage(resultOf(order));
});

function resultOf(order: Order): Result {
  try {
    if (order === 'checkpoint') copy.get();
    else if (order === 'restart') restart();
    else database.close();
    return {};
  } catch (error) {
    const { message, errcode = 0 } = error as Error & { readonly errcode?: number };
    return { error: { message, code: errcode & 0xff } };
  }
}

/**
 * Copies the rest and begins the log anew. The first writer after a complete checkpoint syncs the header of the log:
 * a write that changes nothing does that here, where it blocks no request.
 */
function restart(): void {
  // Cast: the columns of this pragma.
  const { busy, log, checkpointed } = copy.get() as Progress;
  if (busy !== 0 || log !== checkpointed) return;
  database.exec('begin immediate');
  try {
    database.exec(`pragma user_version = ${Number(userVersion.get()?.user_version)}`);
    database.exec('commit');
  } finally {
    if (database.isTransaction) database.exec('rollback');
  }
}
