import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { type Mailbox, mailbox } from '../support/mailbox.ts';
import { call, PROJECT, type Started, serving } from '../support/server.ts';
import { freshName, freshPhone } from './account-fixtures.ts';
import { ID } from './clients-expected.ts';
import { expectedMembership, plain, whose } from './teams-expected.ts';
import { type Fields, type Person, person, type TeamsPackage, teamsPackages } from './teams-packages.ts';

type Test = { readonly one: TeamsPackage; readonly server: () => Started; readonly box: Mailbox };
type Shown = {
  readonly teamId: string;
  readonly membershipId: string;
  readonly userId: string;
  readonly secret: string;
};

const wrong = { code: 401, type: 'team_invalid_secret' };
const confirmed = { code: 409, type: 'membership_already_confirmed' };
const COOKIES = [`denizen_device_${PROJECT}`, `a_session_${PROJECT}_legacy`, `a_session_${PROJECT}`];

onAnyEngine('invitations through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);
  for (const one of teamsPackages) {
    describe(one.name, () => {
      const test = { one, server: server.get, box };
      ofStrangers(test);
      ofUsers(test);
      again(test);
      refused(test);
    });
  }
});

function ofStrangers({ one, server, box }: Test): void {
  it('a stranger who shows the secret is in, is signed in by cookies alone, and owns the address', async () => {
    const { ann, teamId } = await team(one, server());
    const email = `${freshName()}@example.com`;
    const asked = await invite(ann, { teamId, email, name: 'Eve' });
    const shown = await shownTo(box, email);
    const guest = one.caller(server());
    const joined = plain(await guest.teams('updateMembershipStatus', shown));
    const said = { userId: ID, userName: 'Eve', userEmail: email, teamId, roles: ['player'] };
    assert.deepEqual(
      plain(asked),
      expectedMembership(one, { ...said, userId: '', joined: '', confirm: false }),
    );
    assert.deepEqual(joined, expectedMembership(one, said));
    const user = await get(server(), `/users/${shown.userId}`);
    const { total, sessions } = (await get(server(), `/users/${shown.userId}/sessions`)) as {
      total: number;
      sessions: Fields[];
    };
    const session = sessions.map(({ provider, providerUid, factors }) => ({
      provider,
      providerUid,
      factors,
    }));
    assert.deepEqual(
      [user.emailVerification, user.passwordUpdate, total, session],
      [true, '', 1, [{ provider: 'email', providerUid: email, factors: ['email'] }]],
    );
    if (one.withKey) return;
    assert.deepEqual([...guest.cookies.keys()], COOKIES);
    assert.equal(((await guest.teams('get', { teamId })) as Fields).total, 2);
  });

  it('who has but a phone is sent a link by SMS, which verifies the phone and nothing else', async () => {
    const { ann, teamId } = await team(one, server());
    const phone = freshPhone();
    await invite(ann, { teamId, phone });
    const shown = await shownTo(box, phone);
    await one.caller(server()).teams('updateMembershipStatus', shown);
    const user = await get(server(), `/users/${shown.userId}`);
    const { sessions } = (await get(server(), `/users/${shown.userId}/sessions`)) as { sessions: Fields[] };
    assert.deepEqual(
      [user.phone, user.phoneVerification, user.emailVerification, sessions[0]?.factors],
      [phone, true, false, ['phone']],
    );
  });
}

function ofUsers({ one, server, box }: Test): void {
  it('a user who is signed in joins without another session and without cookies', async () => {
    const { ann, teamId } = await team(one, server());
    const bob = await person(one, server());
    await invite(ann, { teamId, userId: bob.id });
    const before = new Map(bob.cookies);
    const joined = await bob.teams('updateMembershipStatus', await shownTo(box, bob.email));
    const said = { ...whose(bob), teamId, roles: ['player'] };
    assert.deepEqual(plain(joined), expectedMembership(one, said));
    const { total } = await get(server(), `/users/${bob.id}/sessions`);
    assert.deepEqual([total, new Map(bob.cookies)], [1, before]);
  });

  it('the invitation of somebody else is refused, by whoever is signed in', async () => {
    const { ann, teamId } = await team(one, server());
    const [bob, cat] = [await person(one, server()), await person(one, server())];
    await invite(ann, { teamId, userId: bob.id });
    const shown = await shownTo(box, bob.email);
    const message = `Invite does not belong to current user (${cat.email})`;
    const mismatch = { code: 401, type: 'team_invite_mismatch' };
    await assert.rejects(cat.teams('updateMembershipStatus', shown), { ...mismatch, message });
    const named = one.caller(server()).teams('updateMembershipStatus', { ...shown, userId: cat.id });
    await assert.rejects(named, mismatch);
    assert.equal((await get(server(), `/teams/${teamId}`)).total, 1);
  });

  it('who was asked may say no, and is asked anew', async () => {
    const { ann, teamId } = await team(one, server());
    const bob = await person(one, server());
    const { $id: membershipId } = await invite(ann, { teamId, userId: bob.id });
    await bob.teams('deleteMembership', { teamId, membershipId });
    const shown = await shownTo(box, bob.email);
    const late = bob.teams('updateMembershipStatus', shown);
    await assert.rejects(late, { code: 404, type: 'membership_not_found' });
    const again = await invite(ann, { teamId, userId: bob.id });
    assert.notEqual(again.$id, membershipId);
  });
}

function again({ one, server, box }: Test): void {
  it('an open invitation is sent again: same membership, same roles, another secret', async () => {
    const { ann, teamId } = await team(one, server());
    const bob = await person(one, server());
    const first = await invite(ann, { teamId, email: bob.email });
    const old = await shownTo(box, bob.email);
    const second = await invite(ann, { teamId, email: bob.email, roles: ['owner'] });
    assert.deepEqual([second.$id, second.roles, second.confirm], [first.$id, ['player'], false]);
    assert.ok(String(second.invited) > String(first.invited));
    const shown = await shownTo(box, bob.email, 2);
    const guest = one.caller(server()).teams;
    await assert.rejects(guest('updateMembershipStatus', old), wrong);
    await guest('updateMembershipStatus', shown);
    assert.equal((await get(server(), `/teams/${teamId}`)).total, 2);
  });

  it('the right secret is good for once, and a wrong one never', async () => {
    const { ann, teamId } = await team(one, server());
    const bob = await person(one, server());
    // A guest who accepts the invitation of an unproven address ends the sessions of its user (decision 34).
    await verified(server(), bob);
    await invite(ann, { teamId, email: bob.email });
    const shown = await shownTo(box, bob.email);
    const guest = () => one.caller(server()).teams;
    await assert.rejects(guest()('updateMembershipStatus', { ...shown, secret: 'f00f00' }), wrong);
    await guest()('updateMembershipStatus', shown);
    await assert.rejects(guest()('updateMembershipStatus', shown), confirmed);
    await assert.rejects(guest()('updateMembershipStatus', { ...shown, secret: 'f00f00' }), wrong);
    await assert.rejects(invite(ann, { teamId, email: bob.email }), confirmed);
    const { total } = await get(server(), `/users/${bob.id}/sessions`);
    assert.deepEqual([total, (await get(server(), `/teams/${teamId}`)).total], [2, 2]);
  });
}

function refused({ one, server, box }: Test): void {
  it('an invitation leads to its team and to no other', async () => {
    const { ann, teamId } = await team(one, server());
    const other = await team(one, server());
    const bob = await person(one, server());
    const asked = await invite(ann, { teamId, email: bob.email });
    const shown = await shownTo(box, bob.email);
    const guest = one.caller(server()).teams;
    const tries = [{ teamId: other.teamId }, { teamId: 'nothing' }, { membershipId: 'nothing' }];
    const types = ['team_membership_mismatch', 'team_not_found', 'membership_not_found'];
    for (const [at, change] of tries.entries()) {
      const refusal = { code: 404, type: types[at] };
      await assert.rejects(guest('updateMembershipStatus', { ...shown, ...change }), refusal);
    }
    const ref = { teamId: other.teamId, membershipId: asked.$id };
    const mismatch = { code: 404, type: 'team_membership_mismatch' };
    await assert.rejects(other.ann.teams('getMembership', ref), mismatch);
    await assert.rejects(other.ann.teams('updateMembership', { ...ref, roles: [] }), mismatch);
    await assert.rejects(other.ann.teams('deleteMembership', ref), mismatch);
  });

  it('whoever does not own the team invites nobody, and makes no user by trying', async () => {
    const { teamId } = await team(one, server());
    const bob = await person(one, server());
    await call(server().endpoint, 'POST', `/teams/${teamId}/memberships`, {
      body: { userId: bob.id, roles: [] },
    });
    const email = `${freshName()}@example.com`;
    await assert.rejects(invite(bob, { teamId, email }), {
      code: 401,
      type: 'user_unauthorized',
      message: 'User is not allowed to send invitations for this team',
    });
    const query = JSON.stringify({ method: 'equal', attribute: 'email', values: [email] });
    assert.equal((await get(server(), `/users?queries[0]=${encodeURIComponent(query)}`)).total, 0);
  });
}

/** A team that Ann has made and nobody else is in. */
async function team(one: TeamsPackage, to: Started): Promise<{ ann: Person; teamId: string }> {
  const ann = await person(one, to);
  const made = await ann.teams('create', { teamId: `team-${freshName()}`, name: 'Blue' });
  return { ann, teamId: (made as { readonly $id: string }).$id };
}

type Wanted = {
  readonly teamId: string;
  readonly roles?: readonly string[];
  readonly email?: string;
  readonly userId?: string;
  readonly phone?: string;
  readonly name?: string;
};

async function invite({ teams }: Person, wanted: Wanted): Promise<Fields> {
  const { teamId, roles = ['player'], email, userId, phone, name } = wanted;
  // The order of the arguments in a row.
  const input = { teamId, roles, email, userId, phone, url: `${PAGE}/join?a=1#title`, name };
  return (await teams('createMembership', input)) as Fields;
}

/** What the newest link to the address carries, and that it is built as clients know it. */
async function shownTo(box: Mailbox, address: string, least = 1): Promise<Shown> {
  const mail = (await box.to(address, least)).at(-1);
  const link = new URL(/https?:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '');
  const names = ['a', 'membershipId', 'userId', 'secret', 'teamId', 'teamName'];
  assert.deepEqual([[...link.searchParams.keys()], link.hash], [names, '#title']);
  const said = Object.fromEntries(link.searchParams);
  assert.match(said.secret ?? '', /^[0-9a-f]{256}$/);
  const { teamId = '', membershipId = '', userId = '', secret = '' } = said;
  return { teamId, membershipId, userId, secret };
}

async function verified({ endpoint }: Started, { id }: Person): Promise<void> {
  const body = { emailVerification: true };
  assert.equal((await call(endpoint, 'PATCH', `/users/${id}/verification`, { body })).status, 200);
}

async function get({ endpoint }: Started, path: string): Promise<Fields> {
  return (await call(endpoint, 'GET', path)).body as Fields;
}
