import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openEngine } from '../../src/open.ts';
import { flawsIn } from '../support/consistency.ts';
import { type EmptyDatabase, onEachEngine } from '../support/engines.ts';
import { ownTime } from '../support/own-time.ts';
import { until } from '../support/patience.ts';
import { served } from '../support/probe.ts';
import { call, type Started, settingsFor, start } from '../support/server.ts';

const CLIENTS = 16;
const CYCLES = 3;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** What a client knows of a user: `undefined` is a user who is not there. */
type State = string | undefined;
type Ledger = Map<string, { acknowledged: State; asked: State }>;

onEachEngine('a restart', (database) => {
  const random = randomFrom(SEED);
  let server: Started | undefined;
  afterEach(() => server?.stop('SIGKILL'));

  it(`loses nothing that was acknowledged when the process is killed (SEED=${SEED})`, async (t) => {
    const ledger: Ledger = new Map();
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      server = await start(settingsFor(database.setting()));
      const { endpoint } = server;
      const clients = Array.from({ length: CLIENTS }, (_, at) =>
        client(endpoint, ledger, `c${cycle}-${at}`, random),
      );
      await setTimeout(200 + random() * 600);
      await server.stop('SIGKILL');
      await Promise.all(clients);
      server = await start(settingsFor(database.setting()));
      assert.deepEqual(await disagreements(database, ledger), []);
      assert.deepEqual(await flawsIn(database), []);
      assert.equal(await server.stop(), 0);
    }
    t.diagnostic(`${ledger.size} users, ${CYCLES} kills`);
  });

  it('answers what it was asked before it was told to stop, and ends', async () => {
    server = await start(settingsFor(database.setting()));
    const { endpoint } = server;
    const password = 'a password to be hashed';
    // Few enough to be hashed in time also where others have the processors.
    const asked = Array.from({ length: 8 }, (_, at) =>
      call(endpoint, 'POST', '/users', {
        body: { userId: `last${at}`, email: `last${at}@example.com`, password },
      }),
    );
    let answered = 0;
    for (const one of asked) void one.then(() => answered++);
    const { base } = server;
    await until(async () => answered + (await hashesAt(base)) >= asked.length);
    const ended = server.stop();
    assert.deepEqual([...new Set((await Promise.all(asked)).map(({ status }) => status))], [201]);
    assert.equal(await ended, 0);
    const there = await emails(database);
    assert.deepEqual(
      asked.filter((_, at) => there.get(`last${at}`) !== `last${at}@example.com`),
      [],
    );
    assert.deepEqual(await flawsIn(database), []);
  });

  it('is ready in a moment and shows no key again', async (t) => {
    const { DENIZEN_API_KEY: _, DENIZEN_PROJECT: __, ...settings } = settingsFor(database.setting());
    server = await start(settings);
    assert.equal((await call(server.endpoint, 'GET', '/users')).status, 200);
    const took = processorMs(server);
    assert.equal((JSON.parse(server.output()) as { key: unknown }).key, null);
    assert.equal(await server.stop(), 0);
    t.diagnostic(`first answer after ${took} ms of a processor on ${database.engine}`);
    assert.ok(took < 5_000);
  });
});

describe('the signal to stop', { concurrency: true }, () => {
  it('breaks no request of clients that leave their connection when they are told to', async (t) => {
    const server = await start(settingsFor('sqlite::memory:'));
    t.after(() => server.stop('SIGKILL'));
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const answered = [0, 0, 0, 0];
    const clients = answered.map(async (_, client) => {
      for (;;) {
        const broken = await get(server, agent);
        if (broken) return broken;
        answered[client] = (answered[client] ?? 0) + 1;
      }
    });
    await until(() => answered.every((times) => times > 1));
    assert.equal(await server.stop(), 0);
    assert.deepEqual(await Promise.all(clients), Array(4).fill({ onKeptConnection: false }));
  });

  it('resets no connection of clients that keep connecting: they get 503, until nothing listens', async (t) => {
    const server = await start(settingsFor('sqlite::memory:'));
    t.after(() => server.stop('SIGKILL'));
    const clients = Array.from({ length: 8 }, async () => {
      const seen: string[] = [];
      while (seen.at(-1) !== 'ECONNREFUSED') seen.push(await connectAndGet(server));
      return seen;
    });
    await setTimeout(300);
    assert.equal(await server.stop(), 0);
    const seen = (await Promise.all(clients)).flat();
    const counts = Object.groupBy(seen, (one) => one);
    t.diagnostic(JSON.stringify(Object.entries(counts).map(([one, list]) => [one, list?.length])));
    // On a busy machine, no client may get to connect before the listener closes.
    const expected = ['200', '503 close', 'ECONNREFUSED'];
    assert.deepEqual(
      Object.keys(counts).filter((one) => !expected.includes(one)),
      [],
    );
  });

  it('ends an idle server at once', async (t) => {
    const server = await start(settingsFor('sqlite::memory:'));
    t.after(() => server.stop('SIGKILL'));
    await call(server.endpoint, 'GET', '/users');
    using time = ownTime(server);
    assert.equal(await server.stop(), 0);
    assert.ok(time.spentMs() < 2_000);
  });

  it('does not wait for a client that never finishes its request', async (t) => {
    const server = await start(settingsFor('sqlite::memory:'));
    t.after(() => server.stop('SIGKILL'));
    const socket = await unfinished(server);
    // It ends with another code when something holds it up.
    assert.equal(await server.stop(), 0);
    socket.destroy();
  });

  it('ends at once when it comes again', async (t) => {
    const server = await start({ ...settingsFor('sqlite::memory:'), DENIZEN_LOG_LEVEL: 'info' });
    t.after(() => server.stop('SIGKILL'));
    const socket = await unfinished(server);
    server.process.kill('SIGTERM');
    await until(() => server.errors().includes('"msg":"stopping"'));
    assert.equal(await server.stop('SIGINT'), 'SIGINT');
    socket.destroy();
  });
});

/** How many passwords are being hashed, or wait for that. */
async function hashesAt(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`, { headers: { Connection: 'close' } })).text();
  const counts = text.matchAll(/^denizen_password_hashes_(?:running|waiting) (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Milliseconds for which processors have worked for the server. See proc_pid_stat(5). */
function processorMs({ process: { pid } }: Started): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 13).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

/** Asks and, when there is no answer, tells on what kind of connection. */
function get(server: Started, agent: Agent): Promise<{ onKeptConnection: boolean } | undefined> {
  return new Promise((resolve) => {
    const ask = request(`${server.endpoint}/health/version`, { agent }, (answer) => {
      answer.resume().on('end', () => resolve(undefined));
    });
    ask.on('error', () => resolve({ onKeptConnection: ask.reusedSocket })).end();
  });
}

/** Asks on a connection of its own: the status, whether the connection closes, or why there is no answer. */
function connectAndGet(server: Started): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(server.base).port), '127.0.0.1');
    socket.on('connect', () => socket.write('GET /v1/health/version HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk;
      const status = answer.split(' ')[1];
      // Before the stop, the connection is kept.
      if (status === '200' && answer.includes('}')) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => {
      const status = answer.split(' ')[1];
      resolve(status === '503' ? `503 ${/connection: (\w+)/i.exec(answer)?.[1]}` : (status ?? 'no answer'));
    });
  });
}

/** Makes, changes and deletes users of its own, one request after the other, until the server is gone. */
async function client(endpoint: string, ledger: Ledger, name: string, random: () => number): Promise<void> {
  for (let at = 0; ; at++) {
    const id = `${name}-${at}`;
    const [email, other] = [`${id}@example.com`, `${id}@example.org`];
    const steps: [State, string, string, object?][] = [
      [email, 'POST', '/users', { userId: id, email, name: `Name ${id}` }],
    ];
    if (random() < 0.3) steps.push([other, 'PATCH', `/users/${id}/email`, { email: other }]);
    if (random() < 0.2) steps.push([undefined, 'DELETE', `/users/${id}`]);
    for (const [state, method, path, body] of steps) {
      ledger.set(id, { acknowledged: ledger.get(id)?.acknowledged, asked: state });
      const answer = await served(() => call(endpoint, method, path, { body })).catch(() => undefined);
      if (!answer) return;
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
      ledger.set(id, { acknowledged: state, asked: state });
    }
  }
}

/** Users who are neither as their client was told nor, of the last request, as it asked; and users nobody asked for. */
async function disagreements(database: EmptyDatabase, ledger: Ledger): Promise<readonly string[]> {
  const there = await emails(database);
  const wrong = [...ledger].filter(
    ([id, { acknowledged, asked }]) => ![acknowledged, asked].includes(there.get(id)),
  );
  const unasked = [...there.keys()].filter((id) => !ledger.has(id));
  for (const [id] of ledger) ledger.set(id, { acknowledged: there.get(id), asked: there.get(id) });
  return [...wrong.map(([id]) => id), ...unasked];
}

async function emails(database: EmptyDatabase): Promise<ReadonlyMap<string, State>> {
  const engine = await openEngine(database.config(), database.secrets());
  const rows = await engine.read.db.selectFrom('users').select(['id', 'email']).execute();
  await engine.close();
  return new Map(rows.map(({ id, email }) => [id, email ?? undefined]));
}

/** A client that begins a request, which the server has read so far, and does not go on. */
async function unfinished(server: Started) {
  const socket = connect(Number(new URL(server.base).port), '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    'POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  // Read after it, since it came later.
  await call(server.endpoint, 'GET', '/health/version', { headers: { Connection: 'close' } });
  return socket;
}

/** The same figures for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
