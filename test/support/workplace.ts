import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWhole } from './extent.ts';
import { DISK_SETTING, diskDirectory } from './folders.ts';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/node');
const MEMORY_DISK = '/dev/shm';
/** What a run needs, most of it for databases of some 9 MB each. */
const NEEDED_BYTES = isWhole ? 5_000_000_000 : 3_000_000_000;

/** The temporary folders of one run of the tests. */
export type Workplace = {
  /** What tests did not remove, as paths. */
  readonly leftovers: () => readonly string[];
  /** Ends the programs that still run in the folders, then removes the folders. */
  readonly remove: () => void;
};

/** Makes the folders and points this process, and those that it starts, to them. */
export function openWorkplace(): Workplace {
  const disk = folderIn(diskDirectory());
  const temporary = folderIn(hasRoom(MEMORY_DISK) ? MEMORY_DISK : tmpdir());
  const folders = [temporary, disk];
  // The compiled sources stay for the next run.
  Object.assign(process.env, { TMPDIR: temporary, [DISK_SETTING]: disk, NODE_COMPILE_CACHE: CACHE });
  return {
    leftovers: () => folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
    remove: () => {
      for (const folder of folders) {
        endProgramsIn(folder);
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      }
    },
  };
}

function folderIn(parent: string): string {
  const folder = mkdtempSync(join(parent, 'denizen-tests-'));
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(folder, 0o755);
  return folder;
}

function hasRoom(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
}

/** Tests start every program with a working directory of its own. Without `/proc` programs are not found. */
function endProgramsIn(folder: string): void {
  if (!existsSync('/proc/self/cwd')) return;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${id}/cwd`).startsWith(`${folder}/`)) process.kill(Number(id), 'SIGKILL');
    } catch {
      // The process has ended, or belongs to another user.
    }
  }
}
