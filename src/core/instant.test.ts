import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { freshId } from './id.ts';
import { clockOver, createdAt, instantOf, isoWithoutZone, systemClock } from './instant.ts';

const NOON = Date.parse('2026-09-01T12:00:00.123Z');

/** A clock with these readings in sequence. */
function showing(moments: readonly number[]) {
  const left = [...moments];
  return clockOver(() => left.shift() ?? 0);
}

const rising = (values: readonly number[]) =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));

describe('a clock', () => {
  it('returns whole milliseconds', () => {
    assert.equal(showing([NOON + 0.7]).now(), NOON);
  });

  it('numbers sequences by microsecond', () => {
    assert.equal(showing([NOON + 0.25]).nextSequence(), NOON * 1000 + 250);
  });

  it('continues numbering while the time stands still', () => {
    const clock = showing([NOON, NOON, NOON]);
    const numbers = [clock.nextSequence(), clock.nextSequence(), clock.nextSequence()];
    assert.deepEqual(numbers, [NOON * 1000, NOON * 1000 + 1, NOON * 1000 + 2]);
  });

  it('continues numbering when the time goes back, and catches up', () => {
    const clock = showing([NOON, NOON - 3_600_000, NOON + 1]);
    const numbers = [clock.nextSequence(), clock.nextSequence(), clock.nextSequence()];
    assert.deepEqual(numbers, [NOON * 1000, NOON * 1000 + 1, (NOON + 1) * 1000]);
  });

  it('numbers strictly increasing for any time', () => {
    const moments = fc.array(fc.integer({ min: 0, max: NOON * 2 }), { minLength: 2 });
    fc.assert(
      fc.property(moments, (shown) => {
        const clock = showing(shown);
        assert.ok(rising(shown.map(() => clock.nextSequence())));
      }),
    );
  });

  it('notices jumps of more than a minute, either way, and no slow drift', () => {
    let wall = NOON;
    let elapsed = 0;
    const clock = clockOver(
      () => wall,
      () => elapsed,
    );
    const pass = (milliseconds: number, byMs: number) => {
      elapsed += milliseconds;
      wall += milliseconds + byMs;
      const now = clock.now();
      return clock.lastJump()?.at === now ? clock.lastJump()?.byMs : undefined;
    };
    const hour = 3_600_000;
    const drift = Array.from({ length: 100 }, () => pass(hour, 59_000));
    assert.deepEqual(drift.filter(Boolean), []);
    assert.deepEqual(
      [pass(1_000, 24 * hour), pass(1_000, -24 * hour), pass(hour, 0)],
      [24 * hour, -24 * hour, undefined],
    );
    assert.equal(clock.lastJump()?.byMs, -24 * hour);
  });

  it('notices no jump without time that passes', () => {
    const clock = showing([NOON, NOON + 86_400_000]);
    clock.now();
    clock.now();
    assert.equal(clock.lastJump(), undefined);
  });

  it('of the system agrees with the system', () => {
    const [before, at, after] = [Date.now(), createdAt(systemClock().nextSequence()), Date.now()];
    assert.ok(before <= at && at <= after);
  });
});

describe('an instant', () => {
  it('of creation is derived from the sequence', () => {
    assert.equal(createdAt(showing([NOON + 0.999]).nextSequence()), NOON);
  });

  it('is written as ISO 8601 without the zone', () => {
    const at = fc.integer({ min: Date.parse('0000-01-01'), max: Date.parse('+012000-01-01') });
    fc.assert(
      fc.property(at, (ms) => assert.equal(`${isoWithoutZone(instantOf(ms))}Z`, new Date(ms).toISOString())),
    );
  });
});

describe('an id', () => {
  it('is 20 hex digits, of which 13 are the microsecond', () => {
    const sequence = showing([NOON]).nextSequence();
    assert.match(freshId(sequence), new RegExp(`^0*${(NOON * 1000).toString(16)}[0-9a-f]{7}$`));
    assert.equal(freshId(sequence).length, 20);
  });

  it('is unique, and sorts by age', () => {
    const clock = showing([]);
    const ids = Array.from({ length: 20_000 }, () => freshId(clock.nextSequence()));
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids.toSorted(), ids);
  });

  it('differs between servers within the same microsecond', () => {
    const sequence = showing([NOON]).nextSequence();
    assert.equal(new Set(Array.from({ length: 50 }, () => freshId(sequence))).size, 50);
  });
});
