import { settingsFor, start } from '../../test/support/server.ts';
import { type Ask, closedLoop, openLoop, percentile, type Sent, statuses } from '../load.ts';
import { bareSender, NO_CONNECTION, type Sender, timeUntil } from '../open-load.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';

const TIMES_CAPACITY = 3;
const CLIENTS = 32;
/** As a proxy in front holds them. */
const CONNECTIONS = 3_000;
const USERS = 200;
const GOODPUT_SHARE = 0.8;
const ADMITTED_P99_MS = 1_000;
const RECOVERY_MS = 5_000;

/** Three times as many requests as the server can serve, whether it answers or not. */
export async function run(situation: Situation): Promise<Outcome> {
  const { short, engine, say } = situation;
  const { setting, drop } = await emptyDatabase(engine);
  const server = await start(settingsFor(setting));
  const sender = bareSender(Number(new URL(server.base).port), CONNECTIONS);
  try {
    for (let at = 0; at < USERS; at++) await sender.send(creation(`user${at}`));
    const seconds = short ? 5 : 30;
    await capacityOf(sender, 2);
    const capacity = await capacityOf(sender, short ? 4 : 10);
    say(`capacity: ${Math.round(capacity)} a second`);
    await sender.open(CONNECTIONS);
    const perSecond = capacity * TIMES_CAPACITY;
    const began = performance.now();
    const sent = await openLoop({ perSecond, seconds }, () => sender.send(visit()));
    const drainedMs = performance.now() - began - seconds * 1000;
    const recoveryMs = await timeUntil(() => sender.send(visit()), isCalm, RECOVERY_MS * 2);
    return outcomeOf(situation, { capacity, seconds, sent, recoveryMs: Math.round(drainedMs + recoveryMs) });
  } finally {
    sender.close();
    await server.stop();
    await drop();
  }
}

/** What a closed loop of many clients gets done in a second. */
async function capacityOf(sender: Sender, seconds: number): Promise<number> {
  const sent = await closedLoop({ clients: CLIENTS, seconds }, () => sender.send(visit()));
  return sent.filter(({ status }) => isServed(status)).length / seconds;
}

type Measured = {
  readonly capacity: number;
  readonly seconds: number;
  readonly sent: readonly Sent[];
  readonly recoveryMs: number;
};

function outcomeOf(situation: Situation, { capacity, seconds, sent, recoveryMs }: Measured): Outcome {
  const served = sent.filter(({ status }) => isServed(status));
  // What comes later than that is of no use to whoever asked.
  const inTime = served.filter(({ ms }) => ms <= ADMITTED_P99_MS);
  const unsent = sent.filter(({ body }) => body === NO_CONNECTION).length;
  const refused = sent.filter(({ status, body }) => !isServed(status) && body !== NO_CONNECTION);
  const share = inTime.length / seconds / capacity;
  const p99 = percentile(served, 0.99);
  const wrong = refused.filter(
    ({ status, retryAfter }) => !(status === 503 || status === 429) || retryAfter === undefined,
  );
  return {
    figures: {
      'capacity /s': Math.round(capacity),
      'offered /s': Math.round(sent.length / seconds),
      'goodput %': Math.round(share * 100),
      'admitted p50 ms': percentile(served, 0.5),
      'admitted p99 ms': p99,
      answers: statuses([...served, ...refused]),
      unsent,
      'recovery ms': recoveryMs,
    },
    failures: [
      ...measured(
        situation,
        share >= GOODPUT_SHARE,
        `goodput is ${Math.round(share * 100)} % of the capacity`,
      ),
      ...measured(situation, p99 <= ADMITTED_P99_MS, `p99 of admitted requests is ${p99} ms`),
      ...missed(wrong.length === 0, `refused otherwise: ${statuses(wrong)} ${wrong[0]?.body}`),
      ...measured(situation, recoveryMs <= RECOVERY_MS, `recovery takes ${recoveryMs} ms`),
    ],
  };
}

function isServed(status: number): boolean {
  return status >= 200 && status < 300;
}

function isCalm(sent: readonly Sent[]): boolean {
  return sent.every(({ status }) => isServed(status)) && percentile(sent, 0.9) < 250;
}

let made = 0;

/** What a site does with its users: most of it reads. */
function visit(): Ask {
  const user = `user${Math.floor(Math.random() * USERS)}`;
  const dice = Math.random();
  if (dice < 0.5) return { method: 'GET', path: `/users/${user}` };
  if (dice < 0.6) return { method: 'GET', path: '/users' };
  if (dice < 0.8) return { method: 'PATCH', path: `/users/${user}/prefs`, body: { prefs: { seen: made++ } } };
  return creation(`made${process.pid.toString(36)}${(made++).toString(36)}`);
}

function creation(userId: string): Ask {
  return { method: 'POST', path: '/users', body: { userId, email: `${userId}@example.com`, name: userId } };
}
