import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SourceUser } from '../../imports/source.ts';
import { IdWindow, type SourceRow, WINDOW_LETTERS, WINDOW_ROWS } from './id-window.ts';
import { defaultPlan } from './import.ts';

const by = { system: 'test', plan: defaultPlan };

function userOf(sourceId: string, more: Partial<SourceUser> = {}): SourceUser {
  return { kind: 'user', file: 'f', row: 1, sourceId, createdAt: 1_500_000_000_000, ...more };
}

/** The positions of the rows in the order of windows, behind the first `after`. */
function orderOf(rows: readonly SourceRow[], after = 0): readonly number[] {
  const window = new IdWindow(by, after);
  const positions: number[] = [];
  const take = () => positions.push(...Array.from(window.take(), ({ position }) => position));
  for (const [at, row] of rows.entries()) {
    window.add(row, at + 1);
    if (window.isFull) take();
  }
  take();
  return positions;
}

it('sorts rows by the ids of their users, those that are none by their ids at the source', () => {
  const skipped = { kind: 'skipped', file: 'f', row: 2, sourceId: 'b', reason: 'a group' } as const;
  const rows = [userOf('x', { id: 'c' }), skipped, userOf('a'), userOf('B'), userOf('a')];
  assert.deepEqual(orderOf(rows), [4, 3, 5, 2, 1]);
});

it('keeps the order of the files where a user has no time of creation', () => {
  assert.deepEqual(orderOf([userOf('c'), userOf('b', { createdAt: 0 }), userOf('a')]), [1, 2, 3]);
});

it('goes on anywhere in the same order, and sorts no row into another window', () => {
  const rows = Array.from({ length: WINDOW_ROWS * 2 + 10 }, (_, at) =>
    userOf(`${((at + 5) * 7_919) % 100_003}`),
  );
  const whole = orderOf(rows);
  assert.equal(new Set(whole).size, rows.length);
  assert.ok(whole.slice(0, WINDOW_ROWS).every((position) => position <= WINDOW_ROWS));
  assert.notEqual(whole[0], 1);
  for (const after of [1, WINDOW_ROWS - 1, WINDOW_ROWS, WINDOW_ROWS + 500, rows.length - 3, rows.length])
    assert.deepEqual(orderOf(rows, after), whole.slice(after), `behind ${after}`);
});

it('holds no more rows than may be in memory, whatever they hold, and goes on in that order too', () => {
  const prefs = [{ text: 'x'.repeat(500_000) }];
  const rows = Array.from({ length: 40 }, (_, at) => userOf(`${40 - at}`, { rest: { prefs } }));
  const atOnce = Math.ceil(WINDOW_LETTERS / 500_000);
  const whole = orderOf(rows);
  assert.equal(whole.length, rows.length);
  assert.ok(whole.slice(0, atOnce).every((position) => position <= atOnce));
  for (const after of [3, atOnce, atOnce + 1, 39, 40])
    assert.deepEqual(orderOf(rows, after), whole.slice(after), `behind ${after}`);
});
