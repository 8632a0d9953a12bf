import assert from 'node:assert/strict';
import { freshName, freshPhone, PASSWORD } from '../appwrite/account-fixtures.ts';
import {
  DATE,
  expectedEmailTarget,
  expectedTarget,
  expectedUser,
  HASH,
  ID,
} from '../appwrite/clients-expected.ts';
import { imports } from '../appwrite/imported-rows.ts';
import type { Fields } from '../support/official-packages.ts';
import { isBelow } from '../support/user-fields.ts';
import { after, before, paged } from './paging.ts';
import { data, plain, refuses, type Step, type Steps, somebody } from './walk.ts';

const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };

/** What a method that changes a user is given besides the user, and what it changes. */
type Change = (userId: string) => { readonly input: Fields; readonly changes: Fields };

const said =
  (input: Fields): Change =>
  () => ({ input, changes: input });

const emailVerification = said({ emailVerification: true });
const mfa = said({ mfa: true });

/** Of a user without anything. */
const changes: Readonly<Record<string, Change>> = {
  updateName: said({ name: 'Ann Lee' }),
  updateEmail: (userId) => ({
    input: { email: `New-${userId}@Example.COM` },
    changes: expectedEmailTarget(userId, `new-${userId}@example.com`),
  }),
  updatePhone: (userId) => {
    const phone = freshPhone();
    return {
      input: { number: phone },
      changes: { phone, targets: [expectedTarget(userId, 'sms', phone)] },
    };
  },
  updatePassword: () => ({
    input: { password: PASSWORD },
    changes: { password: HASH, passwordUpdate: DATE },
  }),
  updateStatus: said({ status: false }),
  updateVerification: emailVerification,
  updateEmailVerification: emailVerification,
  updatePhoneVerification: said({ phoneVerification: true }),
  updateLabels: said({ labels: ['vip', 'beta'] }),
  updateImpersonator: said({ impersonator: true }),
  updateMfa: mfa,
  updateMFA: mfa,
};

const create: Step = async (walk) => {
  const named = freshName();
  const [email, phone] = [`${named}@example.com`, freshPhone()];
  const input = { userId: named, email: `${named}@Example.COM`, phone, password: PASSWORD, name: 'Max' };
  const answer = await walk.ask(input);
  const takes = walk.one.parameters('create');
  // Servers made the id themselves before 0.12.
  const $id = takes.includes('userId') ? named : ID;
  const withPhone = takes.includes('phone') && { phone };
  const targets = [
    expectedTarget($id, 'email', email),
    ...(withPhone ? [expectedTarget($id, 'sms', phone)] : []),
  ];
  walk.shows(
    answer,
    'user',
    expectedUser({
      $id,
      name: 'Max',
      ...withPhone,
      password: HASH,
      passwordUpdate: DATE,
      ...expectedEmailTarget($id, email),
      targets,
    }),
  );
  assert.deepEqual(data(await walk.ask({ userId: answer.$id }, 'get')), data(answer));
  await refuses(walk, walk.ask(input), 409, 'user_already_exists');
};

const get: Step = async (walk) => {
  const userId = await somebody(walk, { name: 'Ann' });
  walk.shows(await walk.ask({ userId }), 'user', expectedUser({ $id: userId, name: 'Ann' }));
  await refuses(walk, walk.ask({ userId: 'nobody' }), 404, 'user_not_found');
};

const remove: Step = async (walk) => {
  const userId = await somebody(walk);
  assert.deepEqual(plain(await walk.ask({ userId })), walk.one.nothing);
  await refuses(walk, walk.ask({ userId }, 'get'), 404, 'user_not_found');
};

const list: Step = async (walk) => {
  const family = `${freshName().replace('-', '')}family`;
  const added = async (first: string) => {
    const name = `${first} ${family}`;
    return expectedUser({ $id: await somebody(walk, { name }), name });
  };
  const [first, second, third] = [await added('Abel'), await added('Bea'), await added('Cid')];
  const listed = (input: Fields = {}) => walk.ask({ queries: [], search: family, ...input });

  walk.lists(await listed(), 'user', [first, second, third]);
  walk.lists(await listed(paged(walk, { limit: 1, offset: 1, isReversed: true })), 'user', [second], 3);
  if (isBelow(walk.one.format, '0.12.0')) return;
  walk.lists(await listed(after(walk, first.$id)), 'user', [second, third], 3);
  walk.lists(await listed(before(walk, third.$id)), 'user', [second], 3);
  if (walk.one.parameters('list').includes('total'))
    walk.lists(await listed({ total: false }), 'user', [first, second, third], 0);
  if (isBelow(walk.one.format, '1.0.0')) return;
  const { Query } = walk.one;
  const named = [Query.equal('name', [`Bea ${family}`, `Cid ${family}`]), Query.equal('status', true)];
  walk.lists(await listed({ queries: named }), 'user', [second, third]);
};

function changing(change: Change): Step {
  return async (walk) => {
    const userId = await somebody(walk);
    const { input, changes: changed } = change(userId);
    const answer = await walk.ask({ userId, ...input });
    walk.shows(answer, 'user', expectedUser({ $id: userId, ...changed }));
    assert.deepEqual(data(await walk.ask({ userId }, 'get')), data(answer));
    assert.deepEqual(
      plain(await walk.raw('GET', `/users/${userId}`)),
      expectedUser({ $id: userId, ...changed }),
    );
  };
}

const importing = (wanted: (typeof imports)[number]): Step => {
  return async (walk) => {
    const userId = freshName();
    const email = `${userId}@example.com`;
    const input = { userId, email, password: wanted.hash, ...wanted.parts, name: 'Ann' };
    const answer = await walk.ask(input);
    const known = { name: 'Ann', password: wanted.hash, passwordUpdate: DATE, ...wanted.shown };
    walk.shows(
      answer,
      'user',
      expectedUser({ $id: userId, ...expectedEmailTarget(userId, email), ...known }),
    );
    assert.deepEqual(data(await walk.ask({ userId }, 'get')), data(answer));
  };
};

const getPrefs: Step = async (walk) => {
  const userId = await somebody(walk);
  const none = await walk.ask({ userId });
  await walk.raw('PATCH', `/users/${userId}/prefs`, { prefs });
  assert.deepEqual([none, await walk.ask({ userId })].map(plain), [{}, prefs]);
};

const updatePrefs: Step = async (walk) => {
  const userId = await somebody(walk);
  const answers = [await walk.ask({ userId, prefs }), await walk.raw('GET', `/users/${userId}/prefs`)];
  assert.deepEqual(answers.map(plain), [prefs, prefs]);
};

export const peopleSteps: Steps = {
  ...Object.fromEntries(Object.entries(changes).map(([method, change]) => [method, changing(change)])),
  ...Object.fromEntries(imports.map((wanted) => [wanted.method, importing(wanted)])),
  list,
  create,
  get,
  delete: remove,
  deleteUser: remove,
  getPrefs,
  updatePrefs,
};
