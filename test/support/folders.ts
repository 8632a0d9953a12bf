import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the directory for what must be on a disk. The runner sets it for its test processes. */
export const DISK_SETTING = 'TEST_DISK';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache');
/** The type that Linux gives a memory disk (statfs(2)). */
const TMPFS = 0x01021994;

const folders = new Set<string>();

/** A fresh folder in the temporary directory, which `npm test` keeps in memory. Removed when the process ends. */
export function testFolder(): string {
  return removedAtExit(tmpdir());
}

/** A fresh folder on a disk, for tests of what reaches one. Removed when the process ends. */
export function diskFolder(): string {
  return removedAtExit(process.env[DISK_SETTING] ?? diskDirectory());
}

/** The temporary directory if it is on a disk, else another directory that is; without any, the temporary directory. */
export function diskDirectory(): string {
  mkdirSync(CACHE, { recursive: true });
  return [tmpdir(), '/var/tmp', CACHE].find((path) => existsSync(path) && !isInMemory(path)) ?? tmpdir();
}

export function isInMemory(path: string): boolean {
  return statfsSync(path).type === TMPFS;
}

function removedAtExit(parent: string): string {
  if (folders.size === 0) process.once('exit', removeFolders);
  const folder = mkdtempSync(join(parent, 'denizen-test-'));
  folders.add(folder);
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(folder, 0o755);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
