import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expiryAfter, isAhead, isWithin } from './expiry.ts';
import { clockOver, hours, instantOf, minutes } from './instant.ts';

const NOON = instantOf(Date.parse('2026-09-01T12:00:00Z'));

describe('an expiry', () => {
  it('is counted from the wall clock, not from a sequence that is ahead', () => {
    let wall: number = NOON + hours(24);
    const clock = clockOver(() => wall);
    clock.nextSequence();
    wall = NOON;
    assert.equal(expiryAfter(clock, minutes(1)), NOON + minutes(1));
  });

  it('lies ahead when it is later than the longest one of now, by more than clocks differ', () => {
    const ends = [0, hours(1), hours(1) + minutes(1), hours(1) + minutes(1) + 1];
    assert.deepEqual(
      ends.map((end) => isAhead(NOON + end, NOON, hours(1))),
      [false, false, false, true],
    );
  });

  it('of a proof is over in time, and a proof from the future is none', () => {
    const proofs = [-minutes(10) - 1, -minutes(10), 0, minutes(1), minutes(1) + 1, -Infinity];
    assert.deepEqual(
      proofs.map((at) => isWithin(NOON + at, NOON, minutes(10))),
      [false, true, true, true, false, false],
    );
  });
});
