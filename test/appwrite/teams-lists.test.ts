import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { Client, Query, Teams, Users } from 'node-appwrite';
import { PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { KEY, PROJECT, serving } from '../support/server.ts';

type Listed = { readonly total: number; readonly ids: readonly string[] };

onEachEngine('lists of teams and members', (database) => {
  const server = serving(database);
  const connected = () => new Client().setEndpoint(server.get().endpoint).setProject(PROJECT);
  const key = () => new Teams(connected().setKey(KEY));
  const secrets = new Map<string, string>();
  const as = (user: string) => new Teams(connected().setSession(secrets.get(user) ?? ''));
  const members = new Map<string, string>();

  before(async () => {
    const users = new Users(connected().setKey(KEY));
    for (const userId of ['ann', 'bob', 'cat', 'zed']) {
      await users.create({ userId, email: `${userId}@example.com`, name: `Name ${userId}` });
      secrets.set(userId, (await users.createSession({ userId })).secret);
    }
    await as('ann').create({ teamId: 'blue', name: 'Blue Whale' });
    await as('ann').create({ teamId: 'green', name: 'Green Whale' });
    await key().create({ teamId: 'empty', name: 'Nobody here' });
    const asked = { teamId: 'blue', roles: ['player'], userId: 'cat', url: PAGE };
    for (const membership of [
      ...(await as('ann').listMemberships({ teamId: 'blue' })).memberships,
      await key().createMembership({ teamId: 'blue', roles: ['coach', 'player'], userId: 'bob' }),
      await as('ann').createMembership(asked),
    ])
      members.set(membership.userId, membership.$id);
  });

  it('a user sees the teams that it belongs to, and a key sees all', async () => {
    const seen = await Promise.all(
      [key(), as('ann'), as('bob'), as('cat'), as('zed')].map((by) => teams(by)),
    );
    assert.deepEqual(seen, [
      { total: 3, ids: ['blue', 'green', 'empty'] },
      { total: 2, ids: ['blue', 'green'] },
      { total: 1, ids: ['blue'] },
      { total: 0, ids: [] },
      { total: 0, ids: [] },
    ]);
  });

  const found: readonly (readonly [what: string, queries: string[], ids: readonly string[]])[] = [
    ['an id', [Query.equal('$id', ['green', 'nothing'])], ['green']],
    ['a name', [Query.equal('name', 'Blue Whale')], ['blue']],
    ['the beginning of a name', [Query.startsWith('name', 'Gre')], ['green']],
    ['the number of members', [Query.equal('total', 2)], ['blue']],
    ['none of the members', [Query.lessThan('total', 1)], ['empty']],
    ['an order', [Query.orderDesc('name')], ['empty', 'green', 'blue']],
    ['two orders', [Query.orderAsc('total'), Query.orderDesc('name')], ['empty', 'green', 'blue']],
    ['a page', [Query.limit(1), Query.offset(1)], ['green']],
    ['what follows', [Query.cursorAfter('blue')], ['green', 'empty']],
    ['what stands before', [Query.cursorBefore('empty'), Query.limit(1)], ['green']],
  ];
  for (const [what, queries, ids] of found) {
    it(`teams are found by ${what}`, async () => assert.deepEqual((await teams(key(), queries)).ids, ids));
  }

  it('teams are searched by their ids and the words of their names', async () => {
    const search = async (text: string) => (await key().list({ search: text })).teams.map(({ $id }) => $id);
    const answers = await Promise.all(
      ['green', 'whale', 'wha', 'blue whale', 'ale', 'nobody'].map((text) => search(text)),
    );
    assert.deepEqual(answers, [['green'], ['blue', 'green'], ['blue', 'green'], ['blue'], [], ['empty']]);
    assert.deepEqual((await as('bob').list({ search: 'whale' })).total, 1);
  });

  it('a cursor must be a team that is seen', async () => {
    const refused = (id: string) => ({
      code: 400,
      type: 'general_cursor_not_found',
      message: `Team '${id}' for the 'cursor' value not found.`,
    });
    await assert.rejects(teams(key(), [Query.cursorAfter('nothing')]), refused('nothing'));
    await assert.rejects(teams(as('bob'), [Query.cursorAfter('green')]), refused('green'));
    await assert.rejects(teams(as('zed'), [Query.cursorAfter('green')]), refused('green'));
  });

  it('a total that is not asked for is 0', async () => {
    const [some, none] = [await key().list({ total: false }), await as('zed').list({ total: false })];
    assert.deepEqual([some.total, some.teams.length, none.total], [0, 3, 0]);
  });

  const filtered: readonly (readonly [what: string, queries: () => string[], users: readonly string[]])[] = [
    ['nothing', () => [], ['ann', 'bob', 'cat']],
    ['who has not joined', () => [Query.equal('confirm', [false])], ['cat']],
    ['who has joined', () => [Query.equal('confirm', [true])], ['ann', 'bob']],
    ['a role', () => [Query.contains('roles', ['player'])], ['bob', 'cat']],
    ['one role or another', () => [Query.contains('roles', ['coach', 'owner'])], ['ann', 'bob']],
    ['a user', () => [Query.equal('userId', 'bob')], ['bob']],
    ['another team', () => [Query.equal('teamId', 'green')], []],
    ['no date', () => [Query.isNull('joined')], ['cat']],
    ['a date', () => [Query.greaterThan('invited', '2020-01-01'), Query.limit(1)], ['ann']],
    ['an order', () => [Query.orderDesc('joined')], ['bob', 'ann', 'cat']],
    ['what follows', () => [Query.cursorAfter(members.get('ann') ?? '')], ['bob', 'cat']],
    ['an id', () => [Query.equal('$id', members.get('cat') ?? '')], ['cat']],
  ];
  for (const [what, queries, users] of filtered) {
    it(`members are found by ${what}`, async () => {
      const listed = await key().listMemberships({ teamId: 'blue', queries: queries() });
      assert.deepEqual(
        listed.memberships.map(({ userId }) => userId),
        users,
      );
    });
  }

  it('members are searched by the ids of membership and user, not by names and emails', async () => {
    const texts = [members.get('bob') ?? '', 'bob', 'Name', 'bob@example.com'];
    const answers = await Promise.all(
      texts.map((search) => key().listMemberships({ teamId: 'blue', search })),
    );
    assert.deepEqual(
      answers.map(({ memberships }) => memberships.map(({ userId }) => userId)),
      [['bob'], ['bob'], [], []],
    );
  });

  it('roles are a list, and memberships are not picked apart', async () => {
    for (const query of [
      Query.equal('roles', 'player'),
      Query.orderAsc('roles'),
      Query.select(['userId']),
      Query.equal('userName', 'x'),
      Query.equal('secret', 'x'),
    ])
      await assert.rejects(key().listMemberships({ teamId: 'blue', queries: [query] }), {
        code: 400,
        type: 'general_argument_invalid',
      });
  });

  it('a cursor must be a membership of the team', async () => {
    const [foreign] = (await key().listMemberships({ teamId: 'green' })).memberships;
    for (const id of ['nothing', foreign?.$id ?? '']) {
      const listed = key().listMemberships({ teamId: 'blue', queries: [Query.cursorAfter(id)] });
      await assert.rejects(listed, {
        code: 400,
        type: 'general_cursor_not_found',
        message: `Membership '${id}' for the 'cursor' value not found.`,
      });
    }
  });

  it('the teams of a user are listed, filtered, searched, paged and counted', async () => {
    const users = new Users(connected().setKey(KEY));
    const listed = async (userId: string, queries?: string[], search?: string, total?: boolean) => {
      const answer = await users.listMemberships({
        userId,
        ...(queries && { queries }),
        ...(search !== undefined && { search }),
        ...(total !== undefined && { total }),
      });
      return [answer.total, ...answer.memberships.map(({ teamName }) => teamName)];
    };
    assert.deepEqual(
      [
        await listed('ann'),
        await listed('ann', [Query.equal('teamId', 'green')]),
        await listed('ann', [Query.limit(1)]),
        await listed('ann', [Query.cursorAfter(members.get('ann') ?? '')]),
        await listed('cat', [Query.equal('confirm', [false])]),
        await listed('ann', undefined, members.get('ann')),
        await listed('ann', undefined, undefined, false),
        await listed('zed'),
      ],
      [
        [2, 'Blue Whale', 'Green Whale'],
        [1, 'Green Whale'],
        [2, 'Blue Whale'],
        [2, 'Green Whale'],
        [1, 'Blue Whale'],
        [1, 'Blue Whale'],
        [0, 'Blue Whale', 'Green Whale'],
        [0],
      ],
    );
    await assert.rejects(listed('nobody'), { code: 404, type: 'user_not_found' });
  });
});

async function teams(by: Teams, queries: string[] = []): Promise<Listed> {
  const listed = await by.list({ queries });
  return { total: listed.total, ids: listed.teams.map(({ $id }) => $id) };
}
