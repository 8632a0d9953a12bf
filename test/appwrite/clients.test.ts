import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import {
  asIn,
  DATE,
  expectedEmailTarget,
  expectedTarget,
  expectedUser,
  HASH,
  normal,
} from './clients-expected.ts';
import { type Connected, type Package, packages } from './clients-packages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Change = {
  readonly method: string;
  readonly input: Fields;
  readonly changes: (userId: string) => Fields;
};

/** Every method that changes one user and answers it, with what it changes of a user without anything. */
const changes: readonly Change[] = [
  { method: 'updateName', input: { name: 'Ann Lee' }, changes: () => ({ name: 'Ann Lee' }) },
  {
    method: 'updateEmail',
    input: { email: 'Ann@Example.COM' },
    changes: (userId) => expectedEmailTarget(userId, 'ann@example.com'),
  },
  {
    method: 'updatePhone',
    input: { number: '+14155550123' },
    changes: (userId) => ({
      phone: '+14155550123',
      targets: [expectedTarget(userId, 'sms', '+14155550123')],
    }),
  },
  {
    method: 'updatePassword',
    input: { password: 'correct horse' },
    changes: () => ({ password: HASH, passwordUpdate: DATE }),
  },
  { method: 'updateStatus', input: { status: false }, changes: () => ({ status: false }) },
  {
    method: 'updateEmailVerification',
    input: { emailVerification: true },
    changes: () => ({ emailVerification: true }),
  },
  {
    method: 'updatePhoneVerification',
    input: { phoneVerification: true },
    changes: () => ({ phoneVerification: true }),
  },
  {
    method: 'updateLabels',
    input: { labels: ['vip', 'beta'] },
    changes: () => ({ labels: ['vip', 'beta'] }),
  },
];

onAnyEngine('official clients', (database) => {
  const server = serving(database);
  for (const one of packages) {
    describe(one.name, () => {
      const shown = (user: Fields) => asIn(one.format, user);
      const client = (key?: string) => one.connect(server.get(), key);
      creatingAndDeleting(one, client, shown);
      describe('among three people', () => listing(one, client, shown));
      for (const change of changes) {
        it(`${change.method} answers the whole changed user, which get shows too`, async () => {
          const user = await madeUser(client());
          const answer = await client().users(change.method, { userId: user.id, ...change.input });
          const expected = shown(expectedUser({ $id: user.id, ...change.changes(user.id) }));
          assert.deepEqual(normal(answer), expected);
          assert.deepEqual(await client().users('get', { userId: user.id }), answer);
          await user.remove();
        });
      }
      restOfTheService(one, client);
    });
  }
});

function creatingAndDeleting(
  one: Package,
  client: (key?: string) => Connected,
  shown: (user: Fields) => Fields,
): void {
  it('create answers the whole user', async () => {
    const input = {
      email: 'Max@Example.com',
      phone: '+4915112345678',
      password: 'correct horse',
      name: 'Max',
    };
    const answer = await client().users('create', { userId: 'max', ...input });
    const email = expectedEmailTarget('max', 'max@example.com');
    const targets = [
      expectedTarget('max', 'email', 'max@example.com'),
      expectedTarget('max', 'sms', '+4915112345678'),
    ];
    const said = {
      name: 'Max',
      phone: '+4915112345678',
      password: HASH,
      passwordUpdate: DATE,
      ...email,
      targets,
    };
    assert.deepEqual(normal(answer), shown(expectedUser({ $id: 'max', ...said })));
    await client().users('delete', { userId: 'max' });
  });

  it('create takes an id that the package makes, and nothing else', async () => {
    const userId = one.ID.unique();
    const answer = (await client().users('create', { userId })) as Fields;
    assert.equal(answer.$id, userId);
    assert.deepEqual(normal(answer), shown(expectedUser({ $id: 'a fresh id' })));
    await client().users('delete', { userId });
  });

  it('a deleted user is gone', async () => {
    const user = await madeUser(client());
    const answer = await client().users('delete', { userId: user.id });
    assert.deepEqual(normal(answer), { message: '' });
    await assert.rejects(client().users('get', { userId: user.id }), {
      name: 'AppwriteException',
      message: 'User with the requested ID could not be found.',
      code: 404,
      type: 'user_not_found',
    });
  });

  it('a refusal is the exception of the package', async () => {
    await assert.rejects(client().users('create', { userId: 'x', email: 'no address' }), {
      message: 'Invalid `email` param: Value must be a valid email address.',
      code: 400,
      type: 'general_argument_invalid',
    });
    await assert.rejects(client('nobody').users('get', { userId: 'x' }), {
      message: isBelow(one.format, '1.9.0')
        ? 'User (role: guests) missing scope (users.read)'
        : 'User (role: guests) missing scopes (["users.read"])',
      code: 401,
      type: 'general_unauthorized_scope',
    });
  });
}

function listing(one: Package, client: (key?: string) => Connected, shown: (user: Fields) => Fields): void {
  const { Query } = one;
  const people = ['Abel Stone', 'Bea Stone', 'Cid Wood'];
  const idOf = (name: string) => name.slice(0, name.indexOf(' ')).toLowerCase();
  /** The total and the ids of a list among the three. */
  const listed = async (input: Fields) => {
    const { total, users } = (await client().users('list', input)) as { total: number; users: Fields[] };
    return { total, ids: users.map((user) => user.$id) };
  };

  before(async () => {
    const unsaid = { email: undefined, phone: undefined, password: undefined };
    for (const name of people) await client().users('create', { userId: idOf(name), ...unsaid, name });
  });
  after(async () => {
    for (const name of people) await client().users('delete', { userId: idOf(name) });
  });

  it('list answers whole users', async () => {
    const users = people.map((name) => shown(expectedUser({ $id: idOf(name), name })));
    assert.deepEqual(normal(await client().users('list')), { total: 3, users });
  });

  it('list takes queries', async () => {
    const queries = [Query.endsWith('name', 'Stone'), Query.orderDesc('name'), Query.limit(1)];
    assert.deepEqual(await listed({ queries }), { total: 2, ids: ['bea'] });
  });

  it('list goes on behind a cursor', async () => {
    assert.deepEqual(await listed({ queries: [Query.cursorAfter('abel')] }), {
      total: 3,
      ids: ['bea', 'cid'],
    });
  });

  it('list takes a search', async () => {
    assert.deepEqual(await listed({ queries: [], search: 'wood' }), { total: 1, ids: ['cid'] });
  });

  it('list passes over an empty search', async () => {
    assert.deepEqual(await listed({ queries: [], search: '' }), { total: 3, ids: ['abel', 'bea', 'cid'] });
  });

  if (one.takesTotal) {
    it('list counts nothing when it is told so', async () => {
      const input = { queries: [Query.limit(2)], search: 'stone', total: false };
      assert.deepEqual(await listed(input), { total: 0, ids: ['abel', 'bea'] });
    });
  }
}

function restOfTheService(one: Package, client: (key?: string) => Connected): void {
  it('updatePrefs answers the preferences, which getPrefs shows too', async () => {
    const user = await madeUser(client());
    const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };
    assert.deepEqual(normal(await client().users('getPrefs', { userId: user.id })), {});
    assert.deepEqual(normal(await client().users('updatePrefs', { userId: user.id, prefs })), prefs);
    assert.deepEqual(normal(await client().users('getPrefs', { userId: user.id })), prefs);
    await user.remove();
  });

  it('ping is answered', async () => {
    assert.deepEqual(normal(await client().ping()), { message: 'Pong!' });
  });

  if (one.hasHealth) {
    it('the server is healthy', async () => {
      assert.deepEqual(await client().health(), { name: 'http', ping: 0, status: 'pass' });
    });
  }
}

/** A user of whom only the id is known, and what removes it. */
async function madeUser(client: Connected): Promise<{ id: string; remove: () => Promise<unknown> }> {
  const id = `user-${crypto.randomUUID().slice(0, 8)}`;
  await client.users('create', { userId: id });
  return { id, remove: () => client.users('delete', { userId: id }) };
}
