import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { freeBytes } from '../full-disk.ts';

const MEGABYTE = 1_000_000;
/** As much as a few large commits. */
const PROBE_BYTES = 256 * 1024;

/** Returns the free megabytes on the disk of the data folder if they are below the mark of the settings. */
export function lowDisk(config: Config): number | undefined {
  const bytes = freeBytes(config.dataFolder);
  if (bytes === undefined || bytes >= config.diskMinFreeMegabytes * MEGABYTE) return undefined;
  return Math.floor(bytes / MEGABYTE);
}

/** Writes, syncs and removes a small file in the data folder. Returns what failed, as a sentence. */
export function diskProblem(config: Config): string | undefined {
  const path = join(config.dataFolder, `.check-${process.pid}`);
  let step = 'be written to';
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, Buffer.alloc(PROBE_BYTES));
      step = 'sync what is written';
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    return isFull
      ? `the disk of ${config.dataFolder} is full: free some space`
      : `the disk of ${config.dataFolder} cannot ${step}: ${message}`;
  } finally {
    rmSync(path, { force: true });
  }
}
