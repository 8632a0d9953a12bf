import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, freshAddress, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { call, PROJECT, serving } from '../support/server.ts';
import { commanded } from './access-keys.ts';
import { freshName } from './account-fixtures.ts';

type Fields = Readonly<Record<string, unknown>>;
type Headers = Record<string, string>;

onAnyEngine('rules of teams', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);

  it('members do not see of each other what the project hides, and owners neither', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    const { body: joined } = await add(teamId, { userId: bob.id, roles: ['player'] });
    await under('hiddenMemberFields=userId,userName,userEmail,userPhone,userAccessedAt,mfa', async () => {
      const path = `/teams/${teamId}/memberships/${(joined as Fields).$id}`;
      const shown = async (headers: Headers) =>
        shownOf((await call(endpoint(), 'GET', path, { headers })).body as Fields);
      const whole = { userId: bob.id, userName: 'Bob', userEmail: bob.email };
      const nothing = { userId: '', userName: '', userEmail: '' };
      assert.deepEqual(
        [await shown(ann.headers), await shown(bob.headers), await shown({})],
        [nothing, nothing, whole],
      );
      const listed = await call(endpoint(), 'GET', `/teams/${teamId}/memberships`, { headers: ann.headers });
      const { memberships } = listed.body as { memberships: Fields[] };
      assert.deepEqual(memberships.map(shownOf), [nothing, nothing]);
    });
  });

  it('hidden users are not found out by filters, orders and searches', async () => {
    const { ann, teamId } = await team();
    const list = (query: string, headers = ann.headers) =>
      call(endpoint(), 'GET', `/teams/${teamId}/memberships?${query}`, { headers });
    const inside = { method: 'equal', attribute: 'userId', values: [ann.id] };
    const other = { method: 'isNotNull', attribute: 'joined' };
    const asked = [
      inside,
      { method: 'or', values: [inside, other] },
      { method: 'orderDesc', attribute: 'userId' },
    ].map((query) => `queries[]=${encodeURIComponent(JSON.stringify(query))}`);
    const seen = async (headers?: Headers) => {
      const answers = await Promise.all([...asked, `search=${ann.id}`].map((query) => list(query, headers)));
      return answers.map(({ status, body }) => [status, (body as Fields).type ?? (body as Fields).total]);
    };
    const refused = [400, 'general_query_invalid'];
    assert.deepEqual(await seen(), Array(4).fill([200, 1]));
    await under('hiddenMemberFields=userId', async () => {
      assert.deepEqual(await seen(), [refused, refused, refused, [200, 0]]);
      assert.deepEqual(await seen({}), Array(4).fill([200, 1]));
    });
  });

  it('says in the message who asks into which team, and takes no names for markup', async () => {
    const ann = await person();
    const teamId = `team-${freshName()}`;
    const name = '<b>Blue</b>';
    await call(endpoint(), 'POST', '/teams', { headers: ann.headers, body: { teamId, name } });
    const email = `${freshName()}@example.com`;
    await add(teamId, { email, roles: [], url: `${PAGE}/join?a="><b>x</b>` }, ann.headers);
    const [mail] = await box.to(email);
    assert.equal(mail?.subject, `Invitation to ${name} Team at test`);
    assert.ok(mail?.text.includes(name));
    assert.ok(mail?.text.includes('Bob'));
    assert.ok(!mail?.html.includes('<b>'), mail?.html);
  });

  it('the logs of a user say who asked, let in, changed and removed it', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    // A guest who accepts the invitation of an unproven address ends the sessions of its user (decision 34).
    await call(endpoint(), 'PATCH', `/users/${bob.id}/verification`, { body: { emailVerification: true } });
    const asked = (await add(teamId, { userId: bob.id, roles: [], url: PAGE }, ann.headers)).body as Fields;
    const { secret } = await box.link(bob.email);
    const path = `/teams/${teamId}/memberships/${asked.$id}`;
    const shown = { userId: bob.id, secret };
    const guest = { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() };
    await call(endpoint(), 'PATCH', `${path}/status`, { body: shown, headers: guest });
    await call(endpoint(), 'PATCH', path, { body: { roles: ['coach'] } });
    await call(endpoint(), 'DELETE', path, { headers: bob.headers });
    const { logs } = (await call(endpoint(), 'GET', `/users/${bob.id}/logs`)).body as { logs: Fields[] };
    const key = ['keyProject', 'bootstrap'];
    assert.deepEqual(
      logs.map(({ event, userType, userId }) => [event, userType, userId]),
      [
        ['membership.delete', 'user', bob.id],
        ['membership.update', ...key],
        ['membership.update', 'user', bob.id],
        ['membership.create', 'user', ann.id],
        ['verification.update', ...key],
        ['session.create', ...key],
        ['user.create', ...key],
      ],
    );
  });

  it('without invitations only a key makes members', async () => {
    const { ann, teamId } = await team();
    await under('disabledAuthMethods=invites', async () => {
      const email = `${freshName()}@example.com`;
      const asked = await add(teamId, { email, roles: [], url: PAGE }, ann.headers);
      assert.deepEqual(told(asked), [501, 'user_auth_method_unsupported']);
      assert.equal((await add(teamId, { email, roles: [] })).status, 201);
    });
  });

  it('a full project takes no users by invitation, which does not tell, and by a key it does', async () => {
    const { ann, teamId } = await team();
    await under('usersLimit=1', async () => {
      const wanted = { email: `${freshName()}@example.com`, roles: [], url: PAGE };
      const found = async () =>
        (await call(endpoint(), 'GET', `/users?search=${wanted.email}`)).body as Fields;
      const asked = await add(teamId, wanted, ann.headers);
      assert.deepEqual([asked.status, (await found()).total], [201, 0]);
      assert.equal((await add(teamId, wanted)).status, 201);
      assert.equal((await found()).total, 1);
    });
  });

  it('a page must be of the project for everybody, and users must name one', async () => {
    const { ann, teamId } = await team();
    const email = `${freshName()}@example.com`;
    const foreign = { email, roles: [], url: 'https://evil.example.org/join' };
    const [none, byUser, byKey] = [
      await add(teamId, { email, roles: [] }, ann.headers),
      await add(teamId, foreign, ann.headers),
      await add(teamId, foreign),
    ];
    assert.equal((none.body as Fields).message, 'URL is required');
    assert.deepEqual(
      [none, byUser, byKey].map(told),
      [none, byUser, byKey].map(() => [400, 'general_argument_invalid']),
    );
    assert.equal(((await call(endpoint(), 'GET', `/users?search=${email}`)).body as Fields).total, 0);
  });

  it('somebody must be meant, and one and the same', async () => {
    const { teamId } = await team();
    const [ann, bob] = [await person(), await person()];
    const wanted = [
      {},
      { userId: 'nobody' },
      { userId: ann.id, email: bob.email },
      { email: bob.email, phone: '+14155550999' },
    ];
    const answers = await Promise.all(wanted.map((who) => add(teamId, { ...who, roles: [] })));
    assert.deepEqual(answers.map(told), [
      [400, 'general_argument_invalid'],
      [404, 'user_not_found'],
      [409, 'user_already_exists'],
      [409, 'user_already_exists'],
    ]);
  });

  it('a key lets somebody in who was asked, and counts them', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    const asked = await add(teamId, { userId: bob.id, roles: ['player'], url: PAGE }, ann.headers);
    const added = (await add(teamId, { userId: bob.id, roles: ['owner'] })).body as Fields;
    assert.deepEqual([added.$id, added.roles, added.confirm], [(asked.body as Fields).$id, ['player'], true]);
    assert.equal(((await call(endpoint(), 'GET', `/teams/${teamId}`)).body as Fields).total, 2);
    const { secret } = await box.link(bob.email);
    const path = `/teams/${teamId}/memberships/${added.$id}/status`;
    const late = await call(endpoint(), 'PATCH', path, { body: { userId: bob.id, secret } });
    assert.deepEqual(told(late), [409, 'membership_already_confirmed']);
  });

  it('an invitation to an address that is not the user’s any more verifies nothing, and is good only for who is signed in', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    const asked = (await add(teamId, { userId: bob.id, roles: [], url: PAGE }, ann.headers)).body as Fields;
    const { secret } = await box.link(bob.email);
    await call(endpoint(), 'PATCH', `/users/${bob.id}/email`, { body: { email: `new-${bob.email}` } });
    const path = `/teams/${teamId}/memberships/${asked.$id}/status`;
    const body = { userId: bob.id, secret };
    const answers = [
      await call(endpoint(), 'PATCH', path, { body }),
      await call(endpoint(), 'PATCH', path, { body, headers: bob.headers }),
    ];
    const user = (await call(endpoint(), 'GET', `/users/${bob.id}`)).body as Fields;
    const { total } = (await call(endpoint(), 'GET', `/teams/${teamId}`)).body as Fields;
    assert.deepEqual(
      [answers.map(told), total, user.emailVerification],
      [
        [
          [401, 'team_invalid_secret'],
          [200, undefined],
        ],
        2,
        false,
      ],
    );
  });

  it('a blocked user does not join', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    const asked = (await add(teamId, { userId: bob.id, roles: [], url: PAGE }, ann.headers)).body as Fields;
    const { secret } = await box.link(bob.email);
    await call(endpoint(), 'PATCH', `/users/${bob.id}/status`, { body: { status: false } });
    const path = `/teams/${teamId}/memberships/${asked.$id}/status`;
    const joined = await call(endpoint(), 'PATCH', path, { body: { userId: bob.id, secret } });
    assert.deepEqual(told(joined), [403, 'user_blocked']);
    assert.equal(((await call(endpoint(), 'GET', `/teams/${teamId}`)).body as Fields).total, 1);
  });

  it('the way into a team is walked ten times an hour from one place, and is not closed to others', async () => {
    const { ann, teamId } = await team();
    const bob = await person();
    const asked = (await add(teamId, { userId: bob.id, roles: [], url: PAGE }, ann.headers)).body as Fields;
    const { secret } = await box.link(bob.email);
    const path = `/teams/${teamId}/memberships/${asked.$id}/status`;
    const accept = (from: string, shown: string) => {
      const headers = { 'X-Appwrite-Key': '', 'X-Forwarded-For': from };
      return call(endpoint(), 'PATCH', path, { headers, body: { userId: bob.id, secret: shown } });
    };
    const [stranger, own] = [freshAddress(), freshAddress()];
    const statuses: number[] = [];
    for (let at = 0; at < 11; at++) statuses.push((await accept(stranger, 'f00f00')).status);
    assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
    assert.equal((await accept(own, secret)).status, 200);
  });

  it('a user invites ten times an hour, in all teams together, and a key as often as it likes', async () => {
    const [first, second] = [await team(), await team()];
    const bob = await person();
    const from = { ...first.ann.headers };
    const statuses: number[] = [];
    for (let at = 0; at < 11; at++) {
      const { ann, teamId } = at % 2 ? first : second;
      const headers = { ...from, 'X-Appwrite-Session': ann.headers['X-Appwrite-Session'] ?? '' };
      statuses.push((await add(teamId, { userId: bob.id, roles: [], url: PAGE }, headers)).status);
    }
    assert.deepEqual(statuses, [...Array(10).fill(201), 429]);
    assert.equal((await add(first.teamId, { userId: bob.id, roles: [] })).status, 201);
  });

  it('who only leaves, and who is removed, is told from one who was never there', async () => {
    const { ann, teamId } = await team();
    const [bob, zed] = [await person(), await person()];
    const { body } = await add(teamId, { userId: bob.id, roles: [] });
    const path = (id: string) => `/teams/${id}/memberships/${(body as Fields).$id}`;
    const remove = async (headers: Headers, id = teamId) =>
      told(await call(endpoint(), 'DELETE', path(id), { headers }));
    const other = await team();
    assert.deepEqual(
      [
        await remove(zed.headers),
        // Whose the membership is learns of no other team by it.
        await remove(bob.headers, other.teamId),
        await remove(bob.headers, 'nothing'),
        await remove(bob.headers),
        await remove(ann.headers),
      ],
      [
        [404, 'team_not_found'],
        [404, 'team_not_found'],
        [404, 'team_not_found'],
        [204, undefined],
        [404, 'team_invite_not_found'],
      ],
    );
  });

  const endpoint = () => server.get().endpoint;
  const add = (teamId: string, body: object, headers: Headers = {}) =>
    call(endpoint(), 'POST', `/teams/${teamId}/memberships`, { body, headers });

  async function person() {
    const id = freshName();
    const email = `${id}@example.com`;
    await call(endpoint(), 'POST', '/users', { body: { userId: id, email, name: 'Bob' } });
    const { body } = await call(endpoint(), 'POST', `/users/${id}/sessions`, { body: {} });
    const secret = (body as { readonly secret: string }).secret;
    const headers: Headers = {
      'X-Appwrite-Key': '',
      'X-Appwrite-Session': secret,
      'X-Forwarded-For': freshAddress(),
    };
    return { id, email, headers };
  }

  async function team() {
    const ann = await person();
    const teamId = `team-${freshName()}`;
    await call(endpoint(), 'POST', '/teams', { headers: ann.headers, body: { teamId, name: 'Blue' } });
    return { ann, teamId };
  }

  /** The policy holds while the work goes on. */
  async function under(policy: string, work: () => Promise<void>): Promise<void> {
    await commanded(database, `projects set ${PROJECT} ${policy}`);
    try {
      await work();
    } finally {
      await commanded(database, `projects set ${PROJECT} ${policy.replace(/=.*/, '=default')}`);
    }
  }
});

function told({ status, body }: { readonly status: number; readonly body: unknown }) {
  return [status, (body as Fields).type];
}

function shownOf({ userId, userName, userEmail }: Fields): Fields {
  return { userId, userName, userEmail };
}
