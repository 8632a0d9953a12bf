import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outageLines } from './outage-lines.ts';

const texts = { begins: 'down', ends: 'up' };

function logger() {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, log: { info: write, warn: write } };
}

it('an outage has a line for each reason and one for its end, however many tries fail', () => {
  const { lines, log } = logger();
  const changed = outageLines(log, texts);
  changed();
  for (let time = 0; time < 1_000; time++) changed(new Error(time % 2 === 0 ? 'refused' : 'silent'));
  changed();
  changed();
  changed(new Error('refused'));
  assert.deepEqual(lines, [
    'down {"error":"Error: refused"}',
    'down {"error":"Error: silent"}',
    'up {}',
    'down {"error":"Error: refused"}',
  ]);
});

it('an outage whose reason is another one each time has a bounded number of lines', () => {
  const { lines, log } = logger();
  const changed = outageLines(log, texts);
  for (let time = 0; time < 1_000; time++) changed(new Error(`at ${time}`));
  assert.equal(lines.length, 20);
});
