import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/core/instant.ts';
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

/** A job on all users of a large project: how long another request takes beside it. */
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
    const job = await newJob(core, actor, { act: 'label', target, parameters: { labels: ['met'] } });
    // The server looks for jobs every second.
    await timesOf(client, 2);
    const before = await getJob(core, actor, job.id);
    const beside = await timesOf(client, SECONDS[size]);
    const { done, endedAt } = await getJob(core, actor, job.id);
    const perSecond = Math.round((done - before.done) / SECONDS[size]);
    const [p99Alone, p99Beside] = [percentile(alone, 0.99), percentile(beside, 0.99)];
    say(`p50 ${percentile(alone, 0.5).toFixed(2)} ms alone, ${percentile(beside, 0.5).toFixed(2)} ms beside`);
    if (endedAt !== null) say('the job ended before the time was over');
    return {
      figures: {
        users: USERS[size],
        'users/s': perSecond,
        'get p99 ms alone': p99Alone.toFixed(2),
        'get p99 ms beside': p99Beside.toFixed(2),
      },
      failures: [
        ...missed(done > before.done, 'the job met nobody'),
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
