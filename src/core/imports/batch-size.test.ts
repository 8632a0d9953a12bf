import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BatchSize } from './batch-size.ts';
import type { BatchRow } from './candidate.ts';
import { defaultPlan } from './import.ts';

const refused: BatchRow = {
  ...{ position: 1, file: 'users', row: 1, sourceId: null },
  ...{ outcome: 'refused', reason: 'none' },
};
// Cast: nothing else of a row is looked at.
const rowOf = (freeBytes: number) => ({ candidate: { freeBytes } }) as BatchRow;

/** How many rows a batch has now. */
function rowsOf(size: BatchSize, row = refused): number {
  size.next();
  for (let rows = 1; ; rows++) if (size.isFull(row, rows)) return rows;
}

/** The sizes of the batches that take so long. */
function after(size: BatchSize, ...each: readonly number[]): readonly number[] {
  return each.map((ms) => {
    size.took(ms, rowsOf(size));
    return rowsOf(size);
  });
}

it('grows while transactions are short, shrinks when one is long, within bounds', () => {
  const size = new BatchSize(defaultPlan);
  assert.deepEqual(after(size, 600, 10, 10, 10, 600), [1_024, 2_048, 2_048, 2_048, 2_048]);
  assert.deepEqual(after(size, 2_000, 2_000), [1_024, 1_024]);
});

it('does not grow by batches that were not full', () => {
  const size = new BatchSize(defaultPlan);
  size.took(10, 20);
  assert.equal(rowsOf(size), 1_024);
});

it('does not grow where users are written one by one', () => {
  for (const plan of [{ onConflict: 'update' }, { mergesEmails: true }, { history: 'user' }] as const)
    assert.deepEqual(after(new BatchSize({ ...defaultPlan, ...plan }), 10, 10), [1_024, 1_024]);
});

it('ends a batch whose rows hold much', () => {
  const size = new BatchSize(defaultPlan);
  assert.deepEqual(
    [rowsOf(size, rowOf(65_536)), rowsOf(size, rowOf(131_072)), rowsOf(size)],
    [128, 64, 1_024],
  );
});
