import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { openEngine } from '../../open.ts';
import { type Core, createCore } from '../core.ts';
import { hours, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { countAttempt } from './attempts.ts';
import { consume, deleteExpiredLimits, type RateLimit, refund } from './rates.ts';

onEachEngine('rate limits', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;

  it('count within a window that begins with the first use and ends by itself', async () => {
    const limit = { key: 'window', most: 2, seconds: 60 };
    const turns = [];
    for (const wait of [0, 20_000, 20_000, 19_999, 1]) {
      here.clock.advance(wait);
      turns.push(await left(limit));
    }
    assert.deepEqual(turns, [
      { remaining: 1, seconds: 60 },
      { remaining: 0, seconds: 40 },
      { remaining: -1, seconds: 20 },
      { remaining: -1, seconds: 0.001 },
      { remaining: 1, seconds: 60 },
    ]);
  });

  it('count until a fixed moment, however late the first use', async () => {
    const endsAt = instantOf(here.clock.now() + 60_000);
    const turns = [];
    for (const wait of [59_999, 0, 1]) {
      here.clock.advance(wait);
      turns.push(await consume(here.core, project, [{ key: 'moment', most: 1, endsAt: next(endsAt) }]));
    }
    const due = { most: 1, remaining: 0, endsAt };
    assert.deepEqual(turns, [due, { ...due, remaining: -1 }, { ...due, endsAt: endsAt + 60_000 }]);

    function next(at: number) {
      return instantOf(here.clock.now() < at ? at : at + 60_000);
    }
  });

  it('report the tightest of several, and the others go on', async () => {
    const wide = { key: 'wide', most: 4, seconds: 3600 };
    const narrow = { key: 'narrow', most: 2, seconds: 60 };
    const turns = [];
    for (const wait of [0, 0, 0, 60_000, 0, 60_000]) {
      here.clock.advance(wait);
      const status = await consume(here.core, project, [wide, narrow]);
      turns.push([status?.most, status?.remaining]);
    }
    const first = [
      [2, 1],
      [2, 0],
      [2, -1],
    ];
    const afterwards = [
      [4, 1],
      [4, 0],
      [4, -1],
    ];
    assert.deepEqual(turns, [...first, ...afterwards]);
  });

  it('are absent without a configured limit', async () => {
    assert.equal(await consume(here.core, project, []), undefined);
  });

  it('are separate per key and project', async () => {
    const limit = { key: 'mine', most: 1, seconds: 60 };
    const turns = [
      await left(limit),
      await left({ ...limit, key: 'yours' }),
      await left(limit, here.core, 'other' as ProjectId),
      await left(limit),
    ];
    assert.deepEqual(
      turns.map(({ remaining }) => remaining),
      [0, 0, 0, -1],
    );
  });

  it('can be used again after a refund', async () => {
    const limits = ['one', 'two'].map((key) => ({ key, most: 1, seconds: 60 }));
    const take = async () => (await consume(here.core, project, limits))?.remaining;
    const before = [await take(), await take()];
    await refund(here.core, project, limits);
    assert.deepEqual([...before, await take(), await take()], [0, -1, 0, -1]);
  });

  it('admit exactly their number of a thousand concurrent uses', async () => {
    assert.deepEqual(await given(1000, { key: 'crowd', most: 10, seconds: 60 }, [here.core]), upTo(10));
  });

  it('admit exactly their number of a thousand uses over two servers', async () => {
    const other = await openEngine(database.config(), database.secrets());
    try {
      const { read: _read, write: _write, unaudited: _count, ...parts } = here.core;
      const servers = [here.core, createCore(other, parts)];
      assert.deepEqual(await given(1000, { key: 'servers', most: 10, seconds: 60 }, servers), upTo(10));
    } finally {
      await other.close();
    }
  });

  it('that overlap do not deadlock', async () => {
    const limits = ['a', 'b', 'c'].map((key) => ({ key, most: 1000, seconds: 60 }));
    const orders = [limits, limits.toReversed()];
    const turns = await Promise.all(
      Array.from({ length: 200 }, (_, at) => consume(here.core, project, orders[at % 2] ?? [])),
    );
    const left = turns.map((status) => status?.remaining ?? 0).toSorted((a, b) => a - b);
    assert.deepEqual(
      left,
      Array.from({ length: 200 }, (_, at) => 800 + at),
    );
  });

  it('write nothing for a refused use', async () => {
    const limit = { key: 'flood', most: 1, seconds: 60 };
    await left(limit);
    const used = await rows('rate_windows');
    for (let tried = 0; tried < 5; tried++) await left(limit);
    assert.deepEqual(await rows('rate_windows'), used);
  });

  it('store nothing of what they limit in plain text', async () => {
    await left({ key: 'ann@example.com', most: 1, seconds: 60 });
    assert.ok(!JSON.stringify(await rows('rate_windows')).includes('ann@example.com'));
  });

  it('are swept after they ended, in batches, while counts of users and running windows stay', async () => {
    here.clock.advance(hours(48));
    await deleteExpiredLimits(here.core, 10_000);
    for (let at = 0; at < 5; at++) {
      await left({ key: `old${at}`, most: 1, seconds: 60 });
      await countAttempt(here.core, here.actor, {
        user: { unknown: `${at}@example.com` },
        factor: 'password',
      });
    }
    await countAttempt(here.core, here.actor, { user: 'ann' as never, factor: 'password' });
    here.clock.advance(hours(24) + 1);
    await left({ key: 'runs', most: 1, seconds: 60 });
    await countAttempt(here.core, here.actor, { user: { unknown: 'new@example.com' }, factor: 'password' });
    const counts = [];
    for (const most of [0, 2, 2, 2, 2]) {
      await deleteExpiredLimits(here.core, most);
      counts.push([(await rows('rate_windows')).length, (await rows('attempts')).length]);
    }
    assert.deepEqual(counts, [
      [6, 7],
      [4, 5],
      [2, 3],
      [1, 2],
      [1, 2],
    ]);
  });

  async function left(limit: RateLimit, core = here.core, of = project) {
    const { remaining = Number.NaN, endsAt = Number.NaN } = (await consume(core, of, [limit])) ?? {};
    return { remaining, seconds: (endsAt - here.clock.now()) / 1000 };
  }

  /** Consumes over all servers in turn; returns what remained after each admitted use. */
  async function given(times: number, limit: RateLimit, servers: readonly Core[]) {
    const turns = await Promise.all(
      Array.from({ length: times }, (_, at) => left(limit, servers[at % servers.length])),
    );
    const remaining = turns.map((turn) => turn.remaining).filter((each) => each >= 0);
    return remaining.toSorted((a, b) => a - b);
  }

  function rows(table: 'rate_windows' | 'attempts') {
    return here.core.read.db.selectFrom(table).selectAll().where('project_id', '=', project).execute();
  }
});

/** The remainders of this many uses. */
function upTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_, at) => at);
}
