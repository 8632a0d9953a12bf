import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWhole } from '../support/extent.ts';
import { movedClock } from '../support/moved-clock.ts';
import { until as eventually } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { call, callAlone, type Started, settingsFor, start } from '../support/server.ts';

const PROCESSES = isWhole ? 3 : 2;
const CLIENTS = 8;
const LOAD_MS = 400;
/** Requests that pass on a visitor are limited as those of the visitor. */
const GUEST = { 'X-Appwrite-Key': '' };

type Line = { readonly worker: number; readonly msg: string } & Readonly<Record<string, unknown>>;

describe('a server of several processes', () => {
  let database: Awaited<ReturnType<typeof freshPostgres>>;
  let server: Started;
  const clock = movedClock();
  const lines = (): readonly Line[] =>
    server
      .errors()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  const listening = () => lines().filter(({ msg }) => msg === 'a worker listens');
  const workers = Array.from({ length: PROCESSES }, (_, worker) => worker);
  const requestsOf = (worker: number) =>
    lines().filter((line) => line.msg === 'request' && line.worker === worker).length;
  const begin = async () => {
    const settings = { DENIZEN_PROCESSES: String(PROCESSES), DENIZEN_TRUSTED_PROXIES: '127.0.0.1' };
    server = await start({
      ...{ ...settingsFor(database.url), DENIZEN_LOG_LEVEL: 'info' },
      ...{ ...settings, ...clock.settings },
    });
    await until(() => listening().length === PROCESSES - 1);
  };

  before(async () => {
    database = await freshPostgres();
    await begin();
    for (const userId of ['ann', 'ben']) await call(server.endpoint, 'POST', '/users', { body: { userId } });
  });
  after(async () => {
    await server.stop('SIGKILL');
    await database.drop();
  });

  it('says once that it is ready, and writes one log of whole lines that name their process', async () => {
    const load = loadOn(server.endpoint);
    await until(() => workers.every((worker) => requestsOf(worker) > 0));
    assert.deepEqual(failuresIn(await load.stop()), []);
    assert.equal(server.output().split('"endpoint"').length, 2);
    await until(() => workers.reduce((sum, worker) => sum + requestsOf(worker), 0) >= load.asked());
  });

  it('has one sum of metrics, whichever process is asked', async () => {
    const { asked, stop } = loadOn(server.endpoint);
    const first = await counted();
    await until(() => asked() > CLIENTS);
    const failures = failuresIn(await stop());
    const sums = await Promise.all(Array.from({ length: CLIENTS }, counted));
    assert.deepEqual(failures, []);
    assert.ok(first < (sums[0] ?? 0));
    assert.deepEqual(new Set(sums).size, 1, `${sums}`);
  });

  it('counts attempts to sign in together', async () => {
    const headers = { ...GUEST, 'X-Forwarded-For': '203.0.113.9' };
    const statuses: number[] = [];
    const heard = new Set<string>();
    const attempt = async () => {
      const body = { email: 'nobody@example.com', password: 'not the password' };
      const answer = await call(server.endpoint, 'POST', '/account/sessions/email', {
        body,
        headers: { ...headers, Connection: 'close' },
      });
      statuses.push(answer.status);
      heard.add(answer.headers.get('x-request-id') ?? '');
    };
    const answering = () => lines().filter(({ reqId }) => heard.has(String(reqId)));
    for (let turn = 0; turn < 30; turn++) await attempt();
    // On a busy machine, one process may take all connections for a while.
    await until(async () => {
      if (new Set(answering().map(({ worker }) => worker)).size > 1) return true;
      await attempt();
      return false;
    });
    assert.deepEqual(statuses, [...Array(5).fill(401), ...Array(statuses.length - 5).fill(429)]);
  });

  it('delivers what any process puts into the outbox, and shows the mailbox of all', async () => {
    const phones = Array.from({ length: 12 }, (_, turn) => `+1415555${2000 + turn}`);
    for (const phone of phones) {
      const headers = { Connection: 'close' };
      await call(server.endpoint, 'POST', '/account/tokens/phone', {
        body: { userId: 'unique()', phone },
        headers,
      });
    }
    const answers = async () => {
      const asked = Array.from({ length: CLIENTS }, () =>
        fetch(`${server.base}/dev/mailbox`, { headers: { Connection: 'close' } }).then((answer) =>
          answer.json(),
        ),
      );
      return (await Promise.all(asked)) as { to: string }[][];
    };
    await until(async () => (await answers()).every((messages) => messages.length === phones.length));
  });

  it('loses no request but those of a process that is killed, and starts another', async () => {
    const load = loadOn(server.endpoint);
    await sleep(LOAD_MS);
    const [victim] = listening();
    const sum = await counted();
    const killedAt = performance.now();
    process.kill(Number(victim?.pid), 'SIGKILL');
    const hasEnded = () => lines().find(({ msg }) => msg === 'a worker has ended');
    await until(() => hasEnded() !== undefined);
    assert.ok((await counted()) >= sum, 'the sum goes on without the process');
    await until(() => listening().length === PROCESSES);
    await sleep(LOAD_MS);
    const outcomes = await load.stop();
    const failed = outcomes.filter(({ failure }) => failure !== undefined);
    assert.deepEqual(
      failed.filter(({ at }) => at > killedAt),
      [],
    );
    assert.ok(failed.length <= CLIENTS, `${failed.length} failed`);
    const ended = hasEnded();
    assert.deepEqual([ended?.number, ended?.signal], [victim?.number, 'SIGKILL']);
    const begunAgain = listening().at(-1);
    assert.equal(begunAgain?.number, victim?.number);
    await until(() =>
      lines().some(
        ({ worker, msg }, at) => at > lines().length / 2 && worker === victim?.number && msg === 'request',
      ),
    );
  });

  it('answers every request when it is told to stop, and ends with all processes', async () => {
    const load = loadOn(server.endpoint);
    await sleep(LOAD_MS);
    const pids = listening().map(({ pid }) => Number(pid));
    const code = await server.stop();
    const outcomes = await load.stop();
    assert.equal(code, 0);
    assert.deepEqual(
      failuresIn(outcomes).filter((failure) => !failure.includes('ECONNREFUSED')),
      [],
    );
    assert.deepEqual(pids.filter(isAlive), []);
  });

  it('leaves no process behind that would hold its port when it is killed', async () => {
    await begin();
    const pids = listening().map(({ pid }) => Number(pid));
    assert.ok(pids.every(isAlive));
    await server.stop('SIGKILL');
    await until(() => !pids.some(isAlive));
  });

  async function counted(): Promise<number> {
    const answer = await fetch(`${server.base}/metrics`, { headers: { Connection: 'close' } });
    const samples = (await answer.text()).matchAll(
      /^denizen_http_request_duration_seconds_count\{.*route="\/v1\/users\/:userId".*\} (\d+)$/gm,
    );
    return [...samples].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  const until = (condition: () => boolean | Promise<boolean>) =>
    eventually(condition, () => server.errors().slice(-2_000));
});

type Outcome = { readonly at: number; readonly failure: string | undefined };

function failuresIn(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ failure }) => failure ?? []);
}

/** Reads a user again and again, each time on a connection of its own, as clients without a pool do. */
function loadOn(endpoint: string) {
  const outcomes: Outcome[] = [];
  let stopped = false;
  const client = async (): Promise<void> => {
    while (!stopped) {
      const at = performance.now();
      const answer = await callAlone(endpoint, 'GET', '/users/ann').catch(
        (error) => error as Error & { code?: string },
      );
      const isStopping = !(answer instanceof Error) && answer.status === 503;
      const failure = answer instanceof Error ? (answer.code ?? answer.message) : undefined;
      const status =
        answer instanceof Error || answer.status === 200 || isStopping ? undefined : `${answer.status}`;
      outcomes.push({ at, failure: failure ?? status });
      // As clients do that have another server. Those that go on meet the moment in which the listener closes.
      if (isStopping || failure === 'ECONNREFUSED') return;
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    asked: () => outcomes.length,
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      return outcomes;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
