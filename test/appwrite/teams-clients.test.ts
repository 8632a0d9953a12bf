import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, type Started, serving } from '../support/server.ts';
import { freshName } from './account-fixtures.ts';
import { expectedMembership, expectedTeam, plain, whose } from './teams-expected.ts';
import { type Fields, person, type Teams, type TeamsPackage, teamsPackages } from './teams-packages.ts';

type Get = () => Started;
const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };

onAnyEngine('teams through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const one of teamsPackages) {
    describe(one.name, () => {
      if (one.withKey) asKey(one, one.withKey, server);
      asOwner(one, server.get);
    });
  }
});

function asKey(
  one: TeamsPackage,
  withKey: (to: Started) => Teams,
  { get: server }: { readonly get: Get },
): void {
  it('a key makes a team without members, and changes and deletes it', async () => {
    const teams = withKey(server());
    const teamId = `team-${freshName()}`;
    const made = await teams('create', { teamId, name: 'Blue', roles: ['player'] });
    assert.deepEqual(plain(made), expectedTeam({ $id: teamId }));
    assert.deepEqual(plain(await teams('get', { teamId })), plain(made));
    const renamed = await teams('updateName', { teamId, name: 'Green' });
    assert.deepEqual(plain(renamed), expectedTeam({ $id: teamId, name: 'Green' }));
    assert.deepEqual(plain(await teams('getPrefs', { teamId })), {});
    assert.deepEqual(plain(await teams('updatePrefs', { teamId, prefs })), prefs);
    assert.deepEqual(
      plain(await teams('get', { teamId })),
      expectedTeam({ $id: teamId, name: 'Green', prefs }),
    );
    const listed = (await teams('list', { queries: [], search: teamId })) as Fields;
    assert.deepEqual(plain(listed), {
      total: 1,
      teams: [expectedTeam({ $id: teamId, name: 'Green', prefs })],
    });
    await teams('delete', { teamId });
    await assert.rejects(teams('get', { teamId }), { code: 404, type: 'team_not_found' });
  });

  it('a key makes somebody a member at once, without a message', async () => {
    const teams = withKey(server());
    const bob = await person(one, server());
    const { $id: teamId } = await team(teams);
    const input = { teamId, roles: ['b', 'a', 'b'], email: bob.email };
    const made = (await teams('createMembership', input)) as Fields;
    const said = { ...whose(bob), teamId, roles: ['b', 'a', 'b'] };
    assert.deepEqual(plain(made), expectedMembership(one, said));
    const membershipId = made.$id;
    assert.deepEqual(plain(await teams('getMembership', { teamId, membershipId })), plain(made));
    assert.deepEqual(plain(await teams('listMemberships', { teamId })), {
      total: 1,
      memberships: [plain(made)],
    });
    assert.equal(((await teams('get', { teamId })) as Fields).total, 1);
    const changed = await teams('updateMembership', { teamId, membershipId, roles: [] });
    assert.deepEqual(plain(changed), expectedMembership(one, { ...said, roles: [] }));
    await assert.rejects(teams('createMembership', input), {
      code: 409,
      type: 'membership_already_confirmed',
    });
    await teams('deleteMembership', { teamId, membershipId });
    assert.equal(((await teams('get', { teamId })) as Fields).total, 0);
    const again = teams('deleteMembership', { teamId, membershipId });
    await assert.rejects(again, { code: 404, type: 'team_invite_not_found' });
    const mails = await (await fetch(`${server().base}/dev/mailbox`)).text();
    assert.ok(!mails.includes(bob.email));
  });
}

function asOwner(one: TeamsPackage, server: Get): void {
  it('a user who makes a team is its first member and owns it, whatever roles they ask for', async () => {
    const ann = await person(one, server());
    const teamId = `team-${freshName()}`;
    const made = await ann.teams('create', { teamId, name: 'Blue', roles: ['player'] });
    assert.deepEqual(plain(made), expectedTeam({ $id: teamId, total: 1 }));
    const owner = expectedMembership(one, { ...whose(ann), teamId, roles: ['player', 'owner'] });
    const listed = plain(await ann.teams('listMemberships', { teamId }));
    assert.deepEqual(listed, { total: 1, memberships: [owner] });
    assert.deepEqual(plain(await ann.teams('list')), {
      total: 1,
      teams: [expectedTeam({ $id: teamId, total: 1 })],
    });
    await assert.rejects(ann.teams('create', { teamId, name: 'Blue' }), {
      code: 409,
      type: 'team_already_exists',
    });
  });

  it('an owner changes the team and its members, and deletes it with all memberships', async () => {
    const [ann, bob] = [await person(one, server()), await person(one, server())];
    const { $id: teamId } = await team(ann.teams);
    const renamed = await ann.teams('updateName', { teamId, name: 'Green' });
    assert.deepEqual(plain(renamed), expectedTeam({ $id: teamId, name: 'Green', total: 1 }));
    assert.deepEqual(plain(await ann.teams('updatePrefs', { teamId, prefs })), prefs);
    assert.deepEqual(plain(await ann.teams('getPrefs', { teamId })), prefs);
    const input = { teamId, roles: ['player'], email: bob.email, userId: undefined, phone: undefined };
    const asked = (await ann.teams('createMembership', { ...input, url: PAGE })) as Fields;
    // Nothing but what was typed is shown until the invitation is accepted.
    const typed = { userId: '', userName: '', userEmail: bob.email };
    const said = { ...typed, teamId, teamName: 'Green', joined: '', confirm: false };
    assert.deepEqual(plain(asked), expectedMembership(one, { ...said, roles: ['player'] }));
    const change = { teamId, membershipId: asked.$id, roles: ['coach'] };
    const changed = await ann.teams('updateMembership', change);
    assert.deepEqual(plain(changed), expectedMembership(one, { ...said, roles: ['coach'] }));
    await ann.teams('delete', { teamId });
    assert.deepEqual(plain(await ann.teams('list')), { total: 0, teams: [] });
    const left = await call(server().endpoint, 'GET', `/users/${bob.id}/memberships`);
    assert.deepEqual(left.body, { total: 0, memberships: [] });
  });

  it('the last owner may step down and leave; then only a key manages the team', async () => {
    const ann = await person(one, server());
    const { $id: teamId } = await team(ann.teams);
    const { memberships } = (await ann.teams('listMemberships', { teamId })) as { memberships: Fields[] };
    const membershipId = memberships[0]?.$id;
    await ann.teams('updateMembership', { teamId, membershipId, roles: [] });
    const refused = ann.teams('updateMembership', { teamId, membershipId, roles: ['owner'] });
    await assert.rejects(refused, {
      code: 401,
      type: 'user_unauthorized',
      message: 'User is not allowed to modify roles',
    });
    await ann.teams('deleteMembership', { teamId, membershipId });
    await assert.rejects(ann.teams('get', { teamId }), { code: 404, type: 'team_not_found' });
    const kept = await call(server().endpoint, 'GET', `/teams/${teamId}`);
    assert.deepEqual([kept.status, (kept.body as Fields).total], [200, 0]);
  });
}

/** A team that nobody else has. */
async function team(teams: Teams): Promise<{ readonly $id: string }> {
  return (await teams('create', { teamId: `team-${freshName()}`, name: 'Blue' })) as { readonly $id: string };
}
