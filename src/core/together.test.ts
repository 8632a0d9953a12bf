import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { Failure } from './failure.ts';
import { keptCount } from './listing/kept-counts.ts';
import type { UserId } from './users/user.ts';
import { createUser, getUser, removeUser } from './users/users.ts';

const id = (text: string) => text as UserId;

onEachEngine('several writes in one transaction', (database) => {
  const here = directory(database);
  const exists = (user: string) =>
    getUser(here.core, here.actor, id(user)).then(
      () => true,
      () => false,
    );
  const entriesOf = async (user: string) =>
    (
      await here.core.read.db
        .selectFrom('audit')
        .select('act')
        .where('user_id', '=', user)
        .orderBy('id')
        .execute()
    ).map(({ act }) => act);
  const count = () => keptCount(here.core.read, here.actor.project.id, 'users');

  it('are all kept, with their entries and counts', async () => {
    const before = await count();
    await here.core.together(async (joined) => {
      await createUser(joined, here.actor, { id: id('ann') });
      await createUser(joined, here.actor, { id: id('ben') });
      assert.equal((await getUser(joined, here.actor, id('ann'))).id, 'ann');
    });
    assert.deepEqual([await exists('ann'), await exists('ben'), await count()], [true, true, before + 2]);
    assert.deepEqual(await entriesOf('ann'), ['user.create']);
  });

  it('that fail leave nothing, neither entries nor counts, and the others stay', async () => {
    const before = await count();
    await createUser(here.core, here.actor, { id: id('cat') });
    await here.core.together(async (joined) => {
      await createUser(joined, here.actor, { id: id('dan') });
      const failing = joined.write(here.actor, { act: 'user.delete', user: 'cat' }, async (tx) => {
        await removeUser({ ...joined, write: (_, __, work) => work(tx) }, here.actor, id('cat'));
        throw new Failure('user_exists');
      });
      await assert.rejects(failing, Failure);
      await createUser(joined, here.actor, { id: id('eva') });
    });
    assert.deepEqual([await exists('cat'), await exists('dan'), await exists('eva')], [true, true, true]);
    assert.deepEqual([await count(), await entriesOf('cat')], [before + 3, ['user.create']]);
  });

  it('are all lost when the work fails', async () => {
    const before = await count();
    const work = here.core.together(async (joined) => {
      await createUser(joined, here.actor, { id: id('fay') });
      throw new Failure('user_exists');
    });
    await assert.rejects(work, Failure);
    assert.deepEqual([await exists('fay'), await count(), await entriesOf('fay')], [false, before, []]);
  });
});
