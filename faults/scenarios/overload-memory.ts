import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { openEngine } from '../../src/open.ts';
import { insertLargeUsers, LARGE_PAGE } from '../large-users.ts';
import { clientOf, peakMb, residentMb, startAsDeployed } from '../memory.ts';
import { mixedLoad, seed } from '../mixed-load.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';

const USERS = 5_000;
const LISTS_AT_ONCE = 8;
const WORKERS = 200;
const LONG_SECONDS = 60;
const SHORT_SECONDS = 10;
const AFTER_MS = 60_000;
const SHORT_AFTER_MS = 15_000;
const PEAK_AIM_MB = 500;
const AFTER_AIM_MB = 200;

/** More requests than the server can answer, and pages of the largest users: what is resident then, and a minute after. */
export async function run({ engine, short, say }: Situation): Promise<Outcome> {
  const { setting, drop } = await emptyDatabase(engine);
  const server = await startAsDeployed(setting);
  const client = clientOf(server, WORKERS);
  const lister = clientOf(server, LISTS_AT_ONCE);
  try {
    await seed(client);
    const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
    const writer = await openEngine(config, secrets);
    await insertLargeUsers(writer, short ? USERS / 10 : USERS);
    await writer.close();
    const seconds = short ? SHORT_SECONDS : LONG_SECONDS;
    const until = performance.now() + seconds * 1000;
    const listing = Array.from({ length: LISTS_AT_ONCE }, async () => {
      const statuses: number[] = [];
      while (performance.now() < until) {
        // The server closes connections without progress.
        const { status } = await lister.send('GET', LARGE_PAGE).catch(() => ({ status: 0 }));
        statuses.push(status);
      }
      return statuses;
    });
    const statuses = await mixedLoad(client, { seconds, perSecond: 100_000, workers: WORKERS });
    const lists = (await Promise.all(listing)).flat();
    const peak = peakMb(server);
    say(`mixed ${JSON.stringify(statuses)}, lists ${lists.length}`);
    await setTimeout(short ? SHORT_AFTER_MS : AFTER_MS);
    const after = residentMb(server);
    return {
      figures: {
        requests: Object.values(statuses).reduce((sum, count) => sum + count, 0),
        'large pages': lists.filter((status) => status === 200).length,
        'peak MB': Math.round(peak),
        'after MB': Math.round(after),
      },
      failures: [
        ...measured(
          { short, say },
          peak <= PEAK_AIM_MB,
          `${Math.round(peak)} MB were resident at most, aim ${PEAK_AIM_MB}`,
        ),
        ...measured(
          { short, say },
          after <= AFTER_AIM_MB,
          `${Math.round(after)} MB are resident after the load, aim ${AFTER_AIM_MB}`,
        ),
        ...missed(
          lists.every((status) => [0, 200, 503].includes(status)),
          `large pages were answered with ${[...new Set(lists)].join(', ')}`,
        ),
      ],
    };
  } finally {
    client.close();
    lister.close();
    await server.stop();
    await drop();
  }
}
