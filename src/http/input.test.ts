import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import type { Param } from './endpoint.ts';
import { inputParser } from './input.ts';

const rule = (schema: z.ZodType, more: Partial<Param> = {}): Param => ({
  ...{ schema, rule: 'must fit', description: '', place: 'input', optional: false },
  ...more,
});
const whole = z.string().regex(/^\d+$/).transform(Number);
const pair = z.object({ left: z.int(), right: z.int() });
const rules = {
  id: rule(whole, { place: 'path' }),
  size: rule(whole),
  pair: rule(pair, { optional: true }),
};
const parseAll = inputParser(rules, { stopsAtFirst: false });
const parseInOrder = inputParser(rules, { stopsAtFirst: true });
const namesIn = ({ issues }: ReturnType<typeof parseAll>) =>
  issues.map(({ name, broken }) => [name, ...broken.map(({ path }) => path.join('.'))]);

describe('an input', () => {
  it('is parsed by its rules, each value from its place, and nothing else is taken over', () => {
    const parsed = parseAll({ size: '2', id: '7', other: 1, pair: null }, { id: '1', size: '9' });
    assert.deepEqual(parsed, { input: { id: 1, size: 2 }, issues: [] });
  });

  it('is told of with everything that is wrong, or with the first', () => {
    const fields = { pair: { left: 1.5, right: 'x' } };
    assert.deepEqual(namesIn(parseAll(fields, { id: 'x' })), [
      ['id', ''],
      ['size'],
      ['pair', 'left', 'right'],
    ]);
    assert.deepEqual(namesIn(parseInOrder(fields, { id: '1' })), [['size']]);
  });

  it('keeps what fits beside what does not', () => {
    assert.deepEqual(parseAll({ size: 'x' }, { id: '1' }).input, { id: 1 });
  });

  it('takes nothing from the prototype of the fields', () => {
    const parse = inputParser({ toString: rule(z.unknown()) }, { stopsAtFirst: false });
    assert.deepEqual(namesIn(parse({}, {})), [['toString']]);
  });

  it('without rules is nothing, whatever was sent', () => {
    assert.deepEqual(inputParser({}, { stopsAtFirst: true })({ a: 1 }, { b: 2 }), { input: {}, issues: [] });
  });
});
