import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { ownTime } from './own-time.ts';
import { PATIENCE_MS, until } from './patience.ts';
import { type Answer, call, type Started } from './server.ts';

const PROMPT_MS = 200;
const EVERY_MS = 25;
const ASK_AGAIN_MS = 500;

/**
 * Does `work` and meanwhile asks the server for what needs no database, again and again. Fails when these answers were
 * not prompt for most of the time: then something has held up the event loop. The time for which a busy machine ran others
 * does not count.
 */
export async function whileAwake<T>(server: Started, work: () => Promise<T>): Promise<T> {
  let done = false;
  let late = 0;
  const asking = (async () => {
    while (!done) {
      using time = ownTime(server);
      assert.equal((await call(server.endpoint, 'GET', '/health/version')).status, 200);
      const took = time.spentMs();
      if (took > PROMPT_MS) late += took;
      await setTimeout(EVERY_MS);
    }
  })();
  const begun = performance.now();
  const result = await work().finally(() => {
    done = true;
  });
  await asking;
  const all = performance.now() - begun;
  assert.ok(
    late < all / 2,
    `for ${Math.round(late)} of ${Math.round(all)} ms, answers that need no database were late`,
  );
  return result;
}

/** That the answer says in the protocol's shape: not now, and when to try again. */
export function assertUnavailable(answer: Answer): void {
  const { code, type } = answer.body as { code: unknown; type: unknown };
  const told = { status: answer.status, retryAfter: answer.headers.get('retry-after'), code, type };
  assert.deepEqual(told, { status: 503, retryAfter: '1', code: 503, type: 'general_service_unavailable' });
}

/** Tries until it is answered with `status`, and says how many milliseconds of its own the server took for that. */
export async function recovered(
  server: Started,
  status: number,
  ask: () => Promise<Answer>,
): Promise<number> {
  using time = ownTime(server);
  await until(async () => (await ask()).status === status, 'it did not recover by itself');
  return time.spentMs();
}

/**
 * Asks again while the server has too much to do, as clients do. On a busy machine, a crowd is more than it takes at once:
 * it refuses before it does anything.
 */
export async function served(ask: () => Promise<Answer>): Promise<Answer> {
  for (const end = performance.now() + PATIENCE_MS; ; await setTimeout(ASK_AGAIN_MS)) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > end) return answer;
  }
}

/** How many answers there are of each status. */
export function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
