import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createOldSystemLanes, type OutageReport } from './lanes.ts';

const from = { share: 'a network', known: false };
const soon = () => performance.now() + 60;
const later = () => performance.now() + 60_000;
const never = () => new Promise<string>(() => {});

describe('the lanes of old systems', () => {
  it('ask a bounded number of questions at once, and let a bounded number wait', async () => {
    const lanes = createOldSystemLanes({ atOnce: 2, waiting: 1 });
    const { promise, resolve } = Promise.withResolvers<string>();
    const asked = Array.from({ length: 4 }, () => lanes.run('shop', from, later(), () => promise));
    const other = await lanes.run('other', from, later(), async () => 'other');
    await setTimeout(5);
    resolve('done');
    assert.deepEqual(
      [(await Promise.all(asked)).toSorted(), other],
      [['busy', 'done', 'done', 'done'], 'other'],
    );
  });

  it('give up at the deadline, whether the question waits or was asked', async () => {
    const lanes = createOldSystemLanes({ atOnce: 1 });
    const begun: string[] = [];
    const asked = ['first', 'second'].map((name) =>
      lanes.run('shop', from, soon(), () => {
        begun.push(name);
        return never();
      }),
    );
    assert.deepEqual([await Promise.all(asked), begun], [['late', 'busy'], ['first']]);
  });

  it('never ask what nobody waits for any more, even if the timer fires a little early', async () => {
    const ends = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const lanes = createOldSystemLanes({ atOnce: 1 });
        const { promise, resolve } = Promise.withResolvers<string>();
        const first = lanes.run('shop', from, later(), () => promise);
        let isAsked = false;
        const second = await lanes.run('shop', from, performance.now() + 20.9 + index, async () => {
          isAsked = true;
          return 'asked';
        });
        resolve('done');
        await first;
        await setTimeout(5);
        return `${second} ${isAsked}`;
      }),
    );
    assert.deepEqual(new Set(ends), new Set(['busy false']));
  });

  it('do one thing after another for one login', async () => {
    const { inTurn } = createOldSystemLanes();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await setTimeout(5);
      order.push(`${name} ends`);
    };
    await Promise.all([inTurn('a', later(), work('one')), inTurn('a', later(), work('two'))]);
    await inTurn('a', later(), work('three'));
    assert.deepEqual(
      order,
      ['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('wait for a turn until the deadline, and go on after a failure', async () => {
    const { inTurn } = createOldSystemLanes();
    const { promise, reject } = Promise.withResolvers<string>();
    const first = inTurn('a', later(), () => promise);
    const second = await inTurn('a', soon(), async () => 'done');
    reject(new Error('down'));
    await assert.rejects(first, /down/);
    assert.deepEqual([second, await inTurn('a', later(), async () => 'done')], ['busy', 'done']);
  });

  it('count each result, and report an outage of a project once a minute', () => {
    const lanes = createOldSystemLanes();
    const reports: OutageReport[] = [];
    lanes.listen((report) => reports.push(report));
    const ended = { project: 'shop', system: 'url', host: 'old.example.com', ms: 1 };
    for (const result of ['late', 'status', 'match', 'late'] as const) lanes.record({ ...ended, result });
    lanes.record({ ...ended, project: 'other', result: 'busy' });
    const { ms: _, ...named } = ended;
    assert.deepEqual(reports, [
      { ...named, reason: 'late', failed: 1 },
      { ...named, project: 'other', reason: 'busy', failed: 1 },
    ]);
    assert.deepEqual(
      ['late', 'status', 'match', 'busy', 'mismatch'].map((result) => lanes.counts().get(result as 'late')),
      [2, 1, 1, 1, 0],
    );
  });

  it('let a refusal take as long as one that was asked about', async () => {
    const lanes = createOldSystemLanes();
    const spent = async (wasAsked: boolean) => {
      const begunAt = performance.now();
      await lanes.level('shop', begunAt, wasAsked);
      return performance.now() - begunAt;
    };
    lanes.record({ project: 'shop', system: 'url', host: 'h', result: 'mismatch', ms: 210 });
    assert.ok((await spent(false)) >= 250);
    assert.ok((await spent(true)) >= 50);
  });
});
