import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { flawsIn } from '../support/consistency.ts';
import { testFolder } from '../support/folders.ts';
import { ownTime } from '../support/own-time.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { served } from '../support/probe.ts';
import { call, KEY, PROJECT, serving } from '../support/server.ts';

/** Fifteen seconds of patience, and what the server takes to notice. */
const GONE_AFTER_MS = 16_500;
/** The server's own patience without ours is a minute and more. */
const LONGEST_MS = 45_000;
/** For the answers that the buffers take, and the time that a server has patience. */
const FILLED_WITHIN_MS = PATIENCE_MS;
const USERS = 100;
const WHO = `Host: x\r\nX-Appwrite-Project: ${PROJECT}\r\nX-Appwrite-Key: ${KEY}\r\n`;
/** Requests that a client sends at once. */
const PIPELINED = 300;
const VERSION = 'GET /v1/health/version HTTP/1.1\r\nHost: x\r\n\r\n';

// All at once: each waits for the server's patience to end.
describe('a server among hostile clients', { concurrency: true }, () => {
  const file = join(testFolder(), 'denizen.db');
  const server = serving({ setting: () => `sqlite:${file}` }, { DENIZEN_LOG_LEVEL: 'info' });
  const create = (userId: string) =>
    call(server.get().endpoint, 'POST', '/users', {
      body: { userId, email: `${userId}@example.com`, name: 'n'.repeat(100) },
    });
  const client = async (allowHalfOpen = false): Promise<Client> => {
    const socket = connect({
      port: Number(new URL(server.get().base).port),
      host: '127.0.0.1',
      allowHalfOpen,
    });
    await once(socket, 'connect');
    return watched(socket);
  };
  before(() => Promise.all(Array.from({ length: USERS }, (_, at) => create(`seed${at}`))));

  it('is not held by headers that come byte by byte', async () => {
    // It goes on when the server has ended its side.
    const slow = await client(true);
    using time = ownTime(server.get());
    slow.socket.write('GET /v1/health/version HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    await dribble(slow);
    const took = time.spentMs();
    assert.ok(took < GONE_AFTER_MS, `gone after ${took} ms`);
    assert.match(slow.received(), /^HTTP\/1\.1 408 [\s\S]*"code":408,"type":"general_bad_request"/);
  });

  it('is not held by a body that comes byte by byte', async () => {
    // It goes on when the server has ended its side.
    const slow = await client(true);
    using time = ownTime(server.get());
    slow.socket.write(
      `POST /v1/users HTTP/1.1\r\n${WHO}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    );
    await dribble(slow);
    const took = time.spentMs();
    assert.ok(took < GONE_AFTER_MS, `gone after ${took} ms`);
    assert.match(slow.received(), /^HTTP\/1\.1 408 /);
  });

  it('is not held by a client that says nothing', async () => {
    const silent = await Promise.all(Array.from({ length: 200 }, () => client()));
    using time = ownTime(server.get());
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        served(() => call(server.get().endpoint, 'GET', `/users/seed${at}`)),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.ok(time.spentMs() < 3_000, `${time.spentMs()} ms`);
    await Promise.race([Promise.all(silent.map(({ closed }) => closed)), setTimeout(LONGEST_MS)]);
    assert.deepEqual(silent.filter(({ socket }) => !socket.destroyed).length, 0);
    assert.ok(time.spentMs() < GONE_AFTER_MS, `gone after ${time.spentMs()} ms`);
  });

  it('does not go on for a client that never reads', async () => {
    const times = 400;
    const limit = encodeURIComponent(JSON.stringify({ method: 'limit', values: [USERS] }));
    const deaf = await client();
    deaf.socket.pause();
    deaf.socket.write(`GET /v1/users?queries[]=${limit} HTTP/1.1\r\n${WHO}\r\n`.repeat(times));
    // Its answers come no further than the buffers on the way, however long that takes on a busy machine.
    while (deaf.age() < FILLED_WITHIN_MS && isOpenAt(deaf.socket)) await setTimeout(100);
    deaf.socket.resume();
    await Promise.race([deaf.closed, setTimeout(LONGEST_MS)]);
    const answered = deaf.received().split('HTTP/1.1 200').length - 1;
    assert.ok(answered > 0 && answered < times, `${answered} answers`);
    assert.ok(deaf.socket.destroyed);
  });

  it('lets others in between the requests of a client that does not wait for answers', async () => {
    const [greedy, other] = [await client(), await client()];
    const ids = Array.from({ length: PIPELINED }, (_, at) => `greedy${at}`);
    greedy.socket.write(ids.map(creation).join(''));
    // With the first answer, the server has read many of the others.
    await once(greedy.socket, 'data');
    other.socket.write(creation('other'));
    await Promise.all([answered(greedy, PIPELINED), answered(other, 1)]);
    const createdAt = async (id: string) =>
      ((await call(server.get().endpoint, 'GET', `/users/${id}`)).body as { $createdAt: string }).$createdAt;
    const [last = '', ...all] = await Promise.all(['other', ...ids].map(createdAt));
    const before = all.filter((moment) => moment < last).length;
    assert.ok(before < PIPELINED / 2, `${before} of ${PIPELINED} came first`);
  });

  it('answers what it understood before the rest, and ends the connection', async () => {
    const bad = await client();
    bad.socket.write(`${VERSION}${VERSION}\u0000\u0001 this is no request\r\n\r\n`);
    using time = ownTime(server.get());
    await bad.closed;
    assert.deepEqual(bad.received().match(/HTTP\/1\.1 \d+/g), [
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 400',
    ]);
    assert.match(bad.received(), /"type":"general_bad_request"/);
    assert.ok(time.spentMs() < 5_000, `${time.spentMs()} ms`);
  });

  it('ends connections that are not HTTP, however many', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => client()));
    using time = ownTime(server.get());
    for (const bad of all) bad.socket.write('\u0016\u0003\u0001\u0002\u0000 hello over TLS');
    await Promise.all(all.map(({ closed }) => closed));
    assert.deepEqual(all.filter((bad) => !bad.received().startsWith('HTTP/1.1 400 ')).length, 0);
    assert.ok(time.spentMs() < 5_000, `${time.spentMs()} ms`);
  });

  it('does each request whole or not at all for clients that hang up', async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => client()));
    for (const [at, { socket }] of clients.entries()) {
      const body = JSON.stringify({ userId: `gone${at}`, email: `gone${at}@example.com` });
      socket.write(
        `POST /v1/users HTTP/1.1\r\n${WHO}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(at % 2 ? body : body.slice(0, 10), () => socket.resetAndDestroy());
    }
    await Promise.all(clients.map(({ closed }) => closed));
    assert.equal((await create('stays')).status, 201);
    const { config, secrets } = readConfig({ DENIZEN_DATABASE: `sqlite:${file}` });
    assert.deepEqual(await flawsIn({ config: () => config, secrets: () => secrets }), []);
    assert.equal((await call(server.get().endpoint, 'GET', '/users/gone0')).status, 404);
  });

  it('answers everybody else all the time', async () => {
    const end = performance.now() + GONE_AFTER_MS;
    const times: number[] = [];
    while (performance.now() < end) {
      using time = ownTime(server.get());
      const ask = () => call(server.get().endpoint, 'GET', '/users/seed1');
      assert.equal((await served(ask)).status, 200);
      times.push(time.spentMs());
      await setTimeout(50);
    }
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1] ?? Number.NaN;
    assert.ok(median < 250, `the median answer took ${median} ms`);
    assert.ok((times.at(-1) ?? Number.NaN) < 3_000, `the slowest answer took ${times.at(-1)} ms`);
  });
});

function creation(userId: string): string {
  const body = JSON.stringify({ userId });
  return `POST /v1/users HTTP/1.1\r\n${WHO}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Reads until so many users are created, then ends the connection. */
async function answered({ socket, received }: Client, times: number): Promise<void> {
  while (received().split('HTTP/1.1 201').length <= times) await once(socket, 'data');
  socket.destroy();
}

type Client = {
  readonly socket: Socket;
  readonly received: () => string;
  readonly closed: Promise<unknown>;
  /** Milliseconds from the connection's beginning to its end, or to now. */
  readonly age: () => number;
};

function watched(socket: Socket): Client {
  const begun = performance.now();
  let received = '';
  let ended: number | undefined;
  const closed = new Promise((resolve) => {
    socket.on('close', () => {
      ended = performance.now();
      resolve(undefined);
    });
  });
  socket
    .setEncoding('latin1')
    .on('data', (text) => {
      received += text;
    })
    .on('error', () => {});
  return {
    socket,
    closed,
    received: () => received,
    age: () => Math.round((ended ?? performance.now()) - begun),
  };
}

/** Whether the server has the connection open, which a client that does not read is not told. See proc_pid_net(5). */
function isOpenAt({ localPort, remotePort }: Socket): boolean {
  const hex = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
  const ends = new RegExp(`: \\w+:${hex(remotePort)} \\w+:${hex(localPort)} 01 `);
  return ends.test(readFileSync('/proc/net/tcp', 'utf8'));
}

/** Sends a byte now and then until the connection is gone. */
async function dribble({ socket, age }: Client): Promise<void> {
  while (!socket.destroyed && age() < LONGEST_MS) {
    socket.write('x');
    await setTimeout(400);
  }
}
