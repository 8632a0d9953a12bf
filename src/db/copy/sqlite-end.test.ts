import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { testFolder } from '../../../test/support/folders.ts';
import { looseTables } from '../../core/exports/fields.ts';
import { openSqlite } from '../sqlite.ts';
import type { Table } from './end.ts';
import { batchText, openSqliteEnd, withinProject } from './sqlite-end.ts';

describe('a batch of a table on SQLite', () => {
  const path = join(testFolder(), 'denizen.db');

  it('begins at its key, of a project as of all, and sorts nothing', async () => {
    const engine = await openSqlite(path);
    await engine.migrate();
    const end = await openSqliteEnd(path, { isAlone: false });
    const tables = await end.tables();
    await end.close();
    await engine.close();
    const raw = new DatabaseSync(path, { readOnly: true });
    const planOf = (table: Table, isOfProject: boolean) =>
      raw
        .prepare(`explain query plan ${batchText(table, { isOfProject, isAfter: true })}`)
        .all(...table.key.map(() => 'a'), ...(isOfProject ? ['a'] : []))
        .map(({ detail }) => String(detail))
        .join('; ');
    const exported = tables.filter(({ name }) => looseTables.has(name)).map(withinProject);
    const slow = [
      ...tables.map((table) => [table.name, planOf(table, false)]),
      ...exported
        .filter(({ key }) => key.length > 0)
        .map((table) => [`${table.name} of a project`, planOf(table, true).replace('project_id=? AND', '')]),
    ].filter(([, plan = '']) => !/^SEARCH .*>\(?\?/.test(plan) || /TEMP B-TREE|project_id=\?/.test(plan));
    assert.deepEqual(slow, []);
    assert.ok(exported.length > 25);
    raw.close();
  });
});
