import { constants, setPriority } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type { CheckMessage } from './sqlite-background-check.ts';
import { checkQuickly, checkRows } from './sqlite-check.ts';
import type { CheckTask } from './sqlite-check-thread.ts';

// A thread of its own: a statement of a check takes longer than a request may wait.

/** After each step, nine times its length: a tenth of one processor. */
const RESTS = 9;
const REST_AT_MOST_MS = 2_000;
/** A start needs its processors until the first requests are answered. */
const SLOW_AFTER_MS = 1_000;

parentPort?.once('message', run);

async function run({ path }: CheckTask): Promise<void> {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
  db.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma cache_size = -2048');
  for (const { findings } of checkQuickly(db)) {
    tell({ is: 'step', findings });
    // Between two statements the thread can be stopped.
    await setTimeout(0);
  }
  tell({ is: 'quick check done' });
  // A start waits for the quick check, and nothing for the slow one. Only Linux has priorities of threads: elsewhere this
  // would be that of the process.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
  await setTimeout(SLOW_AFTER_MS);
  let begun = performance.now();
  for (const { share, findings } of checkRows(db)) {
    tell({ is: 'step', share, findings });
    await setTimeout(Math.min(REST_AT_MOST_MS, RESTS * (performance.now() - begun)));
    begun = performance.now();
  }
  db.close();
  tell({ is: 'done' });
}

function tell(message: CheckMessage): void {
  parentPort?.postMessage(message);
}
