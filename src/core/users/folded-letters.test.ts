import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { up as foldLetters } from '../../db/migrations/0021-folded-letters.ts';
import { up as addEndings } from '../../db/migrations/0023-endings-of-words.ts';
import { createTeam } from '../teams/teams.ts';
import { listUsers } from './list.ts';
import type { UserId } from './user.ts';
import { createUser } from './users.ts';

const names = {
  a: 'Straße strasse',
  b: 'Łódź Đặng',
  c: ' Øresund\u3000',
  d: 'Ann Lee',
  e: 'Diyarbakır',
  f: '山田太郎 한글',
};
/** The comparable form of a name before `0021-folded-letters`. */
const before = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trimEnd();

onEachEngine('users and teams with letters that people type as others', (database) => {
  const here = directory(database);

  it('are found by what people type, also those from before letters were folded', async () => {
    for (const [id, name] of Object.entries(names)) {
      await createUser(here.core, here.actor, { id: id as UserId, name });
      await createTeam(here.core, here.actor, { id, name, roles: [] } as never);
    }
    const stored = await rows();
    await here.engine.transact(async (tx) => {
      for (const [id, name] of Object.entries(names)) {
        const words = [...new Set([id, ...before(name).split(/[^\p{L}\p{N}]+/u)])].filter(Boolean);
        for (const [table, wordTable, owner] of tables) {
          await sql`update ${table} set name_key = ${before(name)}, search = ${` ${words.join(' ')}`}
            where id = ${id}`.execute(tx.db);
          await sql`delete from ${wordTable} where ${owner} = ${id}`.execute(tx.db);
          for (const word of words)
            await sql`insert into ${wordTable} (project_id, word, ${owner}) values ('test', ${word}, ${id})`.execute(
              tx.db,
            );
        }
      }
    });
    assert.notDeepEqual(await rows(), stored);
    for (const up of [foldLetters, addEndings])
      await here.engine.transact((tx) => up(tx.db as never, tx.sql));
    assert.deepEqual(await rows(), stored);
    for (const [id, term] of Object.entries({
      a: 'STRASSE',
      b: 'lodz dang',
      c: 'oresund',
      e: 'DIYARBAKIR',
      f: '太郎',
    })) {
      const listing = { filters: [], orders: [], limit: 5, offset: 0, search: term, counted: false };
      const page = await listUsers(here.core, here.actor, listing);
      assert.deepEqual(
        page.rows.map((user) => user.id),
        [id],
      );
    }
  });

  const tables = [
    [sql.table('users'), sql.table('user_words'), sql.ref('user_id')],
    [sql.table('teams'), sql.table('team_words'), sql.ref('team_id')],
  ] as const;

  async function rows(): Promise<unknown> {
    const found = [];
    for (const [table, wordTable, owner] of tables) {
      const named = sql<{
        id: string;
        name_key: string;
        search: string;
      }>`select id, name_key, search from ${table} order by id`;
      for (const row of (await named.execute(here.core.read.db)).rows)
        found.push({ ...row, search: [...new Set(row.search.split(' '))].sort() });
      const words = sql`select word, ${owner} from ${wordTable} order by 1, 2`;
      found.push(...(await words.execute(here.core.read.db)).rows);
    }
    return found;
  }
});
