import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { importable } from '../crypto/passwords/passwords.ts';
import { Failure } from './failure.ts';
import { boundedPasswords, semaphore } from './passwords.ts';

/** Jobs that start when the lane lets them and end when the test says so. */
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

describe('the lane', () => {
  it('runs as many at once as it has places, and the others in the order in which they came', async () => {
    const { started, work, finish } = jobs();
    const limited = semaphore(2, 10);
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

  it('refuses whoever would wait beyond its bound, before any work, and says when to come again', async () => {
    const { started, work, finish } = jobs();
    const limited = semaphore(1, 2);
    const waiting = ['a', 'b', 'c'].map((name) => limited(work(name)));
    await assert.rejects(limited(work('d')), (error) => {
      assert.ok(error instanceof Failure);
      const busy = { code: 'unavailable', reason: 'passwords_busy', retryAfterSeconds: 2 };
      assert.deepEqual(error.data, busy);
      return true;
    });
    for (const name of ['a', 'b', 'c']) await finish(name);
    assert.deepEqual(await Promise.all(waiting), ['a', 'b', 'c']);
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('has its places back when what had them failed', async () => {
    const { started, work, fail, finish } = jobs();
    const limited = semaphore(1, 1);
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
    const limited = semaphore(1, 5);
    const first = limited(work('a'));
    const waited = limited(work('b'));
    // The newcomer asks at the very moment at which the place is left.
    const newcomer = first.then(() => limited(work('c')));
    for (const name of ['a', 'b', 'c']) await finish(name);
    await Promise.all([waited, newcomer]);
    assert.deepEqual(started, ['a', 'b', 'c']);
  });
});

describe('bounded passwords', () => {
  it('hash and check in one lane', async () => {
    const passwords = boundedPasswords(1, 1);
    const stored = await passwords.hash('secret');
    const outcomes = await Promise.allSettled([
      passwords.verify('secret', stored),
      passwords.verify('Secret', stored),
      passwords.hash('secret'),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Failure).code,
      ),
      [true, false, 'unavailable'],
    );
  });
});

describe('a check at sign-in', () => {
  const { check, hash, needsRehash } = boundedPasswords(2, 10);
  const MD5 = '144fa7eaa4904e8ee120651997f70dcc';

  it('tells right from wrong for any stored hash', async () => {
    const imported = importable.md5.encode({ hash: MD5 });
    const stored = [await hash('appwrite'), imported, null];
    assert.deepEqual(await Promise.all(stored.map((each) => check('appwrite', each))), [true, true, false]);
    assert.deepEqual(await Promise.all(stored.map((each) => check('other', each))), [false, false, false]);
  });

  it('answers a wrong password at a multiple of 50 ms, and a right one at once', async () => {
    const stored = await hash('appwrite');
    const begun = performance.now();
    await check('other', stored);
    const taken = performance.now() - begun;
    assert.ok(taken >= 48, `it took ${taken} ms`);
  });

  it('uses the configured cost', async () => {
    const costly = boundedPasswords(2, 10, { memoryCost: 7_168, timeCost: 5, parallelism: 1 });
    const stored = await costly.hash('appwrite');
    assert.match(stored, /^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
    assert.deepEqual([costly.needsRehash(stored), needsRehash(stored)], [false, true]);
    assert.equal(await costly.check('appwrite', stored), true);
  });
});
