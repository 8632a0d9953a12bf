import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, 'disk-shim.c');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

export type FaultyDisk = {
  /** The folder whose files are meant. */
  readonly folder: string;
  /** Each sync takes this much longer. */
  readonly delayMs?: number;
  /** While this file exists, each sync fails. */
  readonly failsWhile?: string;
  /** A file to which all writes and syncs are appended. Nothing is synced really then. */
  readonly trace?: string;
};

/** The environment in which a program has this disk. Needs Linux and a C compiler. */
export function onDisk({ folder, delayMs, failsWhile, trace }: FaultyDisk): Record<string, string> {
  return {
    LD_PRELOAD: library(),
    DISK_FOLDER: folder,
    ...(delayMs !== undefined && { DISK_DELAY_US: String(Math.round(delayMs * 1_000)) }),
    ...(failsWhile !== undefined && { DISK_FAIL: failsWhile }),
    ...(trace !== undefined && { DISK_TRACE: trace }),
  };
}

/** Compiled once for each version of the source. */
function library(): string {
  const version = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const built = join(CACHE, `disk-shim-${version}.so`);
  if (existsSync(built)) return built;
  mkdirSync(CACHE, { recursive: true });
  const fresh = `${built}.${process.pid}`;
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', fresh, SOURCE, '-ldl']);
  renameSync(fresh, built);
  return built;
}
