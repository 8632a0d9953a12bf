import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { AdmissionQueue, shedLoad, type Waits } from './admission.ts';
import { createMetrics } from './metrics.ts';

/** A server whose requests take `workMs` each, on a clock of its own. */
function simulated({ workMs, ...load }: { workMs: number } & Partial<Waits>) {
  let now = 0;
  let immediates: (() => void)[] = [];
  const waits: number[] = [];
  const refusedAfter: number[] = [];
  const queue = new AdmissionQueue({
    queueDelay: () => 0,
    isSaturated: () => false,
    ...load,
    now: () => now,
    nextTurn: (then) => immediates.push(then),
    soon: (then) => immediates.push(then),
  });
  const add = () => {
    const since = now;
    queue.add({
      start: () => {
        now += workMs;
        waits.push(now - since);
      },
      refuse: () => {
        refusedAfter.push(now - since);
      },
    });
  };
  const turn = () => {
    const due = immediates;
    immediates = [];
    for (const then of due) then();
  };
  return {
    add,
    turn,
    /** Requests come `perMs` a millisecond, for so long; time passes with work and with idle turns. */
    offer: (perMs: number, ms: number) => {
      const began = now;
      for (let come = 0; now < began + ms; ) {
        while (come < (now - began) * perMs) {
          add();
          come++;
        }
        const before = now;
        turn();
        if (now === before) now += 0.1;
      }
    },
    drain: () => {
      while (immediates.length > 0) turn();
    },
    waits,
    refusedAfter,
    refused: () => refusedAfter.length,
    idle: (ms: number) => {
      now += ms;
    },
  };
}

describe('the queue of requests', () => {
  it('starts a request at once when none waits', () => {
    const server = simulated({ workMs: 1 });
    server.add();
    assert.deepEqual([server.waits, server.refused()], [[1], 0]);
  });

  it('lets the event loop go on after 5 ms of work', () => {
    const server = simulated({ workMs: 1 });
    for (let at = 0; at < 8; at++) server.add();
    assert.equal(server.waits.length, 5);
    server.drain();
    assert.equal(server.waits.length, 8);
  });

  it('serves all of 800 requests that come at once', () => {
    const server = simulated({ workMs: 1 });
    for (let at = 0; at < 800; at++) server.add();
    server.drain();
    assert.deepEqual([server.waits.length, server.refused()], [800, 0]);
  });

  it('starts no more in a turn than the database says, whether they wait or not', () => {
    const server = simulated({ workMs: 0.01, atOnce: 3 });
    for (let at = 0; at < 8; at++) server.add();
    assert.equal(server.waits.length, 3);
    const started: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      server.turn();
      started.push(server.waits.length);
    }
    assert.ok(
      started.every((count, turn) => count - (started[turn - 1] ?? 3) <= 3),
      `${started}`,
    );
    assert.equal(server.waits.length, 8);
  });

  it('does not take idle time for the time that requests take', () => {
    const server = simulated({ workMs: 0.1 });
    for (let round = 0; round < 20; round++) {
      for (let at = 0; at < 200; at++) server.add();
      server.turn();
      server.turn();
      for (let at = 0; at < 100; at++) server.add();
      server.drain();
      server.idle(10_000);
    }
    assert.deepEqual([server.waits.length, server.refused()], [6_000, 0]);
  });

  it('refuses nothing below its capacity', () => {
    const server = simulated({ workMs: 1 });
    server.offer(0.9, 5_000);
    assert.equal(server.refused(), 0);
  });

  it('keeps waits short and serves what it can at three times its capacity', () => {
    const server = simulated({ workMs: 1 });
    server.offer(3, 10_000);
    const late = server.waits.filter((ms) => ms > 900).length;
    assert.ok(server.waits.length > 9_500, `${server.waits.length} served`);
    assert.ok(late < 0.01 * server.waits.length, `${late} late, ${Math.max(...server.waits)} ms`);
  });

  it('serves the newest first in an overload, and refuses the others in a second', () => {
    const server = simulated({ workMs: 1 });
    server.offer(3, 5_000);
    const before = server.waits.length;
    server.offer(3, 5_000);
    const median = server.waits.slice(before).sort((one, other) => one - other)[
      (server.waits.length - before) >> 1
    ];
    assert.ok(median !== undefined && median < 50, `${median} ms`);
    assert.ok(
      Math.max(...server.refusedAfter.slice(-5_000)) < 1_100,
      `${Math.max(...server.refusedAfter)} ms`,
    );
  });

  it('refuses nothing any more when the overload is over', () => {
    const server = simulated({ workMs: 1 });
    server.offer(3, 5_000);
    server.drain();
    const before = server.refused();
    server.offer(0.9, 1_000);
    assert.equal(server.refused(), before);
  });

  it('holds requests back while the database is saturated, and refuses those that wait too long', () => {
    let isSaturated = true;
    const server = simulated({ workMs: 1, isSaturated: () => isSaturated });
    server.add();
    server.idle(5_000);
    server.turn();
    server.add();
    server.turn();
    assert.deepEqual([server.waits.length, server.refused()], [0, 1]);
    isSaturated = false;
    server.drain();
    assert.deepEqual([server.waits.length, server.refused()], [1, 1]);
  });

  it('refuses while the database makes requests wait', () => {
    let delay = 0;
    const server = simulated({ workMs: 0.1, queueDelay: () => delay });
    server.offer(0.1, 100);
    delay = 3_000;
    server.add();
    delay = 0;
    server.add();
    assert.equal(server.refused(), 1);
  });
});

describe('a server whose database is overloaded', () => {
  /** Returns the statuses of requests, by their method and target. */
  const statusesOf = async (asked: readonly string[], load: { reads: Waits; writes: Waits }) => {
    const app = Fastify();
    shedLoad(app, [protocol('/v1', 503), protocol('/other', 504)], {
      ...{ load, logger: app.log, metrics: createMetrics() },
    });
    app.all('/*', async () => '');
    const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    try {
      return await Promise.all(
        asked.map(async (line) => {
          const socket = connect(port, '127.0.0.1');
          socket.end(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
          return [line, (await text(socket)).split(' ')[1]];
        }),
      );
    } finally {
      await app.close();
    }
  };
  const protocol = (prefix: string, status: number) => ({
    ...{ prefix, alwaysServed: [`${prefix}/health`] },
    refuse: () => ({ status, headers: {}, body: '' }),
  });
  const idle = { queueDelay: () => 0, isSaturated: () => false };
  const busy = { ...idle, queueDelay: () => 10_000 };

  it('refuses requests of protocols, however their target is written, and serves the rest', async () => {
    const expected = [
      ['GET /v1/users', '503'],
      ['HEAD /v1/users?a=%20', '503'],
      ['OPTIONS /v1/users', '503'],
      ['POST /other/users', '504'],
      ['GET /%76%31/users', '503'],
      ['GET /v%31/users?a', '503'],
      ['GET http://localhost/v1/users', '503'],
      ['GET /v1/health?a', '200'],
      ['GET /other/health', '200'],
      ['GET /metrics', '200'],
      ['GET /console/?a=%20', '200'],
    ] as const;
    const asked = expected.map(([line]) => line);
    assert.deepEqual(await statusesOf(asked, { reads: busy, writes: busy }), expected);
  });

  it('serves those that only read while writes wait', async () => {
    const expected = [
      ['GET /v1/users', '200'],
      ['HEAD /v1/users', '200'],
      ['OPTIONS /v1/users', '200'],
      ['POST /v1/users', '503'],
      ['PATCH /v1/users', '503'],
      ['DELETE /v1/users', '503'],
    ] as const;
    const asked = expected.map(([line]) => line);
    assert.deepEqual(await statusesOf(asked, { reads: idle, writes: busy }), expected);
  });
});
