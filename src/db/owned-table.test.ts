import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import type { Read } from './database.ts';
import { ownedTable } from './owned-table.ts';

const tokens = ownedTable('tokens', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ user, id, kind = 'code', at = 0 }: { user: string; id: string; kind?: string; at?: number }) => ({
    user_id: user,
    id,
    kind,
    sequence: at,
    secret_hash: `hash of ${id}`,
    issued_at: null,
    alias: null,
    expires_at: at,
  }),
  toValue: ({ id, kind, expires_at }) => ({ id, kind, at: expires_at }),
});
const keys = ownedTable('keys', { owner: {}, key: 'id' });
const profiles = ownedTable('profiles', { owner: { user_id: 'user' }, key: 'user_id' });
const userKeys = ownedTable('user_keys', {
  owner: { owner_kind: 'owner.kind', owner_id: 'owner.id' },
  key: 'id',
});

const find = tokens.find({ id: 'id' });
const lock = tokens.lock({ id: 'id' });
const has = tokens.has({ kind: 'kind', expires_at: '>= at' });
const list = tokens.list({}, { order: ['sequence desc', 'id'], most: 'most' });
const listOthers = tokens.list({ id: '!= id', kind: 'in kinds' }, { order: ['id'], most: 2 });
const take = tokens.take({ id: 'id', expires_at: '> now' });
const move = tokens.update({ expires_at: 'at' }, { id: 'id', expires_at: '< at' });
const rename = tokens.updateAll({ kind: 'to' }, { kind: 'from' });
const replace = tokens.replace(['sequence']);
const keepNewest = tokens.keepNewest(['sequence', 'id'], { kind: 'kind' });
const keepAdded = tokens.keepAdded(['sequence', 'id'], { kind: 'kind' });
const ofAnyone = tokens.ofAnyOwner.list({ kind: 'kind' }, { order: ['id'] });
const use = keys.update({ last_used_at: 'at' }, { id: 'id', last_used_at: 'is null or < at' });
const forget = keys.update(
  { last_used_at: null, replaced_by: null },
  { id: 'id', last_used_at: 'is not null' },
);
const unused = keys.list({ last_used_at: null }, { order: ['id'] });

const P = 'test';

onEachEngine('an owned table', (database) => {
  const here = directory(database);
  const insert = (...rows: { user: string; id: string; kind?: string; at?: number }[]) =>
    here.engine.transact(async (tx) => {
      for (const row of rows) await tokens.insert(tx, P, row);
    });
  const ids = async (user: string, read: Read = here.core.read) =>
    (await list(read, P, { user, most: 100 })).map(({ id }) => id);

  it('finds, locks and lists rows of the owner, and of no other owner or project', async () => {
    await insert({ user: 'ann', id: 'a', at: 1 }, { user: 'ann', id: 'b', at: 2 }, { user: 'ben', id: 'c' });
    await here.engine.transact((tx) => tokens.insert(tx, 'other', { user: 'ann', id: 'd' }));
    const { read } = here.core;
    const a = { id: 'a', kind: 'code', at: 1 };
    assert.deepEqual(
      {
        own: await find(read, P, { user: 'ann', id: 'a' }),
        bens: await find(read, P, { user: 'ben', id: 'a' }),
        elsewhere: await find(read, P, { user: 'ann', id: 'd' }),
        locked: await here.engine.transact((tx) => lock(tx, P, { user: 'ann', id: 'a' })),
        newestFirst: await ids('ann'),
        one: await list(read, P, { user: 'ann', most: 1 }),
        hasLater: await has(read, P, { user: 'ann', kind: 'code', at: 2 }),
        hasEvenLater: await has(read, P, { user: 'ann', kind: 'code', at: 3 }),
        anyone: (await ofAnyone(read, P, { kind: 'code' })).map(({ id }) => id),
      },
      {
        ...{
          own: a,
          bens: undefined,

          elsewhere: undefined,
          locked: a,
          newestFirst: ['b', 'a'],
        },
        ...{ one: [{ id: 'b', kind: 'code', at: 2 }], hasLater: true, hasEvenLater: false },
        anyone: ['a', 'b', 'c'],
      },
    );
  });

  it('compares with lists of any length, and limits the number of rows', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await insert({ user: 'lea', id, kind: `kind ${id}` });
    const { read } = here.core;
    const some = async (kinds: readonly string[]) =>
      (await listOthers(read, P, { user: 'lea', id: 'b', kinds })).map(({ id }) => id);
    assert.deepEqual(
      [await some([]), await some(['kind a']), await some(['kind a', 'kind b', 'kind c', 'kind d'])],
      [[], ['a'], ['a', 'c']],
    );
  });

  it('gives a row to one of 20 concurrent takers', async () => {
    await insert({ user: 'cat', id: 'one', at: 10 }, { user: 'cat', id: 'two', at: 10 });
    const tries = Array.from({ length: 20 }, () =>
      here.engine.transact((tx) => take(tx, P, { user: 'cat', id: 'one', now: 9 })),
    );
    const got = (await Promise.all(tries)).filter((token) => token !== undefined);
    assert.deepEqual([got, await ids('cat')], [[{ id: 'one', kind: 'code', at: 10 }], ['two']]);
  });

  it('updates a row for one of 20 concurrent callers when the condition holds once', async () => {
    await insert({ user: 'dan', id: 'one', at: 1 });
    const tries = Array.from({ length: 20 }, () =>
      here.engine.transact((tx) => move(tx, P, { user: 'dan', id: 'one', at: 2 })),
    );
    const got = (await Promise.all(tries)).filter((token) => token !== undefined);
    assert.deepEqual(got, [{ id: 'one', kind: 'code', at: 2 }]);
  });

  it('inserts for one of 20 concurrent callers with the same key', async () => {
    const row = { user_id: 'eva', username: 'eva', updated_at: 1, email_public_at: null };
    const tries = Array.from({ length: 20 }, () =>
      here.engine.transact((tx) => profiles.insertIfFree(tx, P, row)),
    );
    assert.equal((await Promise.all(tries)).filter(Boolean).length, 1);
  });

  it('removes what expires at this moment, and not what expires a millisecond later', async () => {
    await insert({ user: 'fay', id: 'before', at: 9 }, { user: 'fay', id: 'now', at: 10 });
    await insert({ user: 'fay', id: 'after', at: 11 }, { user: 'gus', id: 'other', at: 1 });
    const removed = await here.engine.transact((tx) => tokens.removeExpired(tx, P, { user: 'fay', now: 10 }));
    assert.deepEqual(
      [removed.toSorted(), await ids('fay'), await ids('gus')],
      [['before', 'now'], ['after'], ['other']],
    );
    assert.equal(
      await here.engine.transact((tx) => take(tx, P, { user: 'fay', id: 'after', now: 11 })),
      undefined,
    );
  });

  it('keeps the newest of a kind, and the greatest keys among equally new ones', async () => {
    const user = 'hal';
    await insert({ user, id: 'a', at: 1 }, { user, id: 'b', at: 2 }, { user, id: 'c', at: 2 });
    await insert({ user, id: 'd', at: 2 }, { user, id: 'e', at: 0, kind: 'other' });
    await insert({ user: 'ida', id: 'a' });
    const trim = (kept: number) =>
      here.engine.transact((tx) => keepNewest(tx, P, { user, kind: 'code', kept }));
    assert.deepEqual(
      {
        ...{ four: await trim(4), two: (await trim(2)).toSorted(), left: await ids(user) },
        ...{ none: (await trim(0)).toSorted(), others: [await ids(user), await ids('ida')] },
      },
      {
        ...{ four: [], two: ['a', 'b'], left: ['c', 'd', 'e'] },
        ...{ none: ['c', 'd'], others: [['e'], ['a']] },
      },
    );
  });

  it('keeps the row just added and the newest others', async () => {
    const user = 'zoe';
    await insert({ user, id: 'a', at: 1 }, { user, id: 'b', at: 2 }, { user, id: 'c', at: 3 });
    await insert({ user, id: 'd', at: 0, kind: 'other' });
    const trim = (added: string, kept: number) =>
      here.engine.transact((tx) => keepAdded(tx, P, { user, kind: 'code', added, kept }));
    assert.deepEqual(
      [await trim('a', 3), await trim('a', 2), await trim('a', 1), await ids(user)],
      [[], ['b'], ['c'], ['a', 'd']],
    );
  });

  it('updates all matching rows, replaces a row except for some columns, and removes all of an owner', async () => {
    const user = 'jim';
    await insert({ user, id: 'a', at: 1 }, { user, id: 'b', at: 2 }, { user: 'kim', id: 'a' });
    const results = await here.engine.transact(async (tx) => ({
      renamed: (await rename(tx, P, { user, from: 'code', to: 'link' })).map(({ id }) => id).toSorted(),
      replaced: await replace(tx, P, { user, id: 'a', kind: 'new', at: 9 }),
      unknown: await replace(tx, P, { user, id: 'c', kind: 'new', at: 9 }),
      // In creation order, which the replacement preserved.
      left: await ids(user, tx),
      found: await find(tx, P, { user, id: 'a' }),
      removed: (await tokens.removeAll(tx, P, { user })).toSorted(),
      kims: await ids('kim', tx),
    }));
    assert.deepEqual(results, {
      ...{ renamed: ['a', 'b'], replaced: true, unknown: false, left: ['b', 'a'] },
      ...{ found: { id: 'a', kind: 'new', at: 9 }, removed: ['a', 'b'], kims: ['a'] },
    });
  });

  it('distinguishes null from a value, and accepts a later moment only', async () => {
    const row = { id: 'k', name: '', secret_hash: '', scopes: '[]', created_at: 0, expires_at: null };
    const outcome = await here.engine.transact(async (tx) => {
      await keys.insert(tx, P, { ...row, last_used_at: null, replaced_by: null });
      const used = [];
      for (const at of [5, 5, 4, 6]) used.push((await use(tx, P, { id: 'k', at }))?.last_used_at);
      const before = (await unused(tx, P)).length;
      const forgotten = [await forget(tx, P, { id: 'k' }), await forget(tx, P, { id: 'k' })];
      return { used, before, forgotten: forgotten.map(Boolean), after: (await unused(tx, P)).length };
    });
    assert.deepEqual(outcome, {
      ...{ used: [5, undefined, undefined, 6], before: 0, forgotten: [true, false], after: 1 },
    });
  });

  it('takes an owner of several columns as one value', async () => {
    const row = {
      ...{ id: 'x', name: 'n', secret_hash: 's', permissions: '[]', sequence: 1, updated_at: 1 },
    };
    const origin = { factors: null, lineage: null, grant_id: null };
    const maker = { maker_id: null, maker_membership_id: null, maker_role: null };
    const later = { revoke_at: null, revoked_at: null, last_used_at: null, last_used_ip: null };
    const removed = await here.engine.transact(async (tx) => {
      const owned = { owner_kind: 'team', owner_id: 'ann', last_used_agent: null };
      await userKeys.insert(tx, P, { ...row, ...later, ...owned, ...origin, ...maker });
      return [
        await userKeys.removeAll(tx, P, { owner: { kind: 'user', id: 'ann' } }),
        await userKeys.removeAll(tx, P, { owner: { kind: 'team', id: 'ann' } }),
      ];
    });
    assert.deepEqual(removed, [[], ['x']]);
  });
});

describe('an owned table', () => {
  it('rejects a malformed condition when the statement is defined', () => {
    assert.throws(() => tokens.find({ id: 'like  name' }), /not a condition on id: like {2}name/);
  });
});
