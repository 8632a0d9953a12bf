import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instantOf } from '../instant.ts';
import { nextAttemptAt, retryDelaysMs } from './retries.ts';

const now = instantOf(1_000_000);
const failed = (tries: number, changes: { permanent?: boolean; expiresAt?: number } = {}) => ({
  tries,
  permanent: changes.permanent ?? false,
  expiresAt: changes.expiresAt === undefined ? undefined : instantOf(changes.expiresAt),
});

describe('a message that was not delivered', () => {
  it('is attempted eight times with growing delays', () => {
    const waits = Array.from({ length: 8 }, (_, at) => nextAttemptAt(failed(at + 1), now, retryDelaysMs));
    assert.deepEqual(
      waits.map((next) => next && (next - now) / 1000),
      [5, 30, 120, 600, 3_600, 10_800, 21_600, undefined],
    );
  });

  it('is given up when its code would expire first', () => {
    const next = (expiresAt: number) => nextAttemptAt(failed(1, { expiresAt }), now, retryDelaysMs);
    assert.deepEqual([next(now + 5_001), next(now + 5_000)], [now + 5_000, undefined]);
  });

  it('is given up after a permanent error', () => {
    assert.equal(nextAttemptAt(failed(1, { permanent: true }), now, retryDelaysMs), undefined);
  });
});
