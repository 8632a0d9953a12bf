import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, chainAll, chainAndSign, projectWith } from '../../../test/support/history.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { eraseHistory } from './erasure.ts';
import { verifyHistory } from './verification.ts';

const LATER_MS = 60_000;

onEachEngine('the history of a deleted user', (database) => {
  const here = directory(database);
  const ann = 'ann' as UserId;
  const eraseAll = async (core: Core = here.core) => {
    while ((await eraseHistory(core, { most: 2 })) > 0);
  };
  /** The number of entries of the project with personal data. */
  const personal = async ({ project }: Actor) => {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['ip', 'user_agent', 'salt', 'details'])
      .where('project_id', '=', project.id)
      .execute();
    return rows.filter((row) => row.ip ?? row.user_agent ?? (row.details.includes('vip') || null)).length;
  };
  const verdict = async ({ project }: Actor) => {
    const { entries, erased, findings } = await verifyHistory(here.core, project.id);
    return { entries, erased, findings };
  };
  const marks = () => here.core.read.db.selectFrom('erasures').selectAll().execute();

  /** Creates Ann, entries about her, by her and as her, and an unrelated one. */
  async function withAnn(): Promise<Actor> {
    const actor = await projectWith(here, 0);
    await createUser(here.core, actor, { id: ann });
    for (let at = 0; at < 3; at++) await act(here, actor);
    await act(here, { ...actor, id: ann, impersonatorId: undefined as never }, 'carl');
    await act(here, { ...actor, id: ann }, 'carl');
    await act(here, { ...actor, kind: 'key', id: ann, impersonatorId: undefined as never }, 'carl');
    await act(here, actor, 'carl');
    return actor;
  }

  it('contains no address, user agent or label, and its chain still verifies', async () => {
    const actor = await withAnn();
    await chainAll(here);
    await removeUser(here.core, actor, ann);
    await chainAndSign(here);
    here.clock.advance(LATER_MS);
    await eraseAll();
    assert.deepEqual(await verdict(actor), { entries: 9, erased: 7, findings: [] });
    assert.deepEqual([await personal(actor), await marks()], [2, []]);
  });

  it('is erased when entries are chained later', async () => {
    const actor = await withAnn();
    await chainAll(here);
    await act(here, actor);
    await removeUser(here.core, actor, ann);
    here.clock.advance(LATER_MS);
    await eraseAll();
    await chainAndSign(here);
    assert.equal(await personal(actor), 2);
    assert.deepEqual((await verdict(actor)).findings, []);
  });

  it('is erased after pending writes, without entries of a later user of the same id', async () => {
    const actor = await withAnn();
    await removeUser(here.core, actor, ann);
    await chainAll(here);
    assert.deepEqual([await eraseHistory(here.core, { most: 2 }), await personal(actor)], [0, 9]);
    await createUser(here.core, actor, { id: ann });
    await act(here, actor);
    here.clock.advance(LATER_MS);
    await eraseAll();
    assert.equal(await personal(actor), 4);
  });

  it('is erased including attempts made during the deletion', async () => {
    const actor = await withAnn();
    await removeUser(here.core, actor, ann);
    // Like an attempt that was checked before the deletion and is recorded after it.
    await act(here, actor);
    await chainAndSign(here);
    here.clock.advance(LATER_MS);
    await eraseAll();
    assert.deepEqual([await personal(actor), (await verdict(actor)).findings], [2, []]);
  });

  it('resumes an interrupted erasure', async () => {
    const actor = await withAnn();
    await removeUser(here.core, actor, ann);
    await chainAll(here);
    here.clock.advance(LATER_MS);
    const left = [await personal(actor)];
    for (let steps = 0; (await marks()).length > 0; steps++) {
      assert.ok(steps < 20);
      await assert.rejects(eraseHistory(breaking(here.core), { most: 2 }));
      await eraseHistory(here.core, { most: 2 });
      left.push(await personal(actor));
      assert.deepEqual((await verdict(actor)).findings, []);
    }
    assert.deepEqual([left.at(0), left.at(-1), new Set(left).size > 3], [9, 2, true]);
  });

  it('stays when the deletion is refused', async () => {
    const actor = await projectWith(here, 1);
    await assert.rejects(removeUser(here.core, actor, 'nobody' as UserId));
    assert.deepEqual(await marks(), []);
  });

  it('is erased while servers chain at the same time', async () => {
    const actor = await withAnn();
    for (let at = 0; at < 20; at++) await act(here, actor);
    await removeUser(here.core, actor, ann);
    await chainAll(here, 1).then(() => act(here, actor));
    here.clock.advance(LATER_MS);
    await Promise.all([eraseAll(), chainAll(here, 1), eraseAll()]);
    await eraseAll();
    await chainAll(here);
    assert.deepEqual([(await verdict(actor)).findings, await marks()], [[], []]);
  });
});

/** A core whose process dies before the transaction commits. */
function breaking(core: Core): Core {
  return {
    ...core,
    unaudited: (work) =>
      core.unaudited(async (tx) => {
        await work(tx);
        throw new Error('the process ended');
      }),
  };
}
