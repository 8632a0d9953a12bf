import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../../src/core/core.ts';
import type { Message } from '../../src/core/outbox/message.ts';
import { getOutboxStatus } from '../../src/core/outbox/queue.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import { DatabaseUnavailable } from '../../src/db/database.ts';
import { type Pace, startDeliverer } from '../../src/delivery/deliverer.ts';
import { createOutboxSignal } from '../../src/delivery/outbox-signal.ts';
import { NotDelivered, type OutgoingMessage, type Send } from '../../src/delivery/outgoing-message.ts';
import { render } from '../../src/delivery/render.ts';
import { openEngine } from '../../src/open.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { keptLog, mail, put, quick, sms } from './messages.ts';

const SLOW = { ...quick, pollMs: 60_000 };

onEachEngine('the deliverer', (database) => {
  const here = directory(database);

  beforeEach(async () => {
    await here.engine.transact((tx) => tx.db.deleteFrom('outbox').execute());
  });

  /** A deliverer that is stopped after the test, and what it sent. */
  function deliverer(
    test: { after: (done: () => Promise<void>) => void },
    send: Partial<Record<Message['kind'], Send>> = {},
    { pace = quick, core = here.core }: { readonly pace?: Pace; readonly core?: Core } = {},
  ) {
    const sent: OutgoingMessage[] = [];
    const keep: Send = async (outgoing) => void sent.push(outgoing);
    const [outboxSignal, { log, lines }] = [createOutboxSignal(), keptLog()];
    const ways = { mail: keep, sms: keep, ...send };
    const started = startDeliverer({ core, outboxSignal, log, render: render, send: ways }, pace);
    test.after(started.stop);
    return { sent, lines, outboxSignal, stop: started.stop };
  }

  const isEmpty = async () => {
    const { waiting, dead } = await getOutboxStatus(here.core, 0);
    return waiting + dead === 0;
  };

  it('delivers what waits already, as letters in the words of the message', async (test) => {
    await put(here, mail, sms);
    const { sent } = deliverer(test, {}, { pace: SLOW });
    await until(isEmpty);
    const letters = sent.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
    assert.deepEqual(
      letters.map(({ kind, to, subject, text }) => [kind, to, subject, text.includes('204060')]),
      [
        ['mail', 'ann@example.com', 'Your code to sign in to Test', true],
        ['sms', '+14155550123', '', true],
      ],
    );
    assert.match(letters[0]?.id ?? '', /^test\.[0-9a-f]{20}$/);
  });

  it('hears the bell, and looks every now and then when nobody rings', async (test) => {
    let isBroken = true;
    const unaudited: Core['unaudited'] = (work) =>
      isBroken ? Promise.reject(new DatabaseUnavailable('a lock')) : here.core.unaudited(work);
    const core = { ...here.core, unaudited };
    await put(here, mail);
    const [heard, looked] = [deliverer(test, {}, { pace: SLOW, core }), createOutboxSignal()];
    // Its first look is over, and came to nothing.
    await until(() => heard.lines.length === 1);
    isBroken = false;
    looked.notify();
    await wait(50);
    assert.equal(heard.sent.length, 0);
    heard.outboxSignal.notify();
    await until(() => heard.sent.length === 1);
    await heard.stop();
    const { sent } = deliverer(test);
    await put(here, mail);
    await until(() => sent.length === 1);
  });

  it('tries again what failed, with the same id, until it is delivered', async (test) => {
    const ids: string[] = [];
    const fails: Send = async ({ id }) => {
      if (ids.push(id) < 3) throw new NotDelivered('nobody is there');
    };
    const { lines } = deliverer(test, { mail: fails });
    await put(here, mail);
    await until(async () => {
      here.clock.advance(50);
      return isEmpty();
    });
    assert.deepEqual([ids.length, new Set(ids).size], [3, 1]);
    assert.deepEqual(
      lines.map(({ level, message }) => [level, message]),
      Array.from({ length: 2 }, () => ['warn', 'message not delivered yet']),
    );
  });

  it('gives up after the last try, and tells of it without whom and what', async (test) => {
    const fails: Send = async ({ to, text }) => {
      throw new NotDelivered(`no ${to} here: ${text}`);
    };
    const { lines } = deliverer(test, { mail: fails });
    await put(here, { ...mail, name: '' });
    await until(async () => {
      here.clock.advance(50);
      return (await getOutboxStatus(here.core, 1)).dead === 1;
    });
    const { latest } = await getOutboxStatus(here.core, 1);
    assert.deepEqual(
      latest.map(({ purpose, tries, error }) => [purpose, tries, error.slice(0, 11)]),
      [['email-otp', 3, 'no … here: ']],
    );
    // Told right after it is written down.
    await until(() => lines.at(-1)?.message === 'message given up');
    assert.doesNotMatch(JSON.stringify([latest, lines]), /ann@example|204060/);
  });

  it('gives up at once what is refused for good, and what ended before it was delivered', async (test) => {
    const refuses: Send = async () => {
      throw new NotDelivered('there is no such number', { permanent: true });
    };
    await put(here, mail, sms);
    here.clock.advance(9 * 60_000);
    const first = deliverer(test, { sms: refuses, mail: () => new Promise(() => {}) }, { pace: SLOW });
    await until(async () => (await getOutboxStatus(here.core, 1)).dead === 1);
    assert.equal(first.sent.length, 0);
    here.clock.advance(60_000 + quick.leaseMs);
    const { sent } = deliverer(test);
    await until(async () => (await getOutboxStatus(here.core, 1)).dead === 2);
    const { latest } = await getOutboxStatus(here.core, 2);
    assert.deepEqual(
      [sent, latest.map(({ error }) => error)],
      [[], ['its code or link expired before delivery', 'there is no such number']],
    );
  });

  it('keeps for later what it has no key for', async (test) => {
    const core = { ...here.core, seal: sealWith('another secret, and long enough as well') };
    await put(here, mail);
    const { lines, sent } = deliverer(test, {}, { core, pace: SLOW });
    await until(() => lines.length === 1);
    const { waiting, dead } = await getOutboxStatus(here.core, 1);
    assert.deepEqual([waiting, dead, sent], [1, 0, []]);
    assert.match(JSON.stringify(lines), /it is sealed with an unknown key/);
  });

  it('has few under way at once, and none of one kind waits for the other', async (test) => {
    let [now, most] = [0, 0];
    const text = Promise.withResolvers<void>();
    const slow: Send = async () => {
      most = Math.max(most, ++now);
      await text.promise;
      // Long enough for others to begin, if they may.
      await wait(20);
      now--;
    };
    await put(here, ...Array.from({ length: 10 }, () => mail), sms);
    const pace = { ...SLOW, concurrency: 3 };
    const { sent } = deliverer(test, { mail: slow }, { pace });
    // No mail ends before the text message was sent.
    await until(() => sent.length === 1);
    text.resolve();
    await until(isEmpty);
    assert.equal(most, 3);
  });

  it('does not wait for ever', async (test) => {
    const hangs: Send = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await put(here, mail);
    deliverer(test, { mail: hangs }, { pace: { ...SLOW, deadlineMs: 100, retryDelaysMs: [] } });
    await until(async () => (await getOutboxStatus(here.core, 1)).dead === 1);
    const { latest } = await getOutboxStatus(here.core, 1);
    assert.deepEqual(
      latest.map(({ error }) => error),
      ['no answer within 0.1 s'],
    );
  });

  it('lets those under way end when it is stopped, cuts off what hangs, and takes no more', async (test) => {
    const begun: string[] = [];
    const ended: string[] = [];
    const slow: Send = async ({ kind }, signal) => {
      begun.push(kind);
      await wait(kind === 'mail' ? 100 : 60_000, undefined, { signal });
      ended.push(kind);
    };
    await put(here, mail, sms);
    const { stop, outboxSignal } = deliverer(test, { mail: slow, sms: slow });
    await until(() => begun.length === 2);
    const stopped = performance.now();
    const stopping = stop();
    await put(here, mail);
    outboxSignal.notify();
    await stopping;
    const took = performance.now() - stopped;
    assert.deepEqual([begun.toSorted(), ended], [['mail', 'sms'], ['mail']]);
    // It was cut off, and not waited for.
    assert.ok(took < 60_000, String(took));
    assert.equal((await getOutboxStatus(here.core, 0)).waiting, 2);
  });

  it('outlives a database that does not answer, says so once, and goes on afterwards', async (test) => {
    let [broken, tries] = [true, 0];
    const unaudited: Core['unaudited'] = (work) => {
      tries++;
      return broken ? Promise.reject(new DatabaseUnavailable('the disk is full')) : here.core.unaudited(work);
    };
    const { sent, lines } = deliverer(test, {}, { core: { ...here.core, unaudited } });
    await put(here, mail);
    // Both kinds have tried several times, of which one is told.
    await until(() => tries > 10);
    const told = lines.map(({ level, message, fields }) => [level, message, fields]);
    broken = false;
    await until(() => sent.length === 1);
    await until(isEmpty);
    assert.deepEqual(told, [
      [
        'warn',
        'the outbox cannot be read or written',
        { work: 'mail', error: 'DatabaseUnavailable: the disk is full' },
      ],
    ]);
    assert.deepEqual(lines.at(-1)?.message, 'the outbox can be read and written again');
  });

  it('does not deliver twice what it could not settle at once', async (test) => {
    let tries = 0;
    const unaudited: Core['unaudited'] = (work) =>
      ++tries === 2 ? Promise.reject(new DatabaseUnavailable('a lock')) : here.core.unaudited(work);
    await put(here, mail);
    const { sent } = deliverer(test, {}, { core: { ...here.core, unaudited }, pace: SLOW });
    await until(isEmpty);
    assert.deepEqual([sent.length, tries], [1, 3]);
  });

  it('tidies up: limits that ended, and what was given up long ago', async (test) => {
    const refuses: Send = async () => {
      throw new NotDelivered('no', { permanent: true });
    };
    await put(here, mail);
    deliverer(test, { mail: refuses }, { pace: { ...quick, cleanUpMs: 50 } });
    await until(async () => (await getOutboxStatus(here.core, 1)).dead === 1);
    here.clock.advance(31 * 24 * 3_600_000);
    await until(isEmpty);
  });
});

describe('two deliverers', () => {
  onEachEngine('on one database', (database) => {
    const here = directory(database);

    it('deliver each message once', async (test) => {
      const second = await openEngine(database.config(), database.secrets());
      const [both, begun] = [Promise.withResolvers<void>(), new Set<number>()];
      const cores = [here.core, { ...here.core, read: second.read, unaudited: second.transact }];
      const sent: string[][] = [[], []];
      const bells = cores.map((core, at) => {
        const send: Send = async ({ id }) => {
          // A turn of one alone says nothing of two.
          if (begun.add(at).size === 2) both.resolve();
          await both.promise;
          await wait(Math.random() * 5);
          sent[at]?.push(id);
        };
        const outboxSignal = createOutboxSignal();
        const parts = {
          core,
          outboxSignal,
          log: keptLog().log,
          render: render,
          send: { mail: send, sms: send },
        };
        const deliverer = startDeliverer(parts, quick);
        test.after(() => deliverer.stop());
        return outboxSignal;
      });
      test.after(() => second.close());
      for (let n = 0; n < 20; n++) {
        await put(here, mail, mail, mail, sms, sms);
        for (const outboxSignal of bells) outboxSignal.notify();
      }
      await until(async () => (await getOutboxStatus(here.core, 0)).waiting === 0);
      const all = sent.flat();
      assert.deepEqual([all.length, new Set(all).size], [100, 100]);
      assert.ok(
        sent.every((own) => own.length > 0),
        'one of them did everything',
      );
    });
  });
});
