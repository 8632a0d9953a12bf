import { clientOf, peakMb, residentMb, sampled, slopeOf, startAsDeployed } from '../memory.ts';
import { mixedLoad, seed } from '../mixed-load.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';

const LONG_SECONDS = 1_800;
const SHORT_SECONDS = 40;
const PER_SECOND = 100;
const WORKERS = 16;
const AIM_MB = 200;
/** The share of the time in which caches and heaps grow to their size. */
const WARM_UP = 1 / 3;
const BLOCKS = 20;

/** Serves a mix of requests and watches the memory: its size at the end, and whether it still grows. */
export async function run({ engine, short, say }: Situation): Promise<Outcome> {
  const { setting, drop } = await emptyDatabase(engine);
  const server = await startAsDeployed(setting);
  const client = clientOf(server, WORKERS);
  try {
    await seed(client);
    const seconds = short ? SHORT_SECONDS : LONG_SECONDS;
    const load = mixedLoad(client, { seconds, perSecond: PER_SECOND, workers: WORKERS });
    const samples = await sampled(server, load);
    const statuses = await load;
    say(JSON.stringify(statuses));
    const { perHour, error } = slopeOf(samples.slice(Math.floor(samples.length * WARM_UP)), BLOCKS);
    const end = residentMb(server);
    // A refusal with 503 is right on a machine that is too slow for the load.
    const failed = Object.keys(statuses).filter((status) => Number(status) >= 500 && status !== '503');
    return {
      figures: {
        requests: Object.values(statuses).reduce((sum, count) => sum + count, 0),
        'end MB': Math.round(end),
        'peak MB': Math.round(peakMb(server)),
        'slope MB/h': `${perHour.toFixed(1)} ± ${error.toFixed(1)}`,
      },
      failures: [
        ...measured(
          { short, say },
          end <= AIM_MB,
          `${Math.round(end)} MB are resident at the end, aim ${AIM_MB}`,
        ),
        // In a short run the heap still grows to its size.
        ...measured(
          { short, say },
          perHour <= 2 * error,
          `the memory grows by ${perHour.toFixed(1)} ± ${error.toFixed(1)} MB an hour`,
        ),
        ...missed(failed.length === 0, `there were answers of ${failed.join(', ')}`),
      ],
    };
  } finally {
    client.close();
    await server.stop();
    await drop();
  }
}
