import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { freshPostgres } from '../../../test/support/postgres.ts';
import { type Kind, lineOf, type Value, valuesOf } from './line.ts';

const kinds: readonly Kind[] = ['text', 'text', 'integer', 'boolean', 'bytes'];
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'\\\t\n\r\b\f\v.NntxA\'"é😀\u0001\u007f') }),
);
const row = fc.tuple(
  fc.option(text),
  text,
  fc.option(fc.oneof(fc.maxSafeInteger(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))),
  fc.option(fc.constantFrom(0, 1)),
  fc.option(fc.uint8Array()),
);
const plain = (values: readonly Value[]) =>
  values.map((value) =>
    value instanceof Uint8Array ? [...value] : typeof value === 'bigint' ? `${value}` : value,
  );
/** Integers of up to 2^53 come back as numbers. */
const read = (values: readonly Value[]) =>
  plain(values).map((value, at) => (kinds[at] === 'integer' && value !== null ? `${value}` : value));

describe('a line', () => {
  let client: pg.Client;
  let drop: () => Promise<void>;
  before(async () => {
    const fresh = await freshPostgres();
    drop = fresh.drop;
    client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    await client.query('create table odd (a text, b text, c bigint, d boolean, e bytea)');
  });
  after(async () => {
    await client.end();
    await drop();
  });

  it('gives the values back', () => {
    fc.assert(
      fc.property(row, (values) => {
        assert.deepEqual(read(valuesOf(lineOf(values, kinds), kinds)), read(values));
      }),
    );
  });

  it('is what PostgreSQL writes', async () => {
    const { to } = await import('pg-copy-streams');
    const rows = fc.sample(
      row.filter(([a, b]) => !`${a}${b}`.includes('\0')),
      50,
    );
    for (const [a, b, c, d, e] of rows)
      await client.query('insert into odd values ($1, $2, $3, $4, $5)', [
        ...[a, b, c === null ? null : `${c}`, d === null ? null : d === 1],
        e && Buffer.from(e),
      ]);
    let written = '';
    for await (const chunk of client.query(to('copy odd to stdout'))) written += chunk;
    assert.deepEqual(
      written.split('\n').slice(0, -1),
      rows.map((values) => lineOf(values, kinds)),
    );
  });

  it('refuses a value that its column cannot hold', () => {
    for (const [value, kind] of [
      ['1', 'integer'],
      [1, 'text'],
      [2, 'boolean'],
      ['x', 'bytes'],
    ] as const)
      assert.throws(() => lineOf([value], [kind]), { name: 'DatabaseRefused' });
  });
});
