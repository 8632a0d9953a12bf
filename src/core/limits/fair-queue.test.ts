import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fairQueue } from './fair-queue.ts';

/** Jobs that start when the queue lets them and end when the test says so. */
function jobs() {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const work = (name: string) => () => {
    started.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise;
  };
  const finish = async (name: string) => {
    await setImmediate();
    ends.get(name)?.resolve(name);
    await setImmediate();
  };
  const fail = async (name: string) => {
    await setImmediate();
    ends.get(name)?.reject(new Error(name));
    await setImmediate();
  };
  return { started, work, finish, fail };
}

describe('a fair queue', () => {
  it('runs as many at once as it has places, and the others in the order in which they came', async () => {
    const { started, work, finish } = jobs();
    const limited = queue(2, 10);
    const all = Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => limited(work(name))));
    await setImmediate();
    const steps = [started.join('')];
    for (const name of ['b', 'a', 'c', 'd', 'e']) {
      await finish(name);
      steps.push(started.join(''));
    }
    assert.deepEqual(steps, ['ab', 'abc', 'abcd', 'abcde', 'abcde', 'abcde']);
    assert.deepEqual(await all, ['a', 'b', 'c', 'd', 'e']);
  });

  it('refuses what would wait beyond its bound, before any work', async () => {
    const { started, work, finish } = jobs();
    const limited = queue(1, 2);
    const waiting = ['a', 'b', 'c'].map((name) => limited(work(name)));
    await assert.rejects(limited(work('d')), /^Error: busy$/);
    for (const name of ['a', 'b', 'c']) await finish(name);
    assert.deepEqual(await Promise.all(waiting), ['a', 'b', 'c']);
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('has its places back when what had them failed', async () => {
    const { started, work, fail, finish } = jobs();
    const limited = queue(1, 1);
    const failed = assert.rejects(limited(work('a')), /^Error: a$/);
    const next = limited(work('b'));
    await fail('a');
    await failed;
    await finish('b');
    assert.equal(await next, 'b');
    await assert.rejects(
      limited(() => Promise.reject(new Error('c'))),
      /^Error: c$/,
    );
    const last = limited(work('d'));
    await finish('d');
    assert.equal(await last, 'd');
    assert.deepEqual(started, ['a', 'b', 'd']);
  });

  it('does not let a newcomer slip in before the one who waited', async () => {
    const { started, work, finish } = jobs();
    const limited = queue(1, 5);
    const first = limited(work('a'));
    const waited = limited(work('b'));
    // The newcomer asks at the very moment at which the place is left.
    const newcomer = first.then(() => limited(work('c')));
    for (const name of ['a', 'b', 'c']) await finish(name);
    await Promise.all([waited, newcomer]);
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('serves shares by turns, however many of one wait', async () => {
    const order = await served(['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2']);
    assert.deepEqual(order, ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('lets known devices and others alternate', async () => {
    const order = await served(['a1', 'a2', 'a3', 'a4', 'b1', 'K1', 'K2', 'L1']);
    assert.deepEqual(order, ['a1', 'K1', 'a2', 'L1', 'b1', 'K2', 'a3', 'a4']);
  });

  it('refuses the newest of the share with most waiting when it is full, and of known devices only their own', async () => {
    const queued = fairQueue(1, 3, () => new Error('busy'));
    const names = ['a0', 'a1', 'a2', 'a3', 'b1', 'a4', 'K1'];
    const outcomes = await Promise.allSettled(
      names.map((name) => queued(requester(name), () => setImmediate(name))),
    );
    const refused = names.filter((_, at) => outcomes[at]?.status === 'rejected');
    assert.deepEqual(refused, ['a3', 'a4']);
  });
});

/** The share is the first letter; capitals are known devices. */
function requester(name: string) {
  const [share = ''] = name;
  return { share, known: share !== share.toLowerCase() };
}

/** In which order they run on one place. */
async function served(names: readonly string[]): Promise<readonly string[]> {
  const queued = fairQueue(1, 100, () => new Error('busy'));
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(name);
    await setImmediate();
  };
  await Promise.all(names.map((name) => queued(requester(name), work(name))));
  return order;
}

/** A queue of one share. */
function queue(atOnce: number, waiting: number) {
  const queued = fairQueue(atOnce, waiting, () => new Error('busy'));
  return <T>(work: () => Promise<T>) => queued({ share: 'a', known: false }, work);
}
