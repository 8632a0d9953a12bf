import { readFile as read, readdir as readFolder } from 'node:fs';
import { setPriority } from 'node:os';
import { promisify } from 'node:util';

// Not the promises of Node: each start would load their module, which takes 4 ms.
const readdir = promisify(readFolder);
const readFile = promisify(read);

/** Nice value: the event loop runs first, but hashing does not starve beside other programs. */
const HASHING = 10;
const TASKS = '/proc/self/task';

/**
 * Lowers the priority of the threads that hash passwords, so that requests run first. Only Linux has priorities of
 * threads; on other systems this does nothing.
 */
export async function answerBeforeHashing(): Promise<void> {
  // Reading the directory uses these threads, which exist from their first task on.
  for (const id of await readdir(TASKS).catch(() => [])) {
    try {
      const name = (await readFile(`${TASKS}/${id}/comm`, 'utf8')).trim();
      if (name === 'libuv-worker') setPriority(Number(id), HASHING);
    } catch {
      // The thread has ended, or the system does not allow it: the priority stays.
    }
  }
}
