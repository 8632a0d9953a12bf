import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { Attribute } from '../listing/listing.ts';
import { type AttributeName, attributes } from './attributes.ts';
import { users } from './list.ts';
import { findUser, insertUser, updateUser } from './store.ts';
import { newUser, type User, type UserId } from './user.ts';

const OF_THE_ROW = ['project_id', 'id', 'sequence', 'updated_at', 'search'];
const names = Object.keys(attributes) as AttributeName[];

onEachEngine('the attributes of a user', (database) => {
  const here = directory(database);

  it('are the columns of the table, and null by default where the column allows it', async () => {
    const tables = await here.core.read.db.introspection.getTables();
    const columns = tables.find(({ name }) => name === 'users')?.columns ?? [];
    const stored = columns.filter(({ name }) => !OF_THE_ROW.includes(name) && name !== 'name_key');
    assert.deepEqual(
      stored.map(({ name, isNullable }) => [name, isNullable]).toSorted(),
      names.map((name) => [attributes[name].column, attributes[name].initial === null]).toSorted(),
    );
  });

  it('have an index where lists declare one', async () => {
    const { rows } = await (database.engine === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'index' and tbl_name = 'users'`
      : sql<{ name: string }>`select indexname as name from pg_indexes where tablename = 'users'`
    ).execute(here.core.read.db);
    const indexes = new Set(rows.map(({ name }) => name));
    const missing = Object.values<Attribute>(users.attributes)
      .filter((one) => one.kind !== 'list' && one.indexed && one.column !== 'id')
      .filter(({ column }) => !indexes.has(`users_by_${column}`));
    assert.deepEqual(missing, []);
  });

  it('survive a round trip', async () => {
    const sequence = here.core.clock.nextSequence() as Sequence;
    const fresh = newUser('ann' as UserId, sequence, createdAt(sequence));
    const filled = { ...fresh, ...Object.fromEntries(names.map((name, at) => [name, exampleOf(name, at)])) };
    const project = here.actor.project.id;
    const change = { act: 'user.create', user: 'ann' } as const;
    const found = () => findUser(here.core.read, project, fresh.id);

    await here.core.write(here.actor, change, (tx) => insertUser(tx, project, filled as User));
    assert.deepEqual({ ...(await found()) }, filled);
    await here.core.write(here.actor, change, (tx) => updateUser(tx, project, filled as User, fresh));
    assert.deepEqual({ ...(await found()) }, fresh);
  });
});

/** Returns a distinct value of the attribute's type. */
function exampleOf(name: AttributeName, at: number): unknown {
  if (name === 'labels') return [`label${at}`];
  if (name === 'prefs') return { theme: `dark ${at}` };
  return name.endsWith('At') ? (at as Instant) : `value ${at}`;
}
