/** The thread that waits for the disk, so that nothing else does. */
import { fdatasyncSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** `restart` is asked for while the writer stands still. */
export type Order =
  | { readonly kind: 'sync'; readonly descriptor: number }
  | { readonly kind: 'checkpoint' | 'restart' | 'close' };
/** `code` is SQLite's primary result code, 0 for errors of others. */
export type Result = { readonly error?: { readonly message: string; readonly code: number } };

type Progress = { readonly busy: number; readonly log: number; readonly checkpointed: number };

const LOCK_WAIT_MS = 1_000;

const { path, logBytesKept } = workerData as { readonly path: string; readonly logBytesKept: number };
let opened: DatabaseSync | undefined;

parentPort?.on('message', (order: Order) => {
  parentPort?.postMessage(resultOf(order));
});

function resultOf(order: Order): Result {
  try {
    if (order.kind === 'sync') fdatasyncSync(order.descriptor);
    else if (order.kind === 'checkpoint') checkpoint(database());
    else if (order.kind === 'restart') restart(database());
    else opened?.close();
    return {};
  } catch (error) {
    const { message, errcode = 0 } = error as Error & { readonly errcode?: number };
    return { error: { message, code: errcode & 0xff } };
  }
}

function database(): DatabaseSync {
  if (opened) return opened;
  opened = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
  // With NORMAL, a checkpoint syncs the log before it copies and the file before the log may be reused, as with FULL.
  opened.exec('pragma synchronous = normal');
  opened.exec('pragma wal_autocheckpoint = 0');
  opened.exec(`pragma journal_size_limit = ${logBytesKept}`);
  return opened;
}

/** Returns whether the file has everything that the log has. */
function checkpoint(on: DatabaseSync): boolean {
  // Cast: the columns of this pragma.
  const { busy, log, checkpointed } = on.prepare('pragma wal_checkpoint(passive)').get() as Progress;
  return busy === 0 && log === checkpointed;
}

/**
 * Copies the rest and begins the log anew. The first writer after a complete checkpoint syncs the header of the log:
 * a write that changes nothing does that here, where it blocks no request.
 */
function restart(on: DatabaseSync): void {
  if (!checkpoint(on)) return;
  on.exec('begin immediate');
  try {
    const version = on.prepare('pragma user_version').get()?.user_version;
    on.exec(`pragma user_version = ${Number(version)}`);
    on.exec('commit');
  } finally {
    if (on.isTransaction) on.exec('rollback');
  }
}
