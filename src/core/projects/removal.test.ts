import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, chainAndSign } from '../../../test/support/history.ts';
import type { Rows } from '../../../test/support/owned-tables.ts';
import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import { getAdmin } from '../admins/admins.ts';
import { inviteAdmin } from '../admins/links.ts';
import { Failure } from '../failure.ts';
import { chainHistory } from '../history/chain.ts';
import { type Checkpoint, signatures } from '../history/checkpoints.ts';
import { minutes } from '../instant.ts';
import { authenticateKey } from '../keys/keys.ts';
import { insertKey } from '../keys/store.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { bootstrap } from './bootstrap.ts';
import { defaultPolicies, type ProjectId } from './project.ts';
import { createProject, getProject, renameProject } from './projects.ts';
import { listDeletedProjects, REQUESTS_END_MS, removeDeletedProjects, removeProject } from './removal.ts';
import { findRemoval, rowsOfProjects } from './removal-store.ts';

type Column = { readonly table: string; readonly column: string };

onEachEngine('deleting a project', (database) => {
  const here = directory(database);
  const db = () => here.core.read.db as unknown as Kysely<Rows>;
  let made = 0;

  const newProject = async (): Promise<Actor> => {
    const project = { id: `shop-${++made}` as ProjectId, name: 'The Shop', policies: defaultPolicies };
    const actor = { ...here.actor, project };
    await createProject(here.core, actor, project);
    return actor;
  };
  const tables = async () =>
    (await db().introspection.getTables()).filter(
      ({ name, columns }) =>
        !name.startsWith('audit_') && columns.some((column) => column.name === 'project_id'),
    );
  const countsOf = async (project: string) => {
    const counts: Record<string, number> = {};
    for (const { name } of await tables()) {
      const { rows } = await sql<{ total: number }>`select count(*) as total from ${sql.table(name)}
        where project_id = ${project}`.execute(db());
      if (Number(rows[0]?.total) > 0) counts[name] = Number(rows[0]?.total);
    }
    return counts;
  };
  /** Adds a row of the project to every table, beside those that are there. */
  const fill = async (project: string) => {
    for (const { name, columns } of await tables()) {
      if (name === 'projects' || name === 'project_removals') continue;
      const values = columns
        .filter(({ isNullable, hasDefaultValue }) => !isNullable && !hasDefaultValue)
        .map((each) => [each.name, /int/i.test(each.dataType) ? 9_000_000 : `["${project}"]`]);
      const chained = name === 'audit' ? { position: 9_000_000 } : {};
      const row = { ...Object.fromEntries(values), ...chained, project_id: project };
      await here.engine.transact((tx) =>
        (tx.db as unknown as Kysely<Rows>)
          .insertInto(name)
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    }
  };
  const removeAll = async (most = 3, onSigned?: (checkpoint: Checkpoint) => void) => {
    for (let idle = 0; (await listDeletedProjects(here.core)).length > 0; ) {
      const steps = await removeDeletedProjects(here.core, onSigned ? { most, onSigned } : { most });
      if (steps === 0) here.clock.advance(REQUESTS_END_MS / 2);
      await chainHistory(here.core, { most: 100 });
      idle = steps === 0 ? idle + 1 : 0;
      assert.ok(idle < 10, 'the removal does not go on');
    }
  };
  const ofServer = async (name: string) =>
    (await here.core.read.db.selectFrom('audit').selectAll().where('project_id', '=', '').execute())
      .filter((entry) => entry.act === name)
      .map((entry) => JSON.parse(entry.details) as Record<string, unknown>);

  it('names every table with rows of projects, by its primary key', async () => {
    const expected = Object.entries(rowsOfProjects).map(([table, key]) => [table, ['project_id', ...key]]);
    const found = [];
    for (const { name } of await tables()) {
      if (name === 'projects' || name === 'project_removals') continue;
      const query =
        database.engine === 'sqlite'
          ? sql<Column>`select name as "column" from pragma_table_info(${name}) where pk > 0 order by pk`
          : sql<Column>`select attname as "column" from pg_index
              join pg_attribute on attrelid = indrelid and attnum = any(indkey)
              where indrelid = ${name}::regclass and indisprimary order by array_position(indkey::int2[], attnum)`;
      found.push([name, (await query.execute(db())).rows.map(({ column }) => column)]);
    }
    const byTable = (rows: readonly unknown[]) => Object.fromEntries(rows as [string, string[]][]);
    assert.deepEqual(byTable(found), byTable(expected));
  });

  it('refuses every request from the commit on, also where the project was remembered', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    const key = { id: 'k', name: '', scopes: ['*'], createdAt: here.clock.now(), expiresAt: null } as const;
    await here.core.write(actor, [], (tx) =>
      insertKey(tx, id, { key: { ...key, lastUsedAt: null }, secretHash: digest('secret') }),
    );
    assert.equal((await authenticateKey(here.core, id, 'secret')).project.name, 'The Shop');
    await removeProject(here.core, actor, id);
    const refused = { code: 'project_not_found' };
    await assert.rejects(authenticateKey(here.core, id, 'secret'), refused);
    await assert.rejects(authenticateKey(here.core, id, undefined), refused);
    await assert.rejects(getProject(here.core, id), refused);
    await assert.rejects(removeProject(here.core, actor, id), refused);
    await assert.rejects(renameProject(here.core, actor, 'New'), refused);
    await removeAll(100);
  });

  it('takes the roles that administrators have in it', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    const email = emailOf('admin@example.com') as Email;
    const everywhere = { project: null, role: 'support' } as const;
    const grants = [everywhere, { project: id, role: 'operator' }] as const;
    const { admin } = await inviteAdmin(here.core, actor, { email, grants });
    await removeProject(here.core, actor, id);
    assert.deepEqual((await getAdmin(here.core, admin.id)).grants, [everywhere]);
    await removeAll(100);
  });

  it('removes every row of every table, and none of another project', async () => {
    const [actor, other] = [await newProject(), await newProject()];
    const [id, otherId] = [actor.project.id, other.project.id];
    for (let at = 0; at < 10; at++)
      await createUser(here.core, actor, { id: `u${at}` as UserId, name: `User ${at}` });
    await createUser(here.core, other, { id: 'u1' as UserId });
    await chainAndSign(here);
    await fill(id);
    await fill(otherId);
    const before = await countsOf(otherId);
    const filled = Object.keys(await countsOf(id)).toSorted();
    assert.deepEqual(filled, [...Object.keys(rowsOfProjects), 'projects'].toSorted());
    await removeProject(here.core, actor, id);
    await removeAll();
    assert.deepEqual([await countsOf(id), await countsOf(otherId)], [{}, before]);
    await removeProject(here.core, other, otherId);
    await removeAll(100);
  });

  it('records the signed end of the history in the history of the server', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    for (let at = 0; at < 5; at++) await act(here, actor);
    const signed: Checkpoint[] = [];
    await removeProject(here.core, { ...actor, kind: 'cli' }, id);
    for (const _ of [1, 2, 3]) {
      while ((await removeDeletedProjects(here.core, { most: 100 })) > 0);
      here.clock.advance(REQUESTS_END_MS);
    }
    // Not before all its entries are chained.
    assert.equal((await countsOf(id)).audit, 6);
    await removeAll(2, (checkpoint) => signed.push(checkpoint));
    const deleted = (await ofServer('project.delete')).find(({ projectId }) => projectId === id);
    const removed = (await ofServer('project.remove')).find(({ projectId }) => projectId === id);
    assert.deepEqual(deleted, { projectId: id, name: 'The Shop' });
    const [checkpoint] = signed;
    const { hash, at, signature } = removed as Record<'hash' | 'signature', string> & { at: never };
    assert.deepEqual(removed, { projectId: id, position: 6, hash, at, signature, heads: null });
    assert.deepEqual(checkpoint, { project: id, position: 6, hash, at, signature });
    assert.ok(signatures(here.core)({ project: id, position: 6, hash, at, signature }));
  });

  it('also removes what a request writes that began before', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    await removeProject(here.core, actor, id);
    await chainHistory(here.core, { most: 100 });
    while ((await removeDeletedProjects(here.core, { most: 100 })) > 0);
    here.clock.advance(REQUESTS_END_MS - 1);
    while ((await removeDeletedProjects(here.core, { most: 100 })) > 0);
    await createUser(here.core, actor, { id: 'late' as UserId });
    await removeAll();
    assert.deepEqual(await countsOf(id), {});
  });

  it('ends although the clock was ahead when it began', async () => {
    const actor = await newProject();
    here.clock.advance(minutes(600));
    await removeProject(here.core, actor, actor.project.id);
    here.clock.advance(-minutes(600));
    await removeAll();
    assert.deepEqual(await countsOf(actor.project.id), {});
  });

  it('is done by one of several servers at a time, in steps, each of which another continues', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    for (let at = 0; at < 9; at++) await createUser(here.core, actor, { id: `u${at}` as UserId });
    await removeProject(here.core, actor, id);
    const left = async () => (await countsOf(id)).users ?? 0;
    const parts = [];
    for (let step = 0; step < 100 && (await left()) > 0; step++) {
      await Promise.all([1, 2].map(() => removeDeletedProjects(here.core, { most: 2 })));
      parts.push((await findRemoval(here.core.read, id))?.part);
    }
    assert.deepEqual([await left(), parts.includes('users')], [0, true]);
    await removeAll();
  });

  it('keeps its id until nothing is left, and a server that needs it removes the rest', async () => {
    const actor = await newProject();
    const { id } = actor.project;
    await createUser(here.core, actor, { id: 'ann' as UserId });
    await removeProject(here.core, actor, id);
    const again = () => createProject(here.core, actor, { id, name: 'Again' });
    await assert.rejects(again(), new Failure({ code: 'project_being_deleted', project: id }));
    assert.deepEqual(
      (await listDeletedProjects(here.core)).map((each) => [each.id, each.name]),
      [[id, 'The Shop']],
    );
    const waited: string[] = [];
    const time = setInterval(() => here.clock.advance(REQUESTS_END_MS), 20);
    const first = await bootstrap(here.core, () => actor, {
      project: id,
      apiKey: undefined,
      onWait: (project) => waited.push(project),
    });
    clearInterval(time);
    assert.deepEqual([first.project.id, waited], [id, [id]]);
    assert.deepEqual(Object.keys(await countsOf(id)).toSorted(), ['audit', 'keys', 'projects']);
  });
});
