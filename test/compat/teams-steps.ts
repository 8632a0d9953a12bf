import assert from 'node:assert/strict';
import { freshName } from '../appwrite/account-fixtures.ts';
import { ID } from '../appwrite/clients-expected.ts';
import { expectedFullMembership, expectedTeam } from '../appwrite/teams-expected.ts';
import { PAGE } from '../support/browser-client.ts';
import type { Fields } from '../support/official-packages.ts';
import { isBelow } from '../support/user-fields.ts';
import { inTheNameOf } from './account-fixtures.ts';
import { after, before, paged } from './paging.ts';
import { data, plain, refuses, type Step, type Steps, somebody, type Walk } from './walk.ts';

const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };
const ROLES = ['b', 'a', 'b'];
/** By any name that packages have had for it. */
const LISTED = ['listMemberships', 'getMemberships'];

const create: Step = async (walk) => {
  const teamId = freshName();
  const answer = await walk.ask({ teamId, name: 'Blue', roles: ['player'] });
  // Servers made the id themselves before 0.12.
  const takesId = walk.one.parameters('create').includes('teamId');
  walk.shows(answer, 'team', expectedTeam({ $id: takesId ? teamId : ID }));
  assert.deepEqual(data(await walk.ask({ teamId: answer.$id }, 'get')), data(answer));
  if (takesId) await refuses(walk, walk.ask({ teamId, name: 'Blue' }), 409, 'team_already_exists');
};

const get: Step = async (walk) => {
  const teamId = await team(walk);
  walk.shows(await walk.ask({ teamId }), 'team', expectedTeam({ $id: teamId }));
  await refuses(walk, walk.ask({ teamId: 'none' }), 404, 'team_not_found');
};

const rename: Step = async (walk) => {
  const teamId = await team(walk);
  const answer = await walk.ask({ teamId, name: 'Green' });
  walk.shows(answer, 'team', expectedTeam({ $id: teamId, name: 'Green' }));
  assert.equal((await walk.raw('GET', `/teams/${teamId}`)).name, 'Green');
};

const remove: Step = async (walk) => {
  const teamId = await team(walk);
  assert.deepEqual(plain(await walk.ask({ teamId })), walk.one.nothing);
  await refuses(walk, walk.ask({ teamId }, 'get'), 404, 'team_not_found');
};

const list: Step = async (walk) => {
  const family = `${freshName().replace('-', '')}family`;
  const added = async (first: string) => {
    const name = `${first} ${family}`;
    return expectedTeam({ $id: await team(walk, name), name });
  };
  const [first, second, third] = [await added('Abel'), await added('Bea'), await added('Cid')];
  const listed = (input: Fields = {}) => walk.ask({ queries: [], search: family, ...input });

  walk.lists(await listed(), 'team', [first, second, third]);
  walk.lists(await listed(paged(walk, { limit: 1, offset: 1, isReversed: true })), 'team', [second], 3);
  if (isBelow(walk.one.format, '0.12.0')) return;
  walk.lists(await listed(after(walk, first.$id)), 'team', [second, third], 3);
  walk.lists(await listed(before(walk, third.$id)), 'team', [second], 3);
};

const getPrefs: Step = async (walk) => {
  const teamId = await team(walk);
  const none = await walk.ask({ teamId });
  await walk.raw('PUT', `/teams/${teamId}/prefs`, { prefs });
  assert.deepEqual([none, await walk.ask({ teamId })].map(plain), [{}, prefs]);
};

const updatePrefs: Step = async (walk) => {
  const teamId = await team(walk);
  const answers = [await walk.ask({ teamId, prefs }), await walk.raw('GET', `/teams/${teamId}/prefs`)];
  assert.deepEqual(answers.map(plain), [prefs, prefs]);
};

const createMembership: Step = async (walk) => {
  const { teamId, userId, email, picture } = await about(walk);
  const answer = await walk.ask({ teamId, email, roles: ROLES, url: PAGE, name: 'Ann' });
  walk.shows(answer, 'membership', picture);
  const { memberships } = await walk.raw('GET', `/users/${userId}/memberships`);
  assert.deepEqual(
    (memberships as readonly Fields[]).map(({ $id, roles }) => [$id, roles]),
    [[answer.$id, ROLES]],
  );
  const again = walk.ask({ teamId, email, roles: ROLES, url: PAGE });
  const type = isBelow(walk.one.format, '1.6.0')
    ? 'team_invite_already_exists'
    : 'membership_already_confirmed';
  await refuses(walk, again, 409, type);
};

const getMembership: Step = async (walk) => {
  const { teamId, membershipId, picture } = await member(walk);
  walk.shows(await walk.ask({ teamId, membershipId }), 'membership', picture);
  const other = await team(walk);
  const mismatch = walk.ask({ teamId: other, membershipId });
  await refuses(walk, mismatch, 404, 'team_membership_mismatch');
};

const listMemberships: Step = async (walk) => {
  const { teamId, picture } = await member(walk);
  walk.lists(await walk.ask({ teamId }), 'membership', [picture]);
  walk.lists(await walk.ask({ teamId, ...paged(walk, { limit: 1, offset: 1 }) }), 'membership', [], 1);
};

const updateMembership: Step = async (walk) => {
  const { teamId, membershipId, picture } = await member(walk);
  const answer = await walk.ask({ teamId, membershipId, roles: ['coach'] });
  walk.shows(answer, 'membership', { ...picture, roles: ['coach'] });
  const shown = await walk.raw('GET', `/teams/${teamId}/memberships/${membershipId}`);
  assert.deepEqual(shown.roles, ['coach']);
};

const deleteMembership: Step = async (walk) => {
  const { teamId, membershipId } = await member(walk);
  assert.deepEqual(plain(await walk.ask({ teamId, membershipId })), walk.one.nothing);
  walk.lists(await walk.ask({ teamId }, ...LISTED), 'membership', []);
  await refuses(walk, walk.ask({ teamId, membershipId }), 404, 'team_invite_not_found');
};

const updateMembershipStatus: Step = async (walk) => {
  const owner = await somebody(walk);
  const { secret } = await walk.raw('POST', `/users/${owner}/sessions`, {});
  const raw = inTheNameOf(walk, String(secret));
  const { userId, email, picture } = await about(walk);
  const teamId = freshName();
  await raw('POST', '/teams', { teamId, name: 'Blue' });
  const asked = await raw('POST', `/teams/${teamId}/memberships`, { email, roles: ROLES, url: PAGE });
  const link = await walk.box.link(email);
  const answer = await walk.ask({ teamId, membershipId: asked.$id, ...link });
  walk.shows(answer, 'membership', { ...picture, teamId });
  assert.deepEqual([link.userId, (await walk.raw('GET', `/teams/${teamId}`)).total], [userId, 2]);
};

async function team({ raw }: Walk, name = 'Blue'): Promise<string> {
  const teamId = freshName();
  await raw('POST', '/teams', { teamId, name });
  return teamId;
}

/** A team, somebody who is not in it, and how they look when they are. */
async function about(walk: Walk) {
  const teamId = await team(walk);
  const email = `${teamId}@example.com`;
  const userId = await somebody(walk, { email, name: 'Ann' });
  const whose = { userId, userName: 'Ann', userEmail: email };
  return { teamId, userId, email, picture: expectedFullMembership({ ...whose, teamId, roles: ROLES }) };
}

async function member(walk: Walk) {
  const { teamId, userId, picture } = await about(walk);
  const made = await walk.raw('POST', `/teams/${teamId}/memberships`, { userId, roles: ROLES });
  return { teamId, membershipId: String(made.$id), picture };
}

export const teamSteps: Steps = {
  create,
  get,
  update: rename,
  updateName: rename,
  delete: remove,
  list,
  getPrefs,
  updatePrefs,
  createMembership,
  getMembership,
  listMemberships,
  getMemberships: listMemberships,
  updateMembership,
  updateMembershipRoles: updateMembership,
  deleteMembership,
  updateMembershipStatus,
};
