import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { settingsFor, start } from '../../test/support/server.ts';
import { type Client, clientOf, closedLoop, openLoop, percentile, type Sent, statuses } from '../load.ts';
import { emptyDatabase, measured, missed, type Outcome, type Situation } from '../scenario.ts';

export const engines = ['postgres'] as const;

const WRITERS = 100;
const CREATES_PER_SECOND = 50;
const PROMPT_MS = 100;
/** 3 s of waiting, and what a busy machine adds. */
const REFUSED_WITHIN_MS = 4_500;

/** One row stays locked: creations beside 100 writers that need it. */
export async function run(situation: Situation): Promise<Outcome> {
  const seconds = situation.short ? 4 : 8;
  const { setting, drop } = await emptyDatabase('postgres');
  const server = await start(settingsFor(setting));
  const [writers, others] = [clientOf(server.endpoint, WRITERS), clientOf(server.endpoint, 100)];
  try {
    await create(others, 'locked');
    // So that neither connections nor code are new in the moment that is measured.
    await closedLoop({ clients: WRITERS, seconds: 1 }, () => rename(writers));
    await closedLoop({ clients: 10, seconds: 1 }, (client, nth) => create(others, `warm${client}-${nth}`));
    const measured = await whileLocked(setting, seconds, writers, others);
    return outcomeOf(situation, measured);
  } finally {
    writers.close();
    others.close();
    await server.stop();
    await drop();
  }
}

type Measured = {
  readonly held: readonly Sent[];
  readonly creates: readonly Sent[];
  readonly after: Sent;
};

async function whileLocked(url: string, seconds: number, writers: Client, others: Client): Promise<Measured> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin; select * from users where id = 'locked' for update");
  const [held, creates] = await Promise.all([
    // Those that still wait at the end are refused before the lock ends.
    closedLoop({ clients: WRITERS, seconds: seconds - 3.5 }, () => rename(writers)),
    openLoop({ perSecond: CREATES_PER_SECOND, seconds }, (at) => create(others, `beside${at}`)),
  ]);
  await holder.query('rollback');
  await holder.end();
  await setTimeout(100);
  return { held, creates, after: await rename(writers) };
}

function outcomeOf(situation: Situation, { held, creates, after }: Measured): Outcome {
  const p99 = percentile(creates, 0.99);
  const slowest = percentile(held, 1);
  return {
    figures: {
      creates: statuses(creates),
      'create p50 ms': percentile(creates, 0.5),
      'create p99 ms': p99,
      writers: statuses(held),
      'writer longest ms': slowest,
    },
    failures: [
      ...measured(situation, p99 <= PROMPT_MS, `creations beside the lock: p99 is ${p99} ms`),
      ...missed(
        creates.every(({ status }) => status === 201),
        `creations beside the lock: ${statuses(creates)}`,
      ),
      ...missed(
        held.every(({ status, retryAfter }) => status === 503 && retryAfter !== undefined),
        `writers at the lock: ${statuses(held)}, not all 503 with Retry-After`,
      ),
      ...measured(situation, slowest <= REFUSED_WITHIN_MS, `a writer at the lock waited ${slowest} ms`),
      ...missed(after.status === 200, `after the lock, the writer gets ${after.status}`),
    ],
  };
}

function create(client: Client, userId: string): Promise<Sent> {
  return client.send({
    method: 'POST',
    path: '/users',
    body: { userId, email: `${userId}@example.com`, name: userId },
  });
}

function rename(client: Client): Promise<Sent> {
  return client.send({ method: 'PATCH', path: '/users/locked/name', body: { name: `${Math.random()}` } });
}
