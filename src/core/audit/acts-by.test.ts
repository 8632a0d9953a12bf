import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { usernames } from '../../../test/support/usernames.ts';
import { plansOf } from '../../../test/support/watched.ts';
import type { Actor } from '../actor.ts';
import { chainHistory } from '../history/chain.ts';
import { eraseHistory } from '../history/erasure.ts';
import { verifyHistory } from '../history/verification.ts';
import { idsSince } from '../id.ts';
import type { Sequence } from '../instant.ts';
import { createUserKey, revokeUserKey } from '../user-keys/user-keys.ts';
import { ensureUsername } from '../usernames/usernames.ts';
import { renameUser, setPrefs } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { acts } from './acts.ts';
import { listActsBy } from './acts-by.ts';
import { type ListedAct, listedActs } from './listed-acts.ts';

const ENTRIES = 20_000;

onEachEngine('the acts of a user', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const person = async (name: string): Promise<Actor & { id: UserId }> => {
    const { id } = await createUser(here.core, here.actor, { id: name as UserId });
    return { ...here.actor, kind: 'user', id, userAgent: 'mix' };
  };
  const list = (id: string, page = {}) =>
    listActsBy(here.core, here.actor, id as UserId, { acts: listedActs, offset: 0, limit: 100, ...page });
  const named = async (id: string, page = {}) => (await list(id, page)).map(({ act }) => act);

  it('are listed newest first, with their details, by the requested acts', async () => {
    const ann = await person('ann');
    const owner = { kind: 'user', id: ann.id } as const;
    const permissions = [{ domain: 'docs', resource: 'decimal' }];
    const at = here.clock.now();
    await renameUser(here.core, ann, { id: ann.id, name: 'Ann' });
    const { key } = await createUserKey(here.core, ann, owner, { name: 'k', permissions, revokeAt: null });
    await setPrefs(here.core, ann, { id: ann.id, prefs: { a: 1 } });
    const details = { keyId: key.id, owner: 'user ann', name: 'k', permissions: ['docs:decimal'] };
    const by = { user: 'ann', userAgent: 'mix', at };
    assert.deepEqual(
      [
        await list('ann'),
        await named('ann', { acts: ['user.name.update'] }),
        await named('ann', { acts: [] }),
      ],
      [
        [
          { act: 'user-key.create', details, ...by },
          { act: 'user.name.update', details: {}, ...by },
        ],
        ['user.name.update'],
        [],
      ],
    );
  });

  it('include what the user did to others, and exclude acts of others and of impersonators', async () => {
    const [bea, cid] = [await person('bea'), await person('cid')];
    await renameUser(here.core, bea, { id: cid.id, name: 'Cid' });
    await renameUser(here.core, here.actor, { id: bea.id, name: 'Bea' });
    await renameUser(here.core, { ...bea, impersonatorId: cid.id }, { id: bea.id, name: 'B' });
    await renameUser(here.core, { ...bea, kind: 'key' }, { id: bea.id, name: 'Be' });
    assert.deepEqual(
      [(await list('bea')).map(({ user }) => user), await list('cid'), await list('nobody')],
      [['cid'], [], []],
    );
  });

  it('exclude acts of an earlier user of the same id', async () => {
    const dan = await person('dan');
    await renameUser(here.core, dan, { id: dan.id, name: 'Dan' });
    await removeUser(here.core, here.actor, dan.id);
    await person('dan');
    assert.deepEqual(await list('dan'), []);
  });

  it('contain no username or key name after the user was erased', async () => {
    const eve = await person('eve');
    const owner = { kind: 'user', id: eve.id } as const;
    await createUserKey(here.core, eve, owner, { name: 'eves-laptop', permissions: [], revokeAt: null });
    await revokeUserKey(here.core, eve, owner, 'eves-laptop');
    await ensureUsername(here.core, eve, eve.id, usernames);
    await removeUser(here.core, here.actor, eve.id);
    while ((await chainHistory(here.core, { most: 100 })) > 0);
    here.clock.advance(3_600_000);
    while ((await eraseHistory(here.core, { most: 100 })) > 0);
    const rows = await here.core.read.db.selectFrom('audit').select('details').execute();
    assert.deepEqual(
      [
        rows.filter(({ details }) => /eves-laptop|"username"/.test(details)),
        (await verifyHistory(here.core, project)).findings,
      ],
      [[], []],
    );
  });

  it('are paged along the index of listed acts alone', async () => {
    const { id } = await person('fay');
    const first = here.clock.nextSequence();
    const row = (at: number) => ({
      project_id: project,
      id: `${idsSince((first + at) as Sequence)}0000000`,
      at,
      actor_kind: 'user',
      actor_id: id,
      acting_as: null,
      act: at % 100 === 0 ? 'user.name.update' : 'user.prefs.update',
      user_id: id,
      place: id,
      lane: 0,
      details: '{}',
      ip: null,
      user_agent: null,
      request_id: null,
    });
    const rows = Array.from({ length: ENTRIES }, (_, at) => row(at));
    await here.engine.transact(async (tx) => {
      for (let at = 0; at < rows.length; at += 1_000)
        await tx.db
          .insertInto('audit')
          .values(rows.slice(at, at + 1_000))
          .execute();
      if (database.engine === 'postgres') await sql`analyze audit`.execute(tx.db);
    });
    const page = await list(id, { offset: 198 });
    const plans = await plansOf(here.engine, (read) =>
      listActsBy({ ...here.core, read }, here.actor, id, { acts: listedActs, offset: 198, limit: 100 }),
    );
    assert.deepEqual([page.map(({ at }) => at), (await list(id, { offset: 200 })).length], [[100, 0], 0]);
    assert.match(plans.join('\n'), /audit_by_actor_listed/);
  });

  it('refuses an act that does not exist', () => {
    assert.deepEqual(
      listedActs.filter((act: ListedAct) => !(act in acts)),
      [],
    );
  });
});
