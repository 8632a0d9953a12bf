import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as theirs from 'node-appwrite';
import { bulk, ID, Permission, Role } from '../../sdk/src/index.ts';

describe('the parts of the SDK', () => {
  it('roles and permissions are the texts that node-appwrite makes', () => {
    const told = ({ Role: role, Permission: may }: { Role: typeof Role; Permission: typeof Permission }) => [
      role.any(),
      role.guests(),
      role.users(),
      role.users('verified'),
      role.user('ann'),
      role.user('ann', 'unverified'),
      role.team('staff'),
      role.team('staff', 'owner'),
      role.member('m'),
      role.label('vip'),
      may.read('any'),
      may.write('any'),
      may.create('any'),
      may.update('any'),
      may.delete('any'),
    ];
    assert.deepEqual(told({ Role, Permission }), told(theirs as never));
  });

  it('ids differ and are fit for the server', () => {
    const ids = Array.from({ length: 1_000 }, ID.unique);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[0-9a-f]{21}$/);
    assert.equal(ID.custom('ann'), 'ann');
  });

  it('a bulk never has more at work than it may, and answers in the order of the items', async () => {
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const atWork: (() => void)[] = [];
    const sizes: number[] = [];
    const work = (item: number) =>
      new Promise<number>((resolve) => {
        atWork.push(() => resolve(item * 2));
      });
    const all = bulk(items, work, { concurrency: 3 });
    for (let begun = 0; begun < items.length; begun += sizes.at(-1) ?? 0) {
      // Behind everything that can go on by itself.
      await setImmediate();
      sizes.push(atWork.length);
      for (const end of atWork.splice(0).reverse()) end();
    }
    assert.deepEqual(sizes, [3, 3, 3, 1]);
    assert.deepEqual(
      await all,
      items.map((item) => ({ item, ok: true, value: item * 2 })),
    );
  });

  it('a bulk goes on behind a failure, and says what failed', async () => {
    const error = new Error('odd');
    const work = async (item: number) => (item % 2 ? Promise.reject(error) : item);
    const told: unknown[] = [];
    const outcomes = await bulk([0, 1, 2], work, {
      concurrency: 1,
      onProgress: (progress) => told.push(progress),
    });
    assert.deepEqual(outcomes, [
      { item: 0, ok: true, value: 0 },
      { item: 1, ok: false, error },
      { item: 2, ok: true, value: 2 },
    ]);
    assert.deepEqual(told, [
      { done: 1, failed: 0 },
      { done: 2, failed: 1 },
      { done: 3, failed: 1 },
    ]);
  });

  it('a bulk begins no more once it is told to stop', async () => {
    const stop = new AbortController();
    const work = async (item: number) => {
      if (item === 1) stop.abort();
      return item;
    };
    const outcomes = await bulk([0, 1, 2, 3], work, { concurrency: 1, signal: stop.signal });
    assert.deepEqual(
      outcomes.map(({ item }) => item),
      [0, 1],
    );
  });

  it('a bulk over an iteration that fails ends with its failure, when what had begun is finished', async () => {
    const done: number[] = [];
    const failing = async function* () {
      yield 1;
      throw new Error('no more');
    };
    const work = async (item: number) => {
      await setImmediate();
      done.push(item);
    };
    await assert.rejects(bulk(failing(), work), { message: 'no more' });
    assert.deepEqual(done, [1]);
  });
});
