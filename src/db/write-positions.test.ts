import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPosition, positionOf, WritePositions } from './write-positions.ts';

describe('positions of writes', () => {
  it('are read and written as PostgreSQL does', () => {
    assert.equal(positionOf('16/B374D848'), 0x16b374d848n);
    assert.equal(formatPosition(0x16b374d848n), '16/b374d848');
  });

  it('right behind the header of a page count as the end of the page before', () => {
    const positions = ['0/2000018', '0/2002018', '0/2000028', '0/2000030'].map(positionOf);
    assert.deepEqual(positions, [0x2000000n, 0x2002000n, 0x2000000n, 0x2000030n]);
  });

  it('are those of the caller, and the highest of several', () => {
    const positions = new WritePositions(5n);
    positions.note('ann', 7n);
    positions.note('key', 9n);
    assert.deepEqual(
      [['ann'], ['key'], ['ann', 'key'], ['nobody'], []].map((callers) => positions.of(callers)),
      [7n, 9n, 9n, 5n, 5n],
    );
  });

  it('that are forgotten hold for all', () => {
    const positions = new WritePositions(1n, 2);
    for (const [at, caller] of ['ann', 'bob', 'cat'].entries()) positions.note(caller, BigInt(at + 10));
    assert.deepEqual([positions.size, positions.of(['ann']), positions.of(['dan'])], [2, 10n, 10n]);
  });

  it('below a floor that rises are forgotten', () => {
    const positions = new WritePositions(1n);
    for (const [at, caller] of ['ann', 'bob', 'cat'].entries()) positions.note(caller, BigInt(at + 10));
    positions.raise(11n);
    positions.raise(3n);
    assert.deepEqual([positions.size, positions.of(['ann']), positions.of(['cat'])], [1, 11n, 12n]);
  });

  it('of many random writes are never too low, whatever is remembered', () => {
    const positions = new WritePositions(0n, 5);
    const truth = new Map<string, bigint>();
    let log = 0n;
    for (let step = 0; step < 2_000; step++) {
      const caller = `caller${Math.floor(Math.random() * 12)}`;
      log += BigInt(Math.floor(Math.random() * 3));
      if (Math.random() < 0.5) {
        truth.set(caller, log);
        positions.note(caller, log);
      } else if (Math.random() < 0.05) positions.raise(log - 4n);
      assert.ok(positions.of([caller]) >= (truth.get(caller) ?? 0n));
      assert.ok(positions.size <= 5);
    }
  });
});
