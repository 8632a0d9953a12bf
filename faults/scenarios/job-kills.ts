import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { systemClock } from '../../src/core/instant.ts';
import { getJob } from '../../src/core/jobs/jobs.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { chance } from '../../test/support/chance.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { databaseSettings } from '../../test/support/engines.ts';
import { newJob } from '../../test/support/jobs.ts';
import { flawsAt } from '../../test/support/ledger.ts';
import { settingsFor, start } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const KILLS = { long: 20, short: 3 };
const USERS = { long: 40_000, short: 1_500 };
/** A server waits this long at most for the lease of one that was killed. */
const LEASE_MS = 5_000;
const AT_ONCE = 100;
const ENDED_WITHIN_MS = 600_000;

/** Kills a server in the middle of a job, again and again, and lets the last one finish it. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const [kills, users] = short ? [KILLS.short, USERS.short] : [KILLS.long, USERS.long];
  const { setting, drop } = await emptyDatabase(engine);
  const random = chance(Date.now() % 1_000_000);
  const job = await within(setting, true, async ({ core, actor }) => {
    await createUsers(core, actor, users);
    const selection = {
      act: 'label',
      target: { filter: { queries: [] } },
      parameters: { labels: ['met'] },
    } as const;
    return (await newJob(core, actor, selection)).id;
  });
  const progress = () => within(setting, false, async ({ core, actor }) => getJob(core, actor, job));
  for (let kill = 1; kill <= kills; kill++) {
    const { stop } = await start(settingsFor(setting));
    await setTimeout((kill > 1 ? LEASE_MS : 0) + 300 + random() * 1_500);
    await stop('SIGKILL');
    const { done } = await progress();
    say(`${kill} kills, ${done} of ${users} users`);
  }
  const { stop } = await start(settingsFor(setting));
  const deadline = performance.now() + ENDED_WITHIN_MS;
  while ((await progress()).endedAt === null && performance.now() < deadline) await setTimeout(1_000);
  await stop('SIGTERM');
  const { done, skipped, failed, state } = await progress();
  const { met, most } = await within(setting, false, async ({ core }) => {
    const entries = await core.read.db
      .selectFrom('audit')
      .select(['user_id', ({ fn }) => fn.countAll<number>().as('entries')])
      .where('request_id', '=', `job ${job}`)
      .where('act', '=', 'user.labels.update')
      .groupBy('user_id')
      .execute();
    return { met: entries.length, most: Math.max(...entries.map((entry) => Number(entry.entries))) };
  });
  const flaws = await flawsAt(setting);
  await drop();
  return {
    figures: { kills, users, met, 'most entries of a user': most, state, flaws: flaws.length },
    failures: [
      ...missed(
        state === 'done' && done === users,
        `the job ended as ${state} with ${done} of ${users} users`,
      ),
      ...missed(
        skipped + failed === 0,
        `${skipped} users were skipped and ${failed} failed: some were met twice`,
      ),
      ...missed(met === users && most === 1, `${met} users have entries, ${most} at most`),
      ...missed(flaws.length === 0, `${flaws.length} contradictions`),
    ],
  };
}

async function createUsers(core: Core, actor: Actor, count: number): Promise<void> {
  for (let made = 0; made < count; made += AT_ONCE)
    await core.together(async (joined) => {
      for (let at = made; at < made + AT_ONCE; at++)
        await createUser(joined, actor, {
          id: `user-${at}` as UserId,
          email: emailOf(`user-${at}@example.com`) as Email,
        });
    });
}

/** Opens the database beside or between servers. */
async function within<T>(
  setting: string,
  isNew: boolean,
  work: (opened: Awaited<ReturnType<typeof openDirectory>>) => Promise<T>,
): Promise<T> {
  const { config, secrets } = readConfig(databaseSettings(setting));
  const clock = { ...systemClock(), advance: () => {} };
  const opened = await openDirectory({ config: () => config, secrets: () => secrets }, { isNew, clock });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
