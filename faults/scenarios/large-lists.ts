import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { openEngine } from '../../src/open.ts';
import { insertLargeUsers } from '../large-users.ts';
import { clientAt, clientOf, peakMb, startAsDeployed } from '../memory.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';
import { percentile, timesOf } from '../times.ts';

const USERS = 5_000;
const LISTERS = 2;
const LONG_SECONDS = 20;
const SHORT_SECONDS = 4;
const ROUNDS = 2;
const AIM_FACTOR = 3;
const PEAK_AIM_MB = 500;

/** Pages of the largest users: how long another request takes beside them, in alternating rounds. */
export async function run(situation: Situation): Promise<Outcome> {
  const { engine, short, say } = situation;
  const { setting, drop } = await emptyDatabase(engine);
  const server = await startAsDeployed(setting);
  const client = clientOf(server, 1);
  const bare = fork(join(import.meta.dirname, '../bare-pages.ts'));
  const [endpoint] = (await once(bare, 'message')) as [string];
  const bareClient = clientAt(endpoint, 1);
  try {
    const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
    const writer = await openEngine(config, secrets);
    await insertLargeUsers(writer, short ? USERS / 10 : USERS);
    await writer.close();
    await client.send('POST', '/users', { userId: 'small' });
    const times = { alone: [] as number[], beside: [] as number[] };
    const bareTimes = { alone: [] as number[], beside: [] as number[] };
    let pages = 0;
    const seconds = short ? SHORT_SECONDS : LONG_SECONDS;
    for (let round = 0; round < ROUNDS; round++) {
      times.alone.push(...(await timesOf(client, seconds)));
      pages += await listing(server.endpoint, async () => {
        times.beside.push(...(await timesOf(client, seconds)));
      });
      bareTimes.alone.push(...(await timesOf(bareClient, seconds / 2)));
      await listing(endpoint, async () => {
        bareTimes.beside.push(...(await timesOf(bareClient, seconds / 2)));
      });
    }
    const [p99Alone, p99Beside] = [percentile(times.alone, 0.99), percentile(times.beside, 0.99)];
    const [bareP99Alone, bareP99Beside] = [
      percentile(bareTimes.alone, 0.99),
      percentile(bareTimes.beside, 0.99),
    ];
    say(
      `p50 ${percentile(times.alone, 0.5).toFixed(2)} ms alone, ${percentile(times.beside, 0.5).toFixed(2)} ms beside`,
    );
    const peak = Math.round(peakMb(server));
    return {
      figures: {
        pages,
        'get p99 ms alone': p99Alone.toFixed(1),
        'get p99 ms beside': p99Beside.toFixed(1),
        'bare server p99 ms alone': bareP99Alone.toFixed(1),
        'bare server p99 ms beside': bareP99Beside.toFixed(1),
        'peak MB': peak,
      },
      failures: [
        ...missed(pages > 0, 'no page was listed'),
        ...measured(
          situation,
          p99Beside <= AIM_FACTOR * p99Alone,
          `p99 of get is ${(p99Beside / p99Alone).toFixed(1)} times as long beside large lists, aim ${AIM_FACTOR}`,
        ),
        ...missed(peak <= PEAK_AIM_MB, `${peak} MB were resident, aim ${PEAK_AIM_MB}`),
      ],
    };
  } finally {
    client.close();
    bareClient.close();
    bare.kill();
    await server.stop();
    await drop();
  }
}

/** Does the work while processes of their own list the largest page again and again. Returns how many pages they got. */
async function listing(endpoint: string, work: () => Promise<void>): Promise<number> {
  let pages = 0;
  const load = join(import.meta.dirname, '../large-list-load.ts');
  const listers = Array.from({ length: LISTERS }, () => fork(load, [endpoint]));
  for (const lister of listers) lister.on('message', () => pages++);
  // The start of a process would slow down what is measured.
  await Promise.all(listers.map((lister) => once(lister, 'message')));
  await work();
  for (const lister of listers) lister.kill();
  return pages;
}
