import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ScratchTables } from './scratch-tables.ts';
import { ImportRefused } from './source.ts';
import { RowRefused } from './values/scalars.ts';

describe('scratch tables', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scratch-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives rows back in their order, with null apart from the empty text and their places', () => {
    using tables = new ScratchTables({ folder });
    tables.define('users', ['id', 'name', 'photo']);
    tables.insert('users', { file: 'a.sql', row: 3 }, ['1', '', Buffer.from([0, 255])]);
    tables.insert('users', { file: 'b.sql', row: 1 }, ['2', 'Zwölf\0']);
    assert.deepEqual(
      [...tables.rows('users')],
      [
        {
          place: { file: 'a.sql', row: 3 },
          values: { id: '1', name: '', photo: new Uint8Array([0, 255]) },
        },
        { place: { file: 'b.sql', row: 1 }, values: { id: '2', name: 'Zwölf\0', photo: null } },
      ],
    );
  });

  it('finds what belongs to a row, also while another table is streamed', () => {
    using tables = new ScratchTables({ folder });
    tables.define('users', ['id']);
    tables.define('roles', ['user', 'role']);
    for (const id of ['1', '2', '3']) tables.insert('users', { file: 'f', row: 1 }, [id]);
    for (const [user, role] of [
      ['2', 'b'],
      ['1', 'a'],
      ['2', 'a'],
      [null, 'x'],
    ])
      tables.insert('roles', { file: 'f', row: 1 }, [user, role]);
    const found = [...tables.rows('users')].map(({ values }) =>
      tables.find('roles', 'user', values.id).map((role) => role.values.role),
    );
    assert.deepEqual(found, [['a'], ['b', 'a'], []]);
    assert.deepEqual(
      [...tables.each('roles', 'role', 'a')].map((role) => role.values.user),
      ['1', '2'],
    );
    assert.deepEqual(tables.find('roles', 'nothing', '1'), []);
    assert.deepEqual(tables.find('nothing', 'user', '1'), []);
    assert.deepEqual(tables.find('roles', 'user', null), []);
  });

  it('tells names apart by case, adds columns of a second file, and refuses a column that comes twice', () => {
    using tables = new ScratchTables({ folder });
    tables.define('User', ['Id', 'id']);
    tables.define('user', ['id']);
    tables.insert('User', { file: 'f', row: 1 }, ['1', '2']);
    tables.define('User', ['id', 'drop table t0; --"']);
    tables.insert('User', { file: 'f', row: 2 }, ['3', '4', '5']);
    assert.deepEqual(
      [...tables.rows('User')].map(({ values }) => values),
      [
        { Id: '1', id: '2', 'drop table t0; --"': null },
        { Id: '3', id: '4', 'drop table t0; --"': '5' },
      ],
    );
    assert.deepEqual([tables.names(), tables.count('User'), tables.count('user')], [['User', 'user'], 2, 0]);
    assert.throws(() => tables.define('a', ['x', 'x']), ImportRefused);
    assert.throws(
      () =>
        tables.define(
          'a',
          Array.from({ length: 1_001 }, (_, at) => `c${at}`),
        ),
      ImportRefused,
    );
    assert.throws(() => tables.insert('user', { file: 'f', row: 1 }, ['1', '2']), RowRefused);
  });

  it('refuses to read more than 10,000 rows of one owner into memory', () => {
    using tables = new ScratchTables({ folder });
    tables.define('members', ['team', 'user']);
    for (let at = 0; at <= 10_000; at++) tables.insert('members', { file: 'f', row: at }, ['t', String(at)]);
    assert.throws(() => tables.find('members', 'team', 't'), RowRefused);
    assert.equal([...tables.each('members', 'team', 't')].length, 10_001);
  });

  it('is readable by its owner alone and leaves nothing behind', () => {
    const tables = new ScratchTables({ folder });
    const [name = ''] = readdirSync(folder);
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    tables.close();
    tables.close();
    assert.deepEqual(readdirSync(folder), []);
  });
});
