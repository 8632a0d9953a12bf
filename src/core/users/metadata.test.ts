import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { getMetadata, setMetadata } from './keep-metadata.ts';
import { getPrefs } from './profile.ts';
import type { UserId } from './user.ts';
import { createUser, getUser, removeUser } from './users.ts';

const ann = 'ann' as UserId;

onEachEngine('metadata of users', (database) => {
  const here = directory(database);

  it('is empty before it is written, and each object is replaced alone', async () => {
    const { core, actor } = here;
    await createUser(core, actor, { id: ann });
    const first = await getMetadata(core, actor, ann);
    await setMetadata(core, actor, { id: ann, readOnly: { plan: 'pro' } });
    await setMetadata(core, actor, { id: ann, private: { risk: 3 } });
    const { readOnly, private: hidden } = await getMetadata(core, actor, ann);
    assert.deepEqual(first, { readOnly: {}, private: {}, updatedAt: null });
    assert.deepEqual([readOnly, hidden], [{ plan: 'pro' }, { risk: 3 }]);
    assert.deepEqual(await getPrefs(core, actor, ann), {});
  });

  it('is changed only as it was read', async () => {
    const { core, actor } = here;
    const { updatedAt } = await getUser(core, actor, ann);
    await setMetadata(core, actor, { id: ann, private: { risk: 4 }, unchangedSince: updatedAt });
    await assert.rejects(
      setMetadata(core, actor, { id: ann, private: { risk: 5 }, unchangedSince: updatedAt }),
      { code: 'changed_meanwhile' },
    );
    assert.deepEqual((await getMetadata(core, actor, ann)).private, { risk: 4 });
  });

  it('leaves the names of what changed in the history, and no value', async () => {
    const { core, actor } = here;
    await setMetadata(core, actor, { id: ann, readOnly: { plan: 'gold-canary' }, private: { risk: 4 } });
    const rows = await here.engine.read.db
      .selectFrom('audit')
      .select(['act', 'details'])
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    assert.deepEqual(
      rows.map(({ act, details }) => ({ act, details: JSON.parse(details) })),
      [{ act: 'user.metadata.update', details: { readOnly: ['plan'], private: [] } }],
    );
  });

  it('ends with its user', async () => {
    const { core, actor } = here;
    await removeUser(core, actor, ann);
    await assert.rejects(getMetadata(core, actor, ann), { code: 'user_not_found' });
    await createUser(core, actor, { id: ann });
    assert.deepEqual((await getMetadata(core, actor, ann)).readOnly, {});
  });
});
