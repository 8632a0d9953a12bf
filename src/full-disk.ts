import { statfsSync } from 'node:fs';
import type { Config } from './config.ts';
import { DatabaseRefused } from './db/database.ts';

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT']);
/** SQLite's result codes: I/O error, full, cannot open. The first and the last have other reasons, too. */
const FULL = 13;
const MAYBE_FULL = new Set([10, 14]);
/** Less than this is not enough for SQLite's shared memory and a first page of its log. */
const NEEDED_BYTES = 128 * 1024;
const CAUSES_AT_MOST = 5;

/** Returns a sentence about the full disk if that is why the error occurred, otherwise the error. */
export function explainFullDisk(config: Config, error: unknown): unknown {
  if (!isFull(config, error)) return error;
  return new DatabaseRefused(
    `The disk of ${config.dataFolder} is full: free some space, then run this again.`,
    { cause: error },
  );
}

function isFull(config: Config, error: unknown): boolean {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < CAUSES_AT_MOST; depth++) {
    const { code, errcode } = current as Error & { readonly code?: unknown; readonly errcode?: number };
    const result = (errcode ?? 0) & 0xff;
    if (FULL_CODES.has(String(code)) || result === FULL) return true;
    if (MAYBE_FULL.has(result) && (freeBytes(config.dataFolder) ?? NEEDED_BYTES) < NEEDED_BYTES) return true;
    current = current.cause;
  }
  return false;
}

/** Returns the bytes that this user may still write on the disk of the folder; `undefined` if it cannot be read. */
export function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
