import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import Fastify from 'fastify';
import { PATIENCE_MS } from '../../test/support/patience.ts';
import { type ReadinessCheck, serveProbes } from './probes.ts';

function probing(checks: readonly ReadinessCheck[]) {
  const app = Fastify();
  serveProbes(app, checks);
  return async (path: string) => {
    const { statusCode, headers, body } = await app.inject(path);
    return { status: statusCode, caching: headers['cache-control'], body: JSON.parse(body) as unknown };
  };
}

describe('the probes', () => {
  it('/readyz names each part, and is 503 as soon as one does not work', async () => {
    const get = probing([
      { name: 'good', run: () => undefined },
      { name: 'noted', run: () => ({ note: 'but look' }) },
      { name: 'bad', run: async () => 'is full' },
      { name: 'broken', run: () => Promise.reject(new Error('postgres://ann:secret@db')) },
      {
        name: 'thrown',
        run: () => {
          throw new Error('secret');
        },
      },
    ]);
    assert.deepEqual(await get('/readyz'), {
      status: 503,
      caching: 'no-store',
      body: {
        status: 'fail',
        checks: {
          good: { status: 'pass' },
          noted: { status: 'pass', note: 'but look' },
          bad: { status: 'fail', reason: 'is full' },
          broken: { status: 'fail', reason: 'does not work' },
          thrown: { status: 'fail', reason: 'does not work' },
        },
      },
    });
    assert.deepEqual(await get('/healthz'), { status: 200, caching: 'no-store', body: { status: 'pass' } });
  });

  it('/readyz runs each check once for all that ask, and again after a second', async (t) => {
    const now = t.mock.method(performance, 'now', () => 0);
    let runs = 0;
    const run = async () => {
      runs++;
      await setTimeout(50);
      return undefined;
    };
    const get = probing([{ name: 'slow', run }]);
    const answers = await Promise.all(Array.from({ length: 100 }, () => get('/readyz')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(runs, 1);
    now.mock.mockImplementation(() => 999);
    await get('/readyz');
    assert.equal(runs, 1);
    now.mock.mockImplementation(() => 1_000);
    await get('/readyz');
    assert.equal(runs, 2);
  });

  it('/readyz keeps a pass as long as the check says, but no failure', async (t) => {
    const now = t.mock.method(performance, 'now', () => 0);
    let runs = 0;
    const get = probing([{ name: 'dear', everyMs: 60_000, run: () => (runs++ === 0 ? 'fails' : undefined) }]);
    assert.equal((await get('/readyz')).status, 503);
    now.mock.mockImplementation(() => 1_000);
    assert.equal((await get('/readyz')).status, 200);
    now.mock.mockImplementation(() => 60_999);
    assert.equal((await get('/readyz')).status, 200);
    assert.equal(runs, 2);
    now.mock.mockImplementation(() => 61_000);
    assert.equal((await get('/readyz')).status, 200);
    assert.equal(runs, 3);
  });

  it('/readyz does not wait for a check that hangs', async () => {
    const get = probing([{ name: 'hanging', run: () => new Promise<string>(() => {}) }]);
    const begun = performance.now();
    assert.deepEqual((await get('/readyz')).body, {
      status: 'fail',
      checks: { hanging: { status: 'fail', reason: 'does not answer' } },
    });
    // It never answers by itself.
    assert.ok(performance.now() - begun < PATIENCE_MS);
  });
});
