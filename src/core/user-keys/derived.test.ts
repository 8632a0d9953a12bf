import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome } from '../../../test/support/second-factors.ts';
import { exchangeKey } from '../device-grants/device-grants.ts';
import { instantOf } from '../instant.ts';
import { addMember, removeMember, setRoles } from '../memberships/memberships.ts';
import { deleteMembership, findMemberOf, updateMembership } from '../memberships/store.ts';
import { endOwned } from '../owned.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam } from '../teams/teams.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { covers, type KeyParent, type Permission, parentOf, permissionText } from './user-key.ts';
import { authenticateUserKey, createUserKey, revokeUserKey } from './user-keys.ts';

const texts = [
  'api',
  'api:read',
  'api:write',
  'repositories',
  'repository:acme',
  'docs:acme',
  'package:acme/x',
];
const all: readonly Permission[] = texts.map((text) => {
  const [domain = '', resource = null] = text.split(':');
  return { domain, resource };
});
const subsets = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_, at) => (bits >> at) & 1));
const text = permissionText;

/** What each permission lets do, spelled out: a permission that is not named here is good for itself. */
const reaches: Readonly<Record<string, readonly string[]>> = {
  api: texts,
  'api:write': ['api:write', 'api:read'],
  repositories: ['repositories', 'repository:acme'],
};
const reachOf = (held: readonly Permission[]) =>
  new Set(held.flatMap((one) => reaches[text(one)] ?? [text(one)]));

onEachEngine('a key that is made with a key', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const ann = { kind: 'user', id: 'ann' } as const;
  const team = 'acme' as TeamId;
  const owner = { kind: 'team', id: team } as const;
  before(async () => {
    for (const id of ['ann', 'bob', 'cid'] as UserId[]) await createUser(here.core, here.actor, { id });
    await createTeam(here.core, here.actor, { id: team, name: 'Acme', roles: [] });
  });
  const password = (maker: string, more: Partial<KeyParent> = {}): KeyParent => {
    const everything = { permissions: null, revokeAt: null, lineage: [], grantId: null };
    return { ...everything, factors: ['password'], maker: maker as UserId, ...more };
  };
  const make = (of: typeof ann | typeof owner, parent: KeyParent, more = {}) =>
    createUserKey(here.core, here.actor, of, {
      ...{ name: 'k', permissions: [{ domain: 'api', resource: null }], revokeAt: null, parent },
      ...more,
    });
  const state = async (secret: string) => (await authenticateUserKey(here.core, project, secret))?.state;
  const member = async (user: string, roles: readonly string[]) => {
    const { id } = await addMember(here.core, here.actor, { team, user: user as UserId, roles });
    return { team, id };
  };

  it('may do no more than that, of all the sets of permissions', () => {
    for (const held of subsets)
      for (const wanted of all)
        assert.equal(
          covers(held, wanted),
          reachOf(held).has(text(wanted)),
          `${held.map(text)} ${text(wanted)}`,
        );
    for (const held of subsets)
      for (const wanted of all.filter((one) => covers(held, one))) {
        const more = [...reachOf([wanted])].filter((each) => !reachOf(held).has(each));
        assert.deepEqual(more, [], `${held.map(text)} ${text(wanted)}`);
      }
  });

  it('is refused permissions that the other lacks, in whatever spelling', async () => {
    const { key } = await make(ann, password('ann'), { permissions: [{ domain: 'api', resource: 'write' }] });
    const tried = [
      ...['API', 'api ', 'apis', 'api:read:x', 'api:writ', 'api:read ', 'repositories', 'repository:'],
      ...['repository:acme', 'Repository:acme', 'docs', ''],
    ];
    for (const each of ['api:read', 'api:write']) {
      const [domain, resource] = each.split(':');
      const permissions = [{ domain, resource }];
      assert.equal(await outcome(make(ann, parentOf(key), { permissions })), 'done', each);
    }
    for (const each of tried) {
      const [domain = '', ...rest] = each.split(':');
      const permissions = [{ domain, resource: rest.length === 0 ? null : rest.join(':') }];
      const refused = await outcome(make(ann, parentOf(key), { permissions }));
      assert.match(refused, /^(?:scope_missing|argument_invalid)$/, each);
    }
  });

  it('ends when the other does, whichever way that ends, and shows no more factors', async () => {
    const revokeAt = instantOf(here.clock.now() + 60_000);
    const [parent, other] = [
      await make(ann, password('ann'), { name: 'parent', revokeAt }),
      await make(ann, password('ann'), { name: 'other' }),
    ];
    const child = await make(ann, parentOf(parent.key), { revokeAt: instantOf(revokeAt + 1) });
    const grandchild = await make(ann, parentOf(child.key));
    const shorter = await make(ann, parentOf(parent.key), { revokeAt: instantOf(revokeAt - 1) });
    const of = await make(ann, parentOf(other.key), { name: 'of-other' });
    const ofThat = await make(ann, parentOf(of.key), { name: 'of-that' });
    const ends = [child, grandchild, shorter, of].map(({ key }) => key.revokeAt);
    assert.deepEqual(ends, [revokeAt, revokeAt, revokeAt - 1, null]);
    assert.deepEqual([grandchild.key.factors, await state(ofThat.secret)], [['password'], 'good']);
    await revokeUserKey(here.core, here.actor, ann, 'other');
    assert.deepEqual([await state(of.secret), await state(ofThat.secret)], ['revoked', 'revoked']);
    here.clock.advance(60_000);
    assert.equal(await state(grandchild.secret), 'revoked');
  });

  it('of a team ends with the membership of who made it, and with the role, and does not come back', async () => {
    const ref = await member('bob', ['write']);
    const bob = await make(owner, password('bob'));
    const ofThat = await make(owner, parentOf(bob.key));
    const states = async () => [await state(bob.secret), await state(ofThat.secret)];
    const before = await states();
    await setRoles(here.core, here.actor, { ...ref, roles: ['owner'] });
    const raised = await states();
    await setRoles(here.core, here.actor, { ...ref, roles: ['read'] });
    await setRoles(here.core, here.actor, { ...ref, roles: ['write'] });
    const lowered = await states();
    const again = await make(owner, password('bob'));
    await removeMember(here.core, here.actor, ref);
    const removed = await state(again.secret);
    await member('bob', ['owner']);
    const back = [...(await states()), await state(again.secret)];
    assert.deepEqual([bob.key.maker?.role, ofThat.key.maker], ['write', bob.key.maker]);
    assert.deepEqual(
      [before, raised],
      [
        ['good', 'good'],
        ['good', 'good'],
      ],
    );
    assert.deepEqual([lowered, removed], [['revoked', 'revoked'], 'revoked']);
    assert.deepEqual(back, ['revoked', 'revoked', 'revoked']);
  });

  it('of a team is of use by what its maker may do at that moment, whatever changed it', async () => {
    const of = { team, user: 'cid' as UserId };
    await member('cid', ['write']);
    const { secret } = await make(owner, password('cid'));
    const seen = [];
    for (const roles of [['write'], ['read'], ['owner'], []]) {
      await here.core.write(here.actor, [], async (tx) => {
        const known = await findMemberOf(tx, project, of);
        assert.ok(known && (await updateMembership(tx, project, { ...known, roles })));
      });
      seen.push(await state(secret));
    }
    await here.core.write(here.actor, [], async (tx) => {
      const known = await findMemberOf(tx, project, of);
      assert.ok(known);
      await deleteMembership(tx, project, known);
    });
    seen.push(await state(secret));
    assert.deepEqual(seen, ['good', 'revoked', 'good', 'revoked', 'revoked']);
  });

  it('of a team is made by who may write there, and ends with what ends the keys of who made it', async () => {
    await member('cid', ['owner']);
    const own = await make({ kind: 'user', id: 'cid' } as never, password('cid'));
    const [byPassword, byKey] = [await make(owner, password('cid')), await make(owner, parentOf(own.key))];
    const before = [await state(byPassword.secret), await state(byKey.secret)];
    await here.core.write(here.actor, { act: 'recovery.update', user: 'cid' as UserId }, (tx) =>
      endOwned(here.core, tx, 'endSessions', { project: here.actor.project, user: 'cid' as UserId }),
    );
    const after = [await state(byPassword.secret), await state(byKey.secret)];
    const refused = await outcome(make(owner, password('ann')));
    await member('ann', ['read']);
    assert.deepEqual(
      [before, after],
      [
        ['good', 'good'],
        ['revoked', 'revoked'],
      ],
    );
    assert.deepEqual(
      [refused, await outcome(make(owner, password('ann')))],
      ['team_not_found', 'not_allowed'],
    );
  });

  it('is exchanged for no scope that it lacks, in whatever spelling', async () => {
    const input = { clientId: HEX_CLIENT, name: '' };
    const scopesOf = async (permissions: readonly Permission[], scope: string) => {
      const { key, secret } = await make(ann, password('ann'), { permissions, name: 'x' });
      try {
        return (await exchangeKey(here.core, here.actor, { ...input, secret, scope })).grant.scopes;
      } catch {
        return 'refused';
      } finally {
        await revokeUserKey(here.core, here.actor, ann, key.name);
      }
    };
    const reading: Permission[] = [{ domain: 'api', resource: 'read' }];
    const repositories: Permission[] = [{ domain: 'repositories', resource: null }];
    for (const scope of [
      'api',
      'api:write',
      'API:READ',
      'api:',
      'api:read:',
      'api:reads',
      'repositories',
      'docs:x',
    ])
      assert.equal(await scopesOf(reading, scope), 'refused', scope);
    for (const scope of [
      'repository:',
      'repository:a:b',
      'Repository:acme',
      'repository:*',
      'repository:../x',
      'api:read',
    ])
      assert.equal(await scopesOf(repositories, scope), 'refused', scope);
    assert.deepEqual(await scopesOf(reading, 'api:read'), ['api:read']);
    assert.deepEqual(await scopesOf(repositories, 'repository:acme'), ['repository:acme']);
  });
});
