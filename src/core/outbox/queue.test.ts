import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { mail, put, sms } from '../../../test/delivery/messages.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import { sealWith } from '../../crypto/seal.ts';
import { hours } from '../instant.ts';
import { claimDue, deleteDeadMessages, getOutboxStatus, markDelivered, markFailed } from './queue.ts';

const LEASE = 60_000;
const failure = { error: 'nobody is there', permanent: false, delaysMs: [5_000] };
const forGood = { ...failure, permanent: true };

onEachEngine('the outbox', (database) => {
  const here = directory(database);
  const claim = (kind: 'mail' | 'sms' = 'mail', most = 10) =>
    claimDue(here.core, { kind, most, leaseMs: LEASE }).then(({ claimed }) => claimed);
  const state = async () => {
    const { waiting, dead } = await getOutboxStatus(here.core, 0);
    return { waiting, dead };
  };

  beforeEach(async () => {
    await here.engine.transact((tx) => tx.db.deleteFrom('outbox').execute());
  });

  it('returns messages of a channel unchanged, longest waiting first', async () => {
    const queuedAt = here.clock.now();
    await put(here, { ...mail, code: '1' }, sms);
    here.clock.advance(1);
    await put(here, { ...mail, code: '2' }, { ...mail, code: '3' });
    const first = await claim('mail', 1);
    const rest = await claim('mail');
    assert.deepEqual([...first, ...rest].map(({ message }) => message?.code).toSorted(), ['1', '2', '3']);
    const [{ message, tries, project, expiresAt, createdAt } = assert.fail()] = first;
    assert.deepEqual(message, { ...mail, code: '1', locale: 'en', project: 'Test', queuedAt });
    assert.deepEqual([tries, project, (expiresAt ?? 0) - createdAt], [1, 'test', 600_000]);
    assert.equal((await claim('sms')).length, 1);
  });

  it('gives each message to one of several concurrent claims', async () => {
    await put(here, mail, mail, mail);
    const given = await Promise.all(Array.from({ length: 8 }, () => claim()));
    const ids = given.flat().map(({ id }) => id);
    assert.deepEqual([ids.length, new Set(ids).size], [3, 3]);
  });

  it('gives a message again only after its lease ends', async () => {
    await put(here, mail);
    await claim();
    here.clock.advance(LEASE - 1);
    assert.deepEqual(await claim(), []);
    here.clock.advance(1);
    assert.deepEqual(
      (await claim()).map(({ tries }) => tries),
      [2],
    );
  });

  it('deletes delivered messages', async () => {
    await put(here, mail, mail);
    const [one = assert.fail()] = await claim('mail', 1);
    await markDelivered(here.core, one);
    assert.deepEqual(await state(), { waiting: 1, dead: 0 });
  });

  it('retries a failed message after a delay', async () => {
    await put(here, mail);
    const [one = assert.fail()] = await claim();
    await markFailed(here.core, one, failure);
    here.clock.advance(4_999);
    const early = await claim();
    here.clock.advance(1);
    assert.deepEqual([early.length, (await claim()).length, await state()], [0, 1, { waiting: 1, dead: 0 }]);
  });

  it('gives up after too many failures, and logs neither recipient nor content', async () => {
    await put(here, mail);
    const [first = assert.fail()] = await claim();
    await markFailed(here.core, first, failure);
    here.clock.advance(5_000);
    const [second = assert.fail()] = await claim();
    await markFailed(here.core, second, { ...failure, error: 'x'.repeat(1_000) });
    const deadAt = here.clock.now();
    here.clock.advance(hours(24));
    assert.deepEqual(await claim(), []);
    assert.deepEqual(await getOutboxStatus(here.core, 5), {
      waiting: 0,
      dead: 1,
      latest: [{ purpose: 'email-otp', kind: 'mail', deadAt, tries: 2, error: 'x'.repeat(200) }],
    });
  });

  it('ignores the outcome of an attempt whose lease ended', async () => {
    await put(here, mail);
    const [slow = assert.fail()] = await claim();
    here.clock.advance(LEASE);
    await claim();
    await markFailed(here.core, slow, forGood);
    assert.deepEqual(await state(), { waiting: 1, dead: 0 });
  });

  it('also claims messages that no key opens, so that they are reported', async () => {
    await put(here, mail);
    const other = { ...here.core, seal: sealWith('another secret, and long enough as well') };
    const { claimed } = await claimDue(other, { kind: 'mail', most: 1, leaseMs: LEASE });
    assert.deepEqual(
      claimed.map(({ message, expiresAt }) => [message, expiresAt]),
      [[undefined, undefined]],
    );
  });

  it('keeps dead letters for thirty days, then deletes them in batches', async () => {
    await put(here, mail, mail, mail);
    for (const one of await claim()) await markFailed(here.core, one, forGood);
    await put(here, mail);
    here.clock.advance(30 * hours(24) - 1);
    await deleteDeadMessages(here.core, 2);
    const before = await state();
    here.clock.advance(1);
    await deleteDeadMessages(here.core, 2);
    const then = await state();
    await deleteDeadMessages(here.core, 2);
    assert.deepEqual(
      [before, then, await state()],
      [
        { waiting: 1, dead: 3 },
        { waiting: 1, dead: 1 },
        { waiting: 1, dead: 0 },
      ],
    );
  });

  it('finds due messages along an index', { skip: database.engine !== 'sqlite' }, async () => {
    const { read, queries } = watched(here.core.read);
    await getOutboxStatus({ ...here.core, read }, 5);
    const plans = await Promise.all(queries.map((query) => planOf(read, query)));
    assert.deepEqual(
      plans.flat().filter((step) => /outbox/.test(step) && !/INDEX outbox_/.test(step)),
      [],
    );
  });
});
