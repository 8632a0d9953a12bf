import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, type FailureData } from '../core/failure.ts';
import { outageLog } from './outage-log.ts';

const QUIET_MS = 20;

const outage = (code: string, data: Partial<FailureData> = {}) =>
  new Failure({ code: 'unavailable', retryAfterSeconds: 1, ...data } as FailureData, {
    cause: new Error('the server cannot serve', { cause: Object.assign(new Error('refused'), { code }) }),
  });

describe('the log of an outage', () => {
  it('has a line for each reason and one at the end', async () => {
    const lines: string[] = [];
    const { isLogged } = outageLog(
      { warn: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`) },
      QUIET_MS,
    );
    const logged = Array.from({ length: 2_600 }, () => isLogged(outage('ECONNREFUSED')));
    assert.deepEqual([logged[0], logged.slice(1).every(Boolean)], [false, true]);
    assert.equal(isLogged(outage('57P03')), false);
    assert.deepEqual(lines, []);
    await sleep(4 * QUIET_MS);
    assert.deepEqual(lines, ['requests no longer fail for want of the database {"failed":2601}']);
    assert.equal(isLogged(outage('ECONNREFUSED')), false, 'the next outage');
  });

  it('leaves other failures alone', () => {
    const { isLogged, close } = outageLog({ warn: () => assert.fail() }, QUIET_MS);
    const others = [
      outage('08006', { reason: 'outcome_unknown' }),
      new Failure({ code: 'unavailable', retryAfterSeconds: 1 }),
      new Failure('internal', { cause: new Error('a bug') }),
    ];
    for (const other of others) assert.deepEqual([isLogged(other), isLogged(other)], [false, false]);
    close();
  });
});
