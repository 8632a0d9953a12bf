import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, outcome, outcomes } from '../../../test/support/second-factors.ts';
import { plansOf } from '../../../test/support/watched.ts';
import { digest } from '../../crypto/tokens.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam, removeTeam } from '../teams/teams.ts';
import { proveAddress } from '../users/prove-address.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';
import {
  authenticateUserKey,
  createUserKey,
  findUserKey,
  type KeyOwner,
  listUserKeys,
  revokeUserKey,
  revokeUserKeys,
} from './user-keys.ts';

const CROWD = 50;
const MINUTE_MS = 60_000;

onEachEngine('a key of a user', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const plain = { name: 'laptop', permissions: [{ domain: 'api', resource: null }], revokeAt: null } as const;
  const person = async (name: string): Promise<KeyOwner> => {
    await createUser(here.core, here.actor, { id: name as UserId });
    return { kind: 'user', id: name };
  };
  const make = (owner: KeyOwner, changes = {}, by = here) =>
    createUserKey(by.core, here.actor, owner, { ...plain, ...changes });
  const names = async (owner: KeyOwner) =>
    (await listUserKeys(here.core, project, owner)).map(({ name }) => name);
  const state = async (secret: string) => (await authenticateUserKey(here.core, project, secret))?.state;
  const entries = async (owner: KeyOwner) =>
    (
      await here.core.read.db
        .selectFrom('audit')
        .select(['act', 'details'])
        .where('user_id', '=', owner.id)
        .where('act', 'like', 'user-key%')
        .orderBy('id')
        .execute()
    ).map(({ act, details }) => [act, (JSON.parse(details) as { name?: string }).name]);

  it('is found by its secret, which is not stored', async () => {
    const owner = await person('ann');
    const { key, secret } = await make(owner);
    const rows = await here.core.read.db
      .selectFrom('user_keys')
      .selectAll()
      .where('owner_id', '=', 'ann')
      .execute();
    assert.match(secret, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      {
        known: await authenticateUserKey(here.core, project, secret),
        other: await state('f'.repeat(32)),
        upper: await state(secret.toUpperCase()),
        odd: [await state(''), await state('\0'), await state('\ud800')],
        hashes: rows.map(({ secret_hash }) => secret_hash),
        key,
      },
      {
        known: { key, state: 'good' },
        other: undefined,
        upper: undefined,
        odd: [undefined, undefined, undefined],
        hashes: [digest(secret)],
        key: {
          id: key.id,
          owner,
          ...plain,
          revokedAt: null,
          lastUse: null,
          ...{ factors: [], lineage: [], grantId: null, maker: null },
          createdAtMicros: key.createdAtMicros,
          updatedAtMicros: key.createdAtMicros,
        },
      },
    );
    assert.ok(!JSON.stringify(rows).includes(secret));
  });

  it('belongs to one project', async () => {
    const { secret } = await make(await person('bea'));
    assert.equal(await authenticateUserKey(here.core, 'other' as typeof project, secret), undefined);
  });

  it('gets a number when its name is taken, also under concurrency over two servers', async () => {
    const owner = await person('cid');
    await using other = await anotherServer(here, database);
    const tries = Array.from({ length: CROWD }, (_, at) => make(owner, {}, at % 2 ? other : here));
    const made = (await Promise.all(tries)).map(({ key }) => key.name);
    const wanted = ['laptop', ...Array.from({ length: CROWD - 1 }, (_, at) => `laptop-${at + 2}`)].toSorted();
    const recorded = (await entries(owner)).map(([, name]) => name ?? '');
    assert.deepEqual(
      [made.toSorted(), (await names(owner)).toSorted(), recorded.toSorted(), await flawsIn(database)],
      [wanted, wanted, wanted, []],
    );
  });

  it('is found by the name it got instead of a long one that was taken', async () => {
    const owner = await person('abe');
    const name = '\u{1f511}'.repeat(255);
    await make(owner, { name });
    const { key } = await make(owner, { name });
    const found = await findUserKey(here.core, project, owner, key.name);
    assert.deepEqual([found, key.name], [key, `${'\u{1f511}'.repeat(253)}-2`]);
  });

  it('releases its name when it is revoked or expires', async () => {
    const owner = await person('dan');
    const now = here.clock.now();
    await make(owner);
    const { secret } = await make(owner, { name: 'short', revokeAt: now + MINUTE_MS });
    await revokeUserKey(here.core, here.actor, owner, 'laptop');
    here.clock.advance(MINUTE_MS - 1);
    const before = [await state(secret), await names(owner)];
    here.clock.advance(1);
    const after = [
      await state(secret),
      await names(owner),
      await findUserKey(here.core, project, owner, 'short'),
    ];
    await make(owner);
    await make(owner, { name: 'short' });
    assert.deepEqual(
      [before, after, await names(owner), await state(secret)],
      [['good', ['short']], ['revoked', [], undefined], ['laptop', 'short'], 'revoked'],
    );
  });

  it('is listed by name, for its owner only', async () => {
    const [eve, fay] = [await person('eve'), await person('fay')];
    for (const name of ['b', 'a', 'c']) await make(eve, { name });
    const { key } = await make(fay, { name: 'a' });
    assert.deepEqual(
      [await names(eve), await names(fay), await findUserKey(here.core, project, fay, 'a')],
      [['a', 'b', 'c'], ['a'], key],
    );
  });

  it('is revoked once under concurrency, and is distinguished from unknown keys afterwards', async () => {
    const owner = await person('gil');
    const { secret } = await make(owner);
    await using other = await anotherServer(here, database);
    const tries = Array.from({ length: CROWD }, (_, at) =>
      revokeUserKey((at % 2 ? other : here).core, here.actor, owner, 'laptop'),
    );
    assert.deepEqual(
      [await outcomes(tries), await state(secret), await entries(owner)],
      [
        { done: 1, key_not_found: CROWD - 1 },
        'revoked',
        [
          ['user-key.create', 'laptop'],
          ['user-key.revoke', 'laptop'],
        ],
      ],
    );
  });

  it('is revoked with all others of its owner, each with its audit entry', async () => {
    const [ida, jan] = [await person('ida'), await person('jan')];
    const now = here.clock.now();
    const ended = await make(ida, { name: 'ended', revokeAt: now + 1 });
    const made = [await make(ida, { name: 'a' }), await make(ida, { name: 'b' }), await make(jan)];
    here.clock.advance(1);
    const revoked = await revokeUserKeys(here.core, here.actor, ida);
    const again = await revokeUserKeys(here.core, here.actor, ida);
    assert.deepEqual(
      {
        revoked: revoked.map(({ name, revokedAt }) => [name, revokedAt]).toSorted(),
        again,
        states: await Promise.all([...made, ended].map(({ secret }) => state(secret))),
        recorded: (await actsOf(here, ida.id as UserId)).filter((act) => act === 'user-key.revoke').length,
      },
      {
        revoked: [
          ['a', now + 1],
          ['b', now + 1],
        ],
        again: [],
        states: ['revoked', 'revoked', 'good', 'revoked'],
        recorded: 3,
      },
    );
  });

  it('ends with its user, with the reset of an unverified account, and with its team', async () => {
    const [kim, leo] = [await person('kim'), await person('leo')];
    const team = await createTeam(here.core, here.actor, { id: 'crew' as TeamId, name: 'Crew', roles: [] });
    const crew = { kind: 'team', id: team.id } as const;
    const made = [await make(kim), await make(leo), await make(crew)];
    const before = await Promise.all(made.map(({ secret }) => state(secret)));
    await removeUser(here.core, here.actor, kim.id as UserId);
    const user = await getUser(here.core, here.actor, leo.id as UserId);
    const act = { act: 'user.password.update', user: user.id } as const;
    const proof = { user, kind: 'email', way: 'oauth2' } as const;
    await here.core.write(here.actor, act, (tx) => proveAddress(here.core, here.actor, tx, proof));
    await removeTeam(here.core, here.actor, team.id);
    const after = await Promise.all(made.map(({ secret }) => state(secret)));
    assert.deepEqual(
      [before, after, await flawsIn(database)],
      [['good', 'good', 'good'], [undefined, undefined, undefined], []],
    );
  });

  it('is refused for an unknown owner, an invalid name, and beyond the limits', async () => {
    const owner = await person('max');
    const seen = [
      await outcome(make({ kind: 'user', id: 'nobody' })),
      await outcome(make({ kind: 'team', id: 'nobody' })),
      await outcome(make(owner, { name: '' })),
      await outcome(make(owner, { name: 'a\0' })),
      await outcome(make(owner, { name: 'x'.repeat(256) })),
      await outcome(make(owner, { permissions: [{ domain: 'package', resource: '\ud800' }] })),
      await outcome(make(owner, { permissions: Array(101).fill({ domain: 'api', resource: null }) })),
      await outcome(revokeUserKey(here.core, here.actor, owner, 'a\0')),
    ];
    assert.deepEqual(seen, [
      'user_not_found',
      'team_not_found',
      ...Array(5).fill('argument_invalid'),
      'key_not_found',
    ]);
  });

  it('is limited to 500, and as many revoked ones are distinguished from unknown keys', async () => {
    const owner = await person('ned');
    const { key, secret } = await make(owner, { name: 'first' });
    const row = await here.core.read.db
      .selectFrom('user_keys')
      .selectAll()
      .where('id', '=', key.id)
      .executeTakeFirstOrThrow();
    const copies = (count: number, revoked_at: number | null) =>
      Array.from({ length: count }, (_, at) => ({
        ...row,
        id: `${row.id}${revoked_at}${at}`,
        secret_hash: `${revoked_at} ${at}`,
        name: `n${at}`,
        revoked_at: revoked_at && revoked_at + at,
      }));
    const insert = (rows: ReturnType<typeof copies>) =>
      here.engine.transact((tx) => tx.db.insertInto('user_keys').values(rows).execute());
    await revokeUserKey(here.core, here.actor, owner, 'first');
    await insert(copies(500, here.clock.now()));
    await insert(copies(499, null));
    const told = await state(secret);
    const last = await outcome(make(owner));
    assert.deepEqual([told, last, await outcome(make(owner))], ['revoked', 'done', 'user_keys_limit']);
    assert.equal(await state(secret), undefined);
  });

  it('is found along an index, by its secret, its owner and its name', async () => {
    const owner = await person('quin');
    const plans = await plansOf(here.engine, async (read) => {
      const core = { ...here.core, read };
      await authenticateUserKey(core, project, 'secret');
      await listUserKeys(core, project, owner);
      await findUserKey(core, project, owner, 'laptop');
    });
    const scans = plans.filter((step) => /\bSCAN\b|Seq Scan|TEMP B-TREE|\bSort\b/.test(step));
    const indexes = ['user_keys_by_secret', 'user_keys_by_name'];
    assert.deepEqual([scans, indexes.filter((name) => !plans.join().includes(name))], [[], []]);
  });
});
