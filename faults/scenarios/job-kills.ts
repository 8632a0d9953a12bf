import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import { ERASED_AFTER_MS } from '../../src/core/audit/store.ts';
import type { Core } from '../../src/core/core.ts';
import { systemClock } from '../../src/core/instant.ts';
import { getJob } from '../../src/core/jobs/jobs.ts';
import { readReceipts } from '../../src/core/jobs/results.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { type ErasureReceipt, eraseDue, isSignedReceipt } from '../../src/core/users/erase.ts';
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
const ENDED_WITHIN_MS = 1_800_000;

/** The acts of the jobs, each with the entry that it leaves of a user. */
const ACTS = [
  { act: 'label', parameters: { labels: ['met'] }, entry: 'user.labels.update' },
  { act: 'erase', parameters: {}, entry: 'user.delete' },
] as const;

type Ran = {
  readonly figures: Outcome['figures'];
  readonly failures: readonly string[];
};

/** Kills a server in the middle of jobs, again and again, and lets the last one finish each. */
export async function run(situation: Situation): Promise<Outcome> {
  const users = situation.short ? USERS.short : USERS.long;
  const { setting, drop } = await emptyDatabase(situation.engine);
  await within(setting, true, ({ core, actor }) => createUsers(core, actor, users));
  const figures: Record<string, Outcome['figures'][string]> = { users };
  const failures: string[] = [];
  for (const each of ACTS) {
    const ran = await killed(situation, setting, { ...each, users });
    for (const [name, value] of Object.entries(ran.figures)) figures[`${each.act}: ${name}`] = value;
    failures.push(...ran.failures.map((failure) => `${each.act}: ${failure}`));
  }
  const flaws = await flawsAt(setting);
  await drop();
  return {
    figures: { ...figures, flaws: flaws.length },
    failures: [...failures, ...missed(flaws.length === 0, `${flaws.length} contradictions`)],
  };
}

type Killing = (typeof ACTS)[number] & { readonly users: number };

async function killed({ short, say }: Situation, setting: string, each: Killing): Promise<Ran> {
  const { act, parameters, entry, users } = each;
  const kills = short ? KILLS.short : KILLS.long;
  const random = chance(Date.now() % 1_000_000);
  const job = await within(setting, false, async ({ core, actor }) => {
    const selection = { act, parameters, target: { filter: { queries: [] } } };
    return (await newJob(core, actor, selection)).id;
  });
  const progress = () => within(setting, false, async ({ core, actor }) => getJob(core, actor, job));
  for (let kill = 1; kill <= kills; kill++) {
    const { stop } = await start(settingsFor(setting));
    await setTimeout((kill > 1 ? LEASE_MS : 0) + 300 + random() * 1_500);
    await stop('SIGKILL');
    const { done } = await progress();
    say(`${act}: ${kill} kills, ${done} of ${users} users`);
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
      .where('act', '=', entry)
      .groupBy('user_id')
      .execute();
    return { met: entries.length, most: Math.max(...entries.map((each) => Number(each.entries))) };
  });
  const receipts = act === 'erase' && state === 'done' ? await receiptsOf(setting, job) : users;
  return {
    figures: { kills, met, 'most entries of a user': most, state },
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
      ...missed(receipts === users, `${receipts} of ${users} users have a receipt that is signed`),
    ],
  };
}

/** Returns how many users have one, once the history is erased. */
async function receiptsOf(setting: string, job: string): Promise<number> {
  return within(setting, false, async ({ core, actor }) => {
    const { endedAt } = await getJob(core, actor, job);
    await setTimeout(Math.max(0, (endedAt ?? 0) + ERASED_AFTER_MS + 1_000 - Date.now()));
    await eraseDue(core);
    const users = new Set<string>();
    for await (const text of await readReceipts(core, actor, job))
      for (const line of text.trimEnd().split('\n')) {
        const receipt = JSON.parse(line) as ErasureReceipt;
        if (isSignedReceipt(core, receipt)) users.add(receipt.user);
      }
    return users.size;
  });
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
