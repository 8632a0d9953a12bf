import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { BEHIND_PROXY, freshAddress, PAGE } from '../support/browser-client.ts';
import { flawsIn } from '../support/consistency.ts';
import { onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { call, serving } from '../support/server.ts';
import { freshName } from './account-fixtures.ts';

type Fields = Readonly<Record<string, unknown>>;
type Headers = Record<string, string>;
type Typed = {
  readonly userId?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
};

const nothing = { userId: '', userName: '', userEmail: '', userPhone: '', mfa: false, userAccessedAt: '' };

// Fields x viewer: what a membership shows of the invitee, before and after the invitation is accepted.
onEachEngine('of an invitee', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);
  const endpoint = () => server.get().endpoint;
  let owner: Headers = {};
  let ownerId = '';
  let phones = 4_155_560_000;

  const person = async (more: object = {}) => {
    const id = `p-${freshName()}`;
    const [email, phone] = [`${id}@example.com`, `+1${phones++}`];
    await call(endpoint(), 'POST', '/users', { body: { userId: id, email, phone, name: 'Bob', ...more } });
    return { id, email, phone };
  };
  const careful = async () => {
    const bob = await person();
    await call(endpoint(), 'PATCH', `/users/${bob.id}/verification`, { body: { emailVerification: true } });
    await call(endpoint(), 'PATCH', `/users/${bob.id}/mfa`, { body: { mfa: true } });
    return bob;
  };
  const team = async () => {
    const teamId = `t-${freshName()}`;
    await call(endpoint(), 'POST', '/teams', { headers: headersOf(owner), body: { teamId, name: 'Blue' } });
    return teamId;
  };
  const headersOf = (headers: Headers) => ({ ...headers, 'X-Forwarded-For': freshAddress() });
  const invite = async (teamId: string, typed: Typed) => {
    const body = { ...typed, roles: [], url: PAGE };
    const answer = await call(endpoint(), 'POST', `/teams/${teamId}/memberships`, {
      headers: headersOf(owner),
      body,
    });
    return { status: answer.status, body: answer.body as Fields };
  };
  const get = async (path: string, headers: Headers = {}) =>
    (await call(endpoint(), 'GET', path, { headers: headersOf(headers) })).body as Fields;
  /** What everything shows that shows the membership. */
  const views = async (teamId: string, id: unknown, headers: Headers) => {
    const path = `/teams/${teamId}/memberships`;
    const { memberships } = (await get(path, headers)) as { memberships: readonly Fields[] };
    return [await get(`${path}/${id}`, headers), memberships.find(({ $id }) => $id === id) ?? {}].map(
      shownOf,
    );
  };

  before(async () => {
    const ann = await person();
    ownerId = ann.id;
    const { secret } = (await call(endpoint(), 'POST', `/users/${ann.id}/sessions`)).body as Fields;
    owner = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String(secret) };
  });

  describe('who has not accepted, owners see what they typed and servers everything:', () => {
    const rows: readonly {
      readonly name: string;
      readonly typed: (bob: Awaited<ReturnType<typeof person>>) => Typed;
      readonly echoed: (typed: Typed) => object;
    }[] = [
      { name: 'an id', typed: ({ id }) => ({ userId: id }), echoed: ({ userId }) => ({ userId }) },
      {
        name: 'an email',
        typed: ({ email }) => ({ email }),
        echoed: ({ email }) => ({ userEmail: email }),
      },
      {
        name: 'an email and a name',
        typed: ({ email }) => ({ email, name: 'Typed' }),
        echoed: ({ email }) => ({ userEmail: email, userName: 'Typed' }),
      },
      {
        name: 'an id and the address of another',
        typed: ({ id }) => ({ userId: id, email: 'other@example.com' }),
        echoed: ({ userId, email }) => ({ userId, userEmail: email }),
      },
      {
        name: 'an email and the phone of another',
        typed: ({ email }) => ({ email, phone: '+14155550000' }),
        echoed: ({ email, phone }) => ({ userEmail: email, userPhone: phone }),
      },
    ];
    for (const { name, typed, echoed } of rows) {
      it(`${name}, of somebody and of nobody`, async () => {
        const teamId = await team();
        const bob = await careful();
        const nobody = { id: `n-${freshName()}`, email: `${freshName()}@example.com`, phone: '' };
        for (const who of [bob, { ...bob, ...nobody }]) {
          const said = typed(who);
          const made = await invite(teamId, said);
          const seen = { ...nothing, ...echoed(said) };
          assert.deepEqual(
            [made.status, shownOf(made.body), ...(await views(teamId, made.body.$id, owner))],
            [201, { ...seen, userPhone: '' }, seen, seen],
          );
        }
        const { memberships } = (await get(`/teams/${teamId}/memberships`)) as { memberships: Fields[] };
        const whole = memberships.find(({ userId }) => userId === bob.id) ?? {};
        const { userAccessedAt: _, ...all } = shownOf(whole);
        assert.deepEqual(all, {
          userId: bob.id,
          userName: 'Bob',
          userEmail: bob.email,
          userPhone: bob.phone,
          mfa: true,
        });
      });
    }

    it('nothing is found out by filters, orders, cursors and searches', async () => {
      const teamId = await team();
      const bob = await person();
      const { body } = await invite(teamId, { email: bob.email });
      const asked = [
        { method: 'equal', attribute: 'userId', values: [bob.id] },
        { method: 'notEqual', attribute: 'userId', values: ['x'] },
        { method: 'or', values: [{ method: 'equal', attribute: 'userId', values: [bob.id] }, isOpen] },
        { method: 'orderAsc', attribute: 'userId' },
      ].map((query) => `queries[]=${encodeURIComponent(JSON.stringify(query))}`);
      const order = JSON.stringify({ method: 'orderAsc', attribute: 'userId' });
      const cursor = JSON.stringify({ method: 'cursorAfter', values: [body.$id] });
      const queries = [...asked, `search=${bob.id}`];
      const path = `/teams/${teamId}/memberships`;
      const seen = [];
      for (const query of queries) {
        const { memberships } = (await get(`${path}?${query}`, owner)) as { memberships: Fields[] };
        seen.push(memberships.some(({ $id }) => $id === body.$id));
      }
      const after = await get(
        `${path}?queries[]=${encodeURIComponent(order)}&queries[]=${encodeURIComponent(cursor)}`,
        owner,
      );
      const byServer = (await get(`${path}?search=${bob.id}`)) as { total: number };
      assert.deepEqual(
        [seen, after.type, byServer.total],
        [queries.map(() => false), 'general_cursor_not_found', 1],
      );
    });

    it('is asked again in the same way, and a server may let them in', async () => {
      const teamId = await team();
      const bob = await person();
      for (const typed of [{ email: bob.email }, { userId: `n-${freshName()}` }]) {
        const [first, again] = [await invite(teamId, typed), await invite(teamId, typed)];
        assert.deepEqual([again.status, again.body.$id], [201, first.body.$id]);
      }
      const added = await call(endpoint(), 'POST', `/teams/${teamId}/memberships`, {
        body: { userId: bob.id, roles: ['player'] },
      });
      assert.deepEqual([added.status, await flawsIn(database)], [201, []]);
    });

    it('roles are changed, and invitations taken back, whether or not there is a user', async () => {
      const teamId = await team();
      for (const userId of [(await person()).id, `n-${freshName()}`]) {
        const { body } = await invite(teamId, { userId });
        const path = `/teams/${teamId}/memberships/${body.$id}`;
        const wrong = { userId, secret: 'f'.repeat(256) };
        const guest = { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() };
        const accepted = await call(endpoint(), 'PATCH', `${path}/status`, { headers: guest, body: wrong });
        const changed = await call(endpoint(), 'PATCH', path, {
          headers: headersOf(owner),
          body: { roles: ['coach'] },
        });
        const removed = await call(endpoint(), 'DELETE', path, { headers: headersOf(owner) });
        assert.deepEqual(
          [accepted.status, (accepted.body as Fields).type, changed.status, removed.status],
          [401, 'team_invalid_secret', 200, 204],
        );
        assert.deepEqual(shownOf(changed.body as Fields), { ...nothing, userId });
      }
    });
  });

  it('who has accepted, members see what the project lets them', async () => {
    const teamId = await team();
    const bob = await careful();
    const { body } = await invite(teamId, { email: bob.email });
    const { secret } = await box.link(bob.email);
    const guest = { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() };
    const accepted = await call(endpoint(), 'PATCH', `/teams/${teamId}/memberships/${body.$id}/status`, {
      headers: guest,
      body: { userId: bob.id, secret },
    });
    const [one = {}, listed = {}] = await views(teamId, body.$id, owner);
    const { userAccessedAt: _, ...seen } = one as Fields;
    assert.deepEqual([accepted.status, one], [200, listed]);
    assert.deepEqual(seen, {
      userId: bob.id,
      userName: 'Bob',
      userEmail: bob.email,
      userPhone: bob.phone,
      mfa: true,
    });
  });

  it('the own logs do not tell who asked, nor where from; those of a server do', async () => {
    const teamId = await team();
    const bob = await person();
    await invite(teamId, { email: bob.email });
    const { secret } = (await call(endpoint(), 'POST', `/users/${bob.id}/sessions`)).body as Fields;
    const own = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String(secret) };
    const asked = async (path: string, headers: Headers = {}) => {
      const { logs } = (await get(path, headers)) as { logs: readonly Fields[] };
      const { userType, userId, userEmail, userName, ip } =
        logs.find(({ event }) => event === 'membership.create') ?? {};
      return { userType, userId, userEmail, userName, hasIp: ip !== '' };
    };
    assert.deepEqual(
      [await asked('/account/logs', own), await asked(`/users/${bob.id}/logs`)],
      [
        { userType: 'user', userId: '', userEmail: '', userName: '', hasIp: false },
        {
          userType: 'user',
          userId: ownerId,
          userEmail: `${ownerId}@example.com`,
          userName: 'Bob',
          hasIp: true,
        },
      ],
    );
  });
});

const isOpen = { method: 'equal', attribute: 'confirm', values: [false] };

function shownOf({ userId, userName, userEmail, userPhone, mfa, userAccessedAt }: Fields) {
  return { userId, userName, userEmail, userPhone, mfa, userAccessedAt };
}
