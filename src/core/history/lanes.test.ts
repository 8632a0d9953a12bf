import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, atOnce, chainAll, chainAndSign, findings, projectWith } from '../../../test/support/history.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { signHistory } from './checkpoints.ts';
import { eraseHistory } from './erasure.ts';
import { laneOf } from './lanes.ts';
import { listHeads } from './store.ts';
import { verifyHistory } from './verification.ts';

const LANES = 3;
const users = ['ann', 'bob', 'carl', 'dora', 'eve', 'finn', 'gil', 'hans'];
/** The entries of each lane. */
const sizes = [0, 1, 2].map((lane) => users.filter((user) => laneOf(user, LANES) === lane).length);

onEachEngine('a history of several lanes', (database) => {
  const here = directory(database, { lanes: LANES });
  const change = <T>(work: (tx: Tx) => Promise<T>) => here.engine.transact(work);
  const inLane = { lane: 1 };
  const withUsers = async () => {
    const actor = await projectWith(here, 0);
    for (const user of users) await act(here, actor, user);
    return actor;
  };
  const chained = async () => {
    const actor = await withUsers();
    await chainAndSign(here);
    assert.deepEqual(await findings(here, actor), []);
    return actor;
  };
  const positions = async ({ project }: Actor) =>
    (await listHeads(here.core.read, project.id)).map(({ lane, position }) => [lane, position]);

  it('has a chain a lane, in which every user keeps to one', async () => {
    assert.ok(sizes.every((size) => size > 0));
    const actor = await chained();
    assert.deepEqual(
      await positions(actor),
      sizes.map((size, lane) => [lane, size]),
    );
    await act(here, actor, 'ann');
    await chainAll(here);
    const lane = laneOf('ann', LANES);
    assert.deepEqual((await positions(actor))[lane], [lane, (sizes[lane] ?? 0) + 1]);
    const { entries, position, checkpoints } = await verifyHistory(here.core, actor.project.id);
    assert.deepEqual({ entries, position, checkpoints }, { entries: 9, position: 9, checkpoints: 1 });
  });

  it('is covered by one checkpoint of all heads, from which it verifies on', async () => {
    const actor = await withUsers();
    await chainAll(here);
    const signed = (await signHistory(here.core, atOnce)).find(({ project }) => project === actor.project.id);
    assert.deepEqual(
      [signed?.position, signed?.heads?.map(([lane, position]) => [lane, position])],
      [8, sizes.map((size, lane) => [lane, size])],
    );
    for (const user of users) await act(here, actor, user);
    await chainAndSign(here);
    const { entries, position, findings: found } = await verifyHistory(here.core, actor.project.id, signed);
    assert.deepEqual([entries, position, found], [8, 16, []]);
  });

  it('lacks a lane that was removed completely', async () => {
    const actor = await chained();
    await change(async (tx) => {
      for (const table of ['audit', 'history_heads'] as const)
        await tx.db
          .deleteFrom(table as 'audit')
          .where('project_id', '=', actor.project.id)
          .where('lane', '=', 1)
          .execute();
    });
    assert.deepEqual(await findings(here, actor), [
      { kind: 'cut', position: sizes[1], entry: null, ...inLane },
    ]);
  });

  it('shows an entry that was edited, moved to another lane or to another place', async () => {
    for (const [values, kind] of [
      [{ act: 'user.delete' }, 'edited'],
      [{ place: 'x' }, 'edited'],
      [{ lane: 7 }, 'removed'],
    ] as const) {
      const actor = await chained();
      await change((tx) =>
        tx.db
          .updateTable('audit')
          .set(values)
          .where('project_id', '=', actor.project.id)
          .where('lane', '=', 1)
          .where('position', '=', 1)
          .execute(),
      );
      const [found] = await findings(here, actor);
      assert.deepEqual([found?.kind, found?.position, found?.lane], [kind, 1, 1]);
    }
  });

  it('shows a checkpoint whose heads were changed', async () => {
    for (const heads of ['[]', 'x', null, JSON.stringify([[0, 1, 'x']])]) {
      const actor = await chained();
      await change((tx) =>
        tx.db
          .updateTable('history_checkpoints')
          .set({ heads })
          .where('project_id', '=', actor.project.id)
          .execute(),
      );
      assert.ok((await findings(here, actor)).some(({ kind }) => kind === 'forged'));
    }
  });

  it('is rid of the personal data of a deleted user in every lane', async () => {
    const actor = await projectWith(here, 0);
    const ann = 'ann' as UserId;
    await createUser(here.core, actor, { id: ann });
    for (const user of users)
      await act(here, { ...actor, id: ann, impersonatorId: undefined as never }, user);
    await chainAndSign(here);
    await removeUser(here.core, actor, ann);
    await chainAll(here);
    here.clock.advance(60_000);
    while ((await eraseHistory(here.core, { most: 2 })) > 0);
    const { entries, erased, findings: found } = await verifyHistory(here.core, actor.project.id);
    assert.deepEqual({ entries, erased, found }, { entries: 10, erased: 10, found: [] });
  });
});
