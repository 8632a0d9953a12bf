import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { flawsIn } from '../support/consistency.ts';
import { onEachEngine } from '../support/engines.ts';
import type { Mail } from '../support/mailbox.ts';
import { until } from '../support/patience.ts';
import { tally } from '../support/probe.ts';
import { type Answer, call, type Started, serving, settingsFor, start } from '../support/server.ts';

const CROWD = 200;
const PAGE = 'http://localhost/join';
type Fields = Readonly<Record<string, unknown>>;
type Headers = Record<string, string>;

// Several servers share a PostgreSQL; a SQLite file has one.
onEachEngine('a race for teams', (database) => {
  const first = serving(database, BEHIND_PROXY);
  let others: Started[] = [];
  before(async () => {
    if (database.engine === 'postgres')
      others = [await start({ ...settingsFor(database.setting()), ...BEHIND_PROXY })];
  });
  after(() => Promise.all(others.map((other) => other.stop())));

  const send = (at: number, method: string, path: string, body?: unknown, headers: Headers = {}) => {
    const servers = [first.get(), ...others];
    const { endpoint } = servers[at % servers.length] as Started;
    return call(endpoint, method, path, { headers, ...(method !== 'GET' && { body: body ?? {} }) });
  };
  const crowd = (one: (at: number) => Promise<Answer>, size = CROWD) =>
    Promise.all(Array.from({ length: size }, (_, at) => one(at)));
  const statuses = (answers: readonly Answer[]) => Object.keys(tally(answers));
  const total = async (team: string) => ((await send(0, 'GET', `/teams/${team}`)).body as Fields).total;
  const make = async (userId: string) => {
    assert.equal((await send(0, 'POST', '/users', { userId, email: `${userId}@example.com` })).status, 201);
    const { body } = await send(0, 'POST', `/users/${userId}/sessions`);
    const { secret } = body as { readonly secret: string };
    // Each at an address of their own: nobody invites too often.
    return { 'X-Appwrite-Key': '', 'X-Appwrite-Session': secret, 'X-Forwarded-For': freshAddress() };
  };
  const team = async (teamId: string, headers: Headers = {}) =>
    assert.equal((await send(0, 'POST', '/teams', { teamId, name: `Team ${teamId}` }, headers)).status, 201);
  /** An open invitation of the user: where it is accepted, and with what. */
  const invited = async (teamId: string, userId: string, owner: Headers) => {
    const wanted = { userId, roles: [], url: PAGE };
    const { body } = await send(0, 'POST', `/teams/${teamId}/memberships`, wanted, owner);
    const [secret] = await secretsTo(`${userId}@example.com`);
    const path = `/teams/${teamId}/memberships/${(body as Fields).$id}`;
    return { path, shown: { userId, secret } };
  };

  it('makes one team of one id', async () => {
    const answers = await crowd((at) => send(at, 'POST', '/teams', { teamId: 'one', name: `Name ${at}` }));
    assert.deepEqual(tally(answers), { 201: 1, 409: CROWD - 1 });
    assert.deepEqual(await flawsIn(database), []);
  });

  it('lets in once with one secret, and counts one member and one session', async () => {
    const owner = await make('owner-a');
    await make('guest-a');
    // A guest who accepts the invitation of an unproven address ends the sessions of its user (decision 34).
    await send(0, 'PATCH', '/users/guest-a/verification', { emailVerification: true });
    await team('accept', owner);
    const { path, shown } = await invited('accept', 'guest-a', owner);
    const answers = await crowd((at) => send(at, 'PATCH', `${path}/status`, shown));
    const { total: sessions } = (await send(0, 'GET', '/users/guest-a/sessions')).body as Fields;
    assert.deepEqual([tally(answers), await total('accept'), sessions], [{ 200: 1, 409: CROWD - 1 }, 2, 2]);
    assert.deepEqual(await flawsIn(database), []);
  });

  it('makes one membership of a user whom many add', async () => {
    await make('added');
    await team('add');
    const wanted = { userId: 'added', roles: [] };
    const answers = await crowd((at) => send(at, 'POST', '/teams/add/memberships', wanted));
    assert.deepEqual([tally(answers), await total('add')], [{ 201: 1, 409: CROWD - 1 }, 1]);
    assert.deepEqual(await flawsIn(database), []);
  });

  it('makes one user of an address that many add at once', async () => {
    await team('new');
    const wanted = { email: 'new@example.com', roles: [] };
    const answers = await crowd((at) => send(at, 'POST', '/teams/new/memberships', wanted), 50);
    assert.deepEqual([tally(answers), await total('new')], [{ 201: 1, 409: 49 }, 1]);
    assert.deepEqual(await flawsIn(database), []);
  });

  it('keeps one open invitation of many, with the secret that was sent last', async () => {
    const owner = await make('owner-b');
    await make('guest-b');
    await team('invite', owner);
    const wanted = { userId: 'guest-b', roles: [], url: PAGE };
    const answers = await crowd((at) => send(at, 'POST', '/teams/invite/memberships', wanted, owner), 8);
    assert.deepEqual(tally(answers), { 201: 8 });
    assert.equal(new Set(answers.map(({ body }) => (body as Fields).$id)).size, 1);
    const [id] = answers.map(({ body }) => (body as Fields).$id);
    const path = `/teams/invite/memberships/${id}/status`;
    const secrets = await secretsTo('guest-b@example.com', 8);
    const tried = [];
    for (const secret of secrets) tried.push(await send(0, 'PATCH', path, { userId: 'guest-b', secret }));
    assert.deepEqual([tally(tried), await total('invite')], [{ 200: 1, 401: 7 }, 2]);
    assert.deepEqual(await flawsIn(database), []);
  });

  it('lets the last owner leave once', async () => {
    const owner = await make('owner-c');
    await team('leave', owner);
    const { memberships } = (await send(0, 'GET', '/teams/leave/memberships')).body as {
      memberships: Fields[];
    };
    const path = `/teams/leave/memberships/${memberships[0]?.$id}`;
    const answers = await crowd((at) => send(at, 'DELETE', path, undefined, owner));
    assert.deepEqual([tally(answers), await total('leave')], [{ 204: 1, 404: CROWD - 1 }, 0]);
    assert.deepEqual(await flawsIn(database), []);
  });

  it('leaves nothing of a team that is deleted while somebody joins and others are added', async () => {
    const owner = await make('owner-d');
    const users = ['d0', 'd1', 'd2', 'd3'];
    await Promise.all(users.map((user) => make(user)));
    for (let round = 0; round < 5; round++) {
      await team('doomed', owner);
      const { path, shown } = await invitedAnew('doomed', `joins-${round}`);
      const answers = await crowd((at) => {
        if (at === 12) return send(at, 'DELETE', '/teams/doomed');
        if (at % 3 === 0) return send(at, 'PATCH', `${path}/status`, shown);
        const wanted = { userId: users[at % users.length], roles: [] };
        return at % 3 === 1
          ? send(at, 'POST', '/teams/doomed/memberships', wanted)
          : send(at, 'PUT', '/teams/doomed', { name: `Name ${at}` });
      }, 30);
      assert.equal(answers[12]?.status, 204);
      assert.deepEqual(
        statuses(answers).filter((status) => !['200', '201', '204', '404', '409'].includes(status)),
        [],
      );
      assert.deepEqual(await flawsIn(database), []);
    }
  });

  it('leaves nothing of a user who is deleted while it joins, leaves and is removed', async () => {
    const teams = ['t0', 't1', 't2', 't3'];
    for (const each of teams) await team(each);
    for (let round = 0; round < 5; round++) {
      await make('mortal');
      const answers = await crowd((at) => {
        const path = `/teams/${teams[at % teams.length]}`;
        if (at === 14) return send(at, 'DELETE', '/users/mortal');
        if (at % 5 === 4) return send(at, 'PUT', path, { name: `Name ${at}` });
        return send(at, 'POST', `${path}/memberships`, { userId: 'mortal', roles: [] });
      }, 40);
      assert.equal(answers[14]?.status, 204);
      assert.deepEqual(
        statuses(answers).filter((status) => !['200', '201', '204', '404', '409'].includes(status)),
        [],
      );
      assert.deepEqual(await Promise.all(teams.map(total)), [0, 0, 0, 0]);
      assert.deepEqual(await flawsIn(database), []);
    }
  });

  it('leaves nothing when users and the teams that they are in are deleted at the same moment', async () => {
    const [users, teams] = [10, 10].map((count, at) =>
      Array.from({ length: count }, (_, nth) => `${at ? 'team' : 'user'}-${nth}`),
    ) as [string[], string[]];
    for (const each of teams) await team(each);
    await Promise.all(users.map((user) => make(user)));
    for (const each of teams)
      await Promise.all(
        users.map((userId, at) => send(at, 'POST', `/teams/${each}/memberships`, { userId, roles: [] })),
      );
    const answers = await Promise.all([
      ...teams.map((each, at) => send(at, 'DELETE', `/teams/${each}`)),
      ...users.map((user, at) => send(at, 'DELETE', `/users/${user}`)),
    ]);
    assert.deepEqual(tally(answers), { 204: 20 });
    assert.deepEqual(await flawsIn(database), []);
  });

  /** What the links to the address carry, of whichever server sent them. */
  async function secretsTo(address: string, least = 1): Promise<readonly string[]> {
    let mails: readonly Mail[] = [];
    await until(async () => {
      const boxes = await Promise.all(
        [first.get(), ...others].map(async ({ base }) => {
          const response = await fetch(`${base}/dev/mailbox`);
          return (await response.json()) as readonly Mail[];
        }),
      );
      mails = boxes.flat().filter(({ to }) => to === address);
      return mails.length >= least;
    }, `no ${least} messages came to ${address}`);
    return mails.map(({ text }) => /secret=(\w+)/.exec(text)?.[1] ?? '');
  }

  /** An invitation of somebody new by another owner. */
  async function invitedAnew(teamId: string, userId: string) {
    const owner = await make(`of-${userId}`);
    await make(userId);
    await send(0, 'POST', `/teams/${teamId}/memberships`, { userId: `of-${userId}`, roles: ['owner'] });
    return invited(teamId, userId, owner);
  }
});
