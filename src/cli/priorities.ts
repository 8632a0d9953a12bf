import { readdir, readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** Nice enough that the event loop goes first, and not so nice that hashing starves beside other programs. */
const HASHING = 10;
const TASKS = '/proc/self/task';

/**
 * Where requests and the hashing of passwords want the same processors, requests go first: the threads that hash are
 * made nicer than the one that answers. Only Linux knows priorities of threads; elsewhere nothing is changed.
 */
export async function answerBeforeHashing(): Promise<void> {
  // Reading the list is work for these threads, which are there from their first work on.
  for (const id of await readdir(TASKS).catch(() => [])) {
    try {
      const name = (await readFile(`${TASKS}/${id}/comm`, 'utf8')).trim();
      if (name === 'libuv-worker') setPriority(Number(id), HASHING);
    } catch {
      // A thread that ended meanwhile, or a system that keeps priorities to itself: all as before.
    }
  }
}
