import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { insertText, type SqlDialect, SqlFile, type SqlRow } from '../../src/exports/sql.ts';
import type { DumpValue } from '../../src/imports/readers/dump-text.ts';
import { readSqlDump } from '../../src/imports/readers/sql-dump.ts';
import { textFile } from '../imports/samples.ts';
import { hostileTexts } from '../support/export-people.ts';
import { freshPostgres } from '../support/postgres.ts';

const dialects: readonly SqlDialect[] = ['postgresql', 'mysql', 'sqlite'];
const DDL = 'create table "odd ""names" (id integer primary key, "te""xt" text, json text)';

async function written(dialect: SqlDialect, rows: readonly SqlRow[]): Promise<string> {
  let text = '';
  const write = async (piece: string) => {
    text += piece;
  };
  const sink = { file: async () => ({ write }), lost: async () => {}, step: () => {} };
  const sql = await SqlFile.open(sink, 'users.sql', dialect);
  for (const row of rows) await sql.insert('odd "names', row, () => assert.fail('nothing has a NUL'));
  await sql.end();
  return text;
}

const rows = hostileTexts.map(
  (text, id): SqlRow => ({ id, 'te"xt': text, json: { json: { [text]: [text] } } }),
);
const expected = hostileTexts.map((text, id) => [id, text, JSON.stringify({ [text]: [text] })] as const);

async function readBack(text: string): Promise<readonly (readonly DumpValue[])[]> {
  const found: DumpValue[][] = [];
  await readSqlDump(textFile('users.sql', text), {
    wants: () => true,
    table: () => ({ slots: [0, 1, 2], insert: (_row, values) => found.push([...values]) }),
    refuse: (_row, reason) => assert.fail(reason),
  });
  return found;
}

describe('SQL text with hostile values', () => {
  for (const dialect of dialects)
    it(`is read back by the reader of dumps as it was: ${dialect}`, async () => {
      const found = await readBack(await written(dialect, rows));
      assert.deepEqual(
        found,
        expected.map(([id, text, json]) => [String(id), text, json]),
      );
    });

  it('is loaded by SQLite as it was', async () => {
    using db = new DatabaseSync(':memory:');
    db.exec(DDL);
    db.exec(await written('sqlite', rows));
    const found = db.prepare('select * from "odd ""names" order by id').all();
    assert.deepEqual(
      found.map((row) => Object.values(row)),
      expected,
    );
  });
});

describe('SQL text with hostile values', () => {
  let url = '';
  let drop: () => Promise<void> = async () => {};
  before(async () => {
    ({ url, drop } = await freshPostgres());
  });
  after(() => drop());

  it('is loaded by PostgreSQL as it was', async () => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      await client.query(DDL);
      await client.query(await written('postgresql', rows));
      const found = await client.query('select * from "odd ""names" order by id');
      assert.deepEqual(
        found.rows.map((row) => Object.values(row)),
        expected,
      );
    } finally {
      await client.end();
    }
  });
});

describe('a NUL', () => {
  const row: SqlRow = { a: 'x\0y', b: { json: { 'k\0': ['v\0'] } } };

  it('stays with MySQL', async () => {
    const columns: string[] = [];
    const text = insertText({ table: 't', row, dialect: 'mysql' }, (column) => columns.push(column));
    assert.deepEqual(columns, []);
    const [values] = await readBack(
      `-- MySQL dump\n${text.replace('(`a`, `b`)', '(`a`, `b`, `c`)').replace(');', ", 'z');")}`,
    );
    assert.deepEqual(values?.[0], Buffer.from('x\0y'));
    assert.equal(values?.[1], JSON.stringify({ 'k\0': ['v\0'] }));
  });

  for (const dialect of ['postgresql', 'sqlite'] as const)
    it(`is left out and reported with ${dialect}, also in JSON, of which it refuses the escape`, () => {
      const columns: string[] = [];
      const text = insertText({ table: 'auth.t', row, dialect }, (column) => columns.push(column));
      assert.deepEqual([...new Set(columns)], ['a', 'b']);
      assert.equal(text, `INSERT INTO "auth"."t" ("a", "b") VALUES ('xy', '{"k":["v"]}');\n`);
    });
});

describe('values', () => {
  it('are null, numbers, flags and moments as each database writes them', () => {
    const row: SqlRow = {
      n: null,
      i: 17,
      t: true,
      f: false,
      at: new Date(Date.UTC(2024, 0, 15, 9, 30, 0, 123)),
    };
    const [postgresql, mysql, sqlite] = dialects.map((dialect) =>
      insertText({ table: 't', row, dialect }, () => {}).replace(/^.*VALUES/, ''),
    );
    assert.equal(postgresql, " (NULL, 17, true, false, '2024-01-15 09:30:00.123+00');\n");
    assert.equal(mysql, " (NULL, 17, 1, 0, '2024-01-15 09:30:00.123');\n");
    assert.equal(sqlite, mysql);
  });
});
