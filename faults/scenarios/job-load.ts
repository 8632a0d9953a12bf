import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { systemClock } from '../../src/core/instant.ts';
import { hasEnded, type Job } from '../../src/core/jobs/job.ts';
import { getJob } from '../../src/core/jobs/jobs.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { databaseSettings } from '../../test/support/engines.ts';
import { newJob } from '../../test/support/jobs.ts';
import { analyzeUsers, insertManyUsers } from '../../test/support/many-users.ts';
import { clientOf, startAsDeployed } from '../memory.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';
import { percentile, timesOf } from '../times.ts';

const USERS = { long: 1_000_000, short: 5_000 };
const SECONDS = { long: 60, short: 6 };
const AIM_FACTOR = 3;
const LABEL = 'met';
/** A job leaves half of the time to others. */
const END_WITHIN_MS = 10_800_000;

/** A job on all users of a large project: how long another request takes beside it, and what there is at its end. */
export async function run(situation: Situation): Promise<Outcome> {
  const { engine, short, say } = situation;
  const size = short ? 'short' : 'long';
  const { setting, drop } = await emptyDatabase(engine);
  const server = await startAsDeployed(setting);
  const client = clientOf(server, 1);
  const { config, secrets } = readConfig(databaseSettings(setting));
  const clock = { ...systemClock(), advance: () => {} };
  const opened = await openDirectory(
    { config: () => config, secrets: () => secrets },
    { isNew: false, clock },
  );
  const { core, actor } = opened;
  try {
    await insertManyUsers(opened.engine, actor.project.id, USERS[size]);
    await analyzeUsers(opened.engine);
    await client.send('POST', '/users', { userId: 'small' });
    await timesOf(client, 1);
    const alone = await timesOf(client, SECONDS[size]);
    const target = { filter: { queries: [] } };
    const job = await newJob(core, actor, { act: 'label', target, parameters: { labels: [LABEL] } });
    // The server looks for jobs every second.
    await timesOf(client, 2);
    const before = await getJob(core, actor, job.id);
    const beside = await timesOf(client, SECONDS[size]);
    const { done, endedAt } = await getJob(core, actor, job.id);
    const end = await endOf(core, actor, job.id);
    const users = USERS[size] + 1;
    const labelled = await countLabelled(core, actor.project.id);
    const { findings } = await verifyHistory(core, actor.project.id);
    const wrong = findings.filter(({ kind }) => kind !== 'unchained');
    const perSecond = Math.round((done - before.done) / SECONDS[size]);
    const [p99Alone, p99Beside] = [percentile(alone, 0.99), percentile(beside, 0.99)];
    say(`p50 ${percentile(alone, 0.5).toFixed(2)} ms alone, ${percentile(beside, 0.5).toFixed(2)} ms beside`);
    if (endedAt !== null) say('the job ended before the time was over');
    return {
      figures: {
        users: USERS[size],
        'users/s': perSecond,
        'seconds to the end': Math.round(((end.endedAt ?? 0) - end.createdAt) / 1000),
        'get p99 ms alone': p99Alone.toFixed(2),
        'get p99 ms beside': p99Beside.toFixed(2),
      },
      failures: [
        ...missed(done > before.done, 'the job met no user while it was measured'),
        ...missed(end.state === 'done', `the job is ${end.state} after ${END_WITHIN_MS / 60_000} minutes`),
        ...missed(
          end.done === users && labelled === users,
          `the job did ${end.done} of ${users} users, and ${labelled} have the label`,
        ),
        ...missed(wrong.length === 0, `the history has ${wrong.length} flaws: ${wrong[0]?.kind}`),
        ...measured(
          situation,
          p99Beside <= AIM_FACTOR * p99Alone,
          `p99 of get is ${(p99Beside / p99Alone).toFixed(1)} times as long beside a job, aim ${AIM_FACTOR}`,
        ),
      ],
    };
  } finally {
    await opened.close();
    client.close();
    await server.stop();
    await drop();
  }
}

/** The job once it has ended, or as it is when that took too long. */
async function endOf(core: Core, actor: Actor, id: string): Promise<Job> {
  for (const until = performance.now() + END_WITHIN_MS; ; await setTimeout(1_000)) {
    const job = await getJob(core, actor, id);
    if (hasEnded(job) || performance.now() > until) return job;
  }
}

async function countLabelled(core: Core, project: string): Promise<number> {
  const { count } = await core.read.db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('project_id', '=', project)
    .where('labels', 'like', `%"${LABEL}"%`)
    .executeTakeFirstOrThrow();
  return Number(count);
}
