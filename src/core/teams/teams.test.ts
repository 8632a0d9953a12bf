import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import type { Failure } from '../failure.ts';
import type { Listing } from '../listing/listing.ts';
import { accept, invite } from '../memberships/invitations.ts';
import { listMembers, listMembershipsOf } from '../memberships/list.ts';
import { addMember, getMember, removeMember, setRoles } from '../memberships/memberships.ts';
import type { Message } from '../outbox/message.ts';
import { emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';
import { listTeams } from './list.ts';
import type { TeamId } from './team.ts';
import { createTeam, getTeam, removeTeam, renameTeam, setTeamPrefs } from './teams.ts';

const all: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: true };
const URL_THERE = 'http://localhost/join?a=1#title';

onEachEngine('teams', (database) => {
  const here = directory(database);
  let count = 0;

  /** Creates a user with an email of its own and returns it signed in. */
  async function person(name: string): Promise<{ actor: Actor; id: UserId; email: string }> {
    const email = `${name.toLowerCase()}${++count}@example.com`;
    const user = await createUser(here.core, here.actor, { name, email: emailOf(email) as never });
    return { actor: { ...here.actor, kind: 'user', id: user.id, user }, id: user.id, email };
  }

  async function team(owner: Actor, name = 'Blue'): Promise<TeamId> {
    return (await createTeam(here.core, owner, { id: undefined, name, roles: ['player'] })).id;
  }

  it('gives a user who creates one the given roles and ownership', async () => {
    const ann = await person('Ann');
    const id = await team(ann.actor);
    const { rows } = await listMembers(here.core, ann.actor, id, all);
    assert.deepEqual(
      rows.map(({ userId, roles, userName, teamName }) => ({ userId, roles, userName, teamName })),
      [{ userId: ann.id, roles: ['player', 'owner'], userName: 'Ann', teamName: 'Blue' }],
    );
    assert.equal((await getTeam(here.core, ann.actor, id)).total, 1);
  });

  it('has no members when a server creates it', async () => {
    const made = await createTeam(here.core, here.actor, { id: undefined, name: 'Red', roles: ['owner'] });
    assert.deepEqual([made.total, (await listMembers(here.core, here.actor, made.id, all)).total], [0, 0]);
  });

  it('is not found by users who are not members', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const id = await team(ann.actor);
    const tries = [
      () => getTeam(here.core, bob.actor, id),
      () => renameTeam(here.core, bob.actor, { id, name: 'x' }),
      () => setTeamPrefs(here.core, bob.actor, { id, prefs: {} }),
      () => removeTeam(here.core, bob.actor, id),
      () => listMembers(here.core, bob.actor, id, all),
      () => invite(here.core, bob.actor, { team: id, user: ann.id, roles: [], url: URL_THERE }),
    ];
    assert.deepEqual(
      await Promise.all(tries.map(codeOf)),
      tries.map(() => 'team_not_found'),
    );
    assert.deepEqual(await listTeams(here.core, bob.actor, all), { rows: [], total: 0 });
  });

  it('can be changed by owners only', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const id = await team(ann.actor);
    const member = await addMember(here.core, here.actor, { team: id, user: bob.id, roles: ['player'] });
    const tries = [
      () => renameTeam(here.core, bob.actor, { id, name: 'x' }),
      () => setTeamPrefs(here.core, bob.actor, { id, prefs: {} }),
      () => setRoles(here.core, bob.actor, { team: id, id: member.id, roles: ['owner'] }),
      () => removeTeam(here.core, bob.actor, id),
      () => invite(here.core, bob.actor, { team: id, email: ann.email as never, roles: [], url: URL_THERE }),
    ];
    assert.deepEqual(
      await Promise.all(tries.map(codeOf)),
      tries.map(() => 'not_allowed'),
    );
    assert.equal((await renameTeam(here.core, ann.actor, { id, name: 'Green' })).name, 'Green');
    assert.deepEqual(await setTeamPrefs(here.core, ann.actor, { id, prefs: { a: 1 } }), { a: 1 });
  });

  it('is found by the words of its name', async () => {
    const ann = await person('Ann');
    const id = await team(ann.actor, 'Zebra Crossing');
    await renameTeam(here.core, ann.actor, { id, name: 'Quagga Crossing' });
    const found = async (search: string) =>
      (await listTeams(here.core, here.actor, { ...all, search })).rows.map((row) => row.id);
    assert.deepEqual([await found('quag'), await found('zebra'), await found(id)], [[id], [], [id]]);
  });

  it('invites by mail, accepts the secret once, and verifies the address', async () => {
    const ann = await person('Ann');
    const id = await team(ann.actor);
    const invitation = await invite(here.core, ann.actor, {
      team: id,
      email: emailOf('new@example.com') as never,
      roles: ['player'],
      url: URL_THERE,
    });
    const link = new URL((await mailed(here, 'new@example.com')).url ?? '');
    assert.deepEqual(
      [link.hash, [...link.searchParams.keys()].join()],
      ['#title', 'a,membershipId,userId,secret,teamId,teamName'],
    );
    assert.deepEqual([invitation.joinedAt, (await getTeam(here.core, ann.actor, id)).total], [null, 1]);
    const secret = link.searchParams.get('secret') ?? '';
    const guest: Actor = { ...here.actor, kind: 'guest' };
    const tries = Array.from(
      { length: 100 },
      () => () => accept(here.core, guest, { team: id, id: invitation.id, user: invitation.userId, secret }),
    );
    const codes = await Promise.all(tries.map(codeOf));
    assert.deepEqual(
      [codes.filter((code) => code === 'done').length, new Set(codes)],
      [1, new Set(['done', 'membership_confirmed'])],
    );
    assert.equal((await getTeam(here.core, ann.actor, id)).total, 2);
    assert.notEqual((await getUser(here.core, here.actor, invitation.userId)).emailVerifiedAt, null);
  });

  it('refuses an invitation for another user, a wrong secret, and a replaced secret', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const id = await team(ann.actor);
    const input = { team: id, user: bob.id, roles: [], url: URL_THERE };
    const invitation = await invite(here.core, ann.actor, input);
    const old = new URL((await mailed(here, bob.email)).url ?? '').searchParams.get('secret') ?? '';
    const again = await invite(here.core, ann.actor, { ...input, roles: ['owner'] });
    assert.deepEqual([again.id, again.roles], [invitation.id, []]);
    const secret = new URL((await mailed(here, bob.email)).url ?? '').searchParams.get('secret') ?? '';
    const guest: Actor = { ...here.actor, kind: 'guest' };
    const other = await team(ann.actor, 'Other');
    const acceptance = { team: id, id: invitation.id, user: bob.id, secret };
    const tries = [
      () => accept(here.core, guest, { ...acceptance, secret: old }),
      () => accept(here.core, guest, { ...acceptance, user: ann.id }),
      () => accept(here.core, ann.actor, acceptance),
      () => accept(here.core, guest, { ...acceptance, team: other }),
      () => accept(here.core, guest, { ...acceptance, id: 'nothing' }),
      () => accept(here.core, bob.actor, acceptance),
    ];
    assert.deepEqual(await inTurn(tries), [
      'invite_secret_wrong',
      'invite_mismatch',
      'invite_mismatch',
      'membership_mismatch',
      'membership_not_found',
      'done',
    ]);
  });

  it('counts members correctly under concurrency', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const id = await team(ann.actor);
    const join = () => addMember(here.core, here.actor, { team: id, user: bob.id, roles: [] });
    const joined = await Promise.all(Array.from({ length: 50 }, () => codeOf(join)));
    assert.equal(joined.filter((code) => code === 'done').length, 1);
    const [member] = (await listMembershipsOf(here.core, here.actor, bob.id, all)).rows;
    const leave = () => removeMember(here.core, bob.actor, { team: id, id: member?.id ?? '' });
    const left = await Promise.all(Array.from({ length: 50 }, () => codeOf(leave)));
    assert.equal(left.filter((code) => code === 'done').length, 1);
    assert.equal((await getTeam(here.core, here.actor, id)).total, 1);
  });

  it('loses deleted users, and its deletion removes all memberships', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const id = await team(ann.actor);
    await addMember(here.core, here.actor, { team: id, user: bob.id, roles: [] });
    await removeUser(here.core, here.actor, ann.id);
    assert.equal((await getTeam(here.core, here.actor, id)).total, 1);
    await removeTeam(here.core, here.actor, id);
    assert.deepEqual(await listMembershipsOf(here.core, here.actor, bob.id, all), { rows: [], total: 0 });
    // The team has room again.
    const other = await createTeam(here.core, here.actor, { id, name: 'Again', roles: [] });
    assert.equal(
      (await addMember(here.core, here.actor, { team: other.id, user: bob.id, roles: [] })).userId,
      bob.id,
    );
  });

  it('lets owners remove members and members leave, and refuses everyone else', async () => {
    const [ann, bob, cat] = [await person('Ann'), await person('Bob'), await person('Cat')];
    const id = await team(ann.actor);
    const [b, c] = [
      await addMember(here.core, here.actor, { team: id, user: bob.id, roles: [] }),
      await addMember(here.core, here.actor, { team: id, user: cat.id, roles: [] }),
    ];
    const tries = [
      () => removeMember(here.core, bob.actor, { team: id, id: c.id }),
      () => removeMember(here.core, bob.actor, { team: id, id: b.id }),
      () => removeMember(here.core, ann.actor, { team: id, id: c.id }),
      () => removeMember(here.core, ann.actor, { team: id, id: c.id }),
      () => getMember(here.core, ann.actor, { team: id, id: c.id }),
    ];
    assert.deepEqual(await inTurn(tries), [
      'not_allowed',
      'done',
      'done',
      'invite_not_found',
      'membership_not_found',
    ]);
  });
});

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    return (error as Failure).code ?? String(error);
  }
}

async function inTurn(works: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
  const codes: string[] = [];
  for (const work of works) codes.push(await codeOf(work));
  return codes;
}

/** Returns the last message to the address. */
async function mailed({ core, engine }: Directory, to: string): Promise<Message> {
  const rows = await engine.read.db.selectFrom('outbox').select('payload').orderBy('sequence').execute();
  const messages = rows.map((row) => JSON.parse(core.seal.open(row.payload) ?? 'null') as Message);
  return messages.findLast((message) => message.to === to) ?? assert.fail(`nothing was sent to ${to}`);
}
