import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../test/support/patience.ts';
import { createCountries } from './countries.ts';
import { createDevices, type Devices } from './devices.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

describe('the device of a user agent', () => {
  it('that was not parsed in time is known to the next one who asks', async () => {
    // Before a thread has begun.
    await using devices = createDevices({ answerWithinMs: 1 });
    assert.equal((await devices.device(CHROME)).clientName, '');
    assert.equal(await nameWithin(devices), 'Chrome');
  });

  it('is unknown, and not for good, while too many others wait for the thread', async () => {
    await using devices = createDevices({
      ...{ waitingAtMost: 2, answerWithinMs: PATIENCE_MS },
      module: threadThat("parentPort.on('message', (one) => setTimeout(() => answer(one), 100));"),
    });
    assert.deepEqual(await namesOf(devices, 'a', 'b', 'c'), ['parsed', 'parsed', '']);
    assert.deepEqual(await namesOf(devices, 'c'), ['parsed']);
  });

  it('that was parsed is known, although the thread ends right after', async () => {
    for (let time = 0; time < 20; time++) {
      await using devices = createDevices({
        answerWithinMs: PATIENCE_MS,
        module: threadThat(`const asked = [];
        parentPort.on('message', (one) => {
          asked.push(one);
          if (asked.length < 3) return;
          answer(asked[0]);
          throw new Error('a pattern without end');
        });`),
      });
      assert.deepEqual(await namesOf(devices, 'good', 'bad', 'other'), ['parsed', '', '']);
    }
  });

  it('that ends the thread is not parsed again, and others that waited are', async () => {
    await using devices = createDevices({
      answerWithinMs: PATIENCE_MS,
      module: threadThat(`parentPort.on('message', (one) => {
        if (one.userAgent === 'bad') throw new Error('a pattern without end');
        answer(one);
      });`),
    });
    assert.deepEqual(await namesOf(devices, 'good', 'bad', 'other'), ['parsed', '', '']);
    assert.deepEqual(await namesOf(devices, 'good', 'bad', 'other'), ['parsed', '', 'parsed']);
  });
});

describe('the country of an address', () => {
  it('is found again after its data could not be opened once', async () => {
    let times = 0;
    const { country } = createCountries(async () => {
      if (++times === 1) throw new Error('EMFILE');
      return { get: () => ({ country_code: 'IS' }) as never };
    });
    await assert.rejects(country('192.0.2.1'), /EMFILE/);
    assert.deepEqual([await country('192.0.2.1'), await country('192.0.2.2'), times], ['IS', 'IS', 2]);
  });
});

/** The module of a thread; `answer` answers what a message asks. */
function threadThat(does: string): URL {
  const answer = "({ id }) => parentPort.postMessage({ id, device: { clientName: 'parsed' } })";
  const text = `import { parentPort } from 'node:worker_threads'; const answer = ${answer}; ${does}`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

async function namesOf({ device }: Devices, ...agents: string[]): Promise<readonly string[]> {
  return (await Promise.all(agents.map(device))).map(({ clientName }) => clientName);
}

async function nameWithin({ device }: Devices): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const { clientName } = await device(CHROME);
    if (clientName !== '' || performance.now() > end) return clientName;
    await setTimeout(20);
  }
}
