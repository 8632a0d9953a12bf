import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { type Started, serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { expectedAccount, plain, signedUp } from './account-expected.ts';
import { freshPhone, joined, PASSWORD, signedIn } from './account-fixtures.ts';
import { type AccountPackage, accountPackages, type Fields } from './account-packages.ts';
import { DATE, expectedEmailTarget } from './clients-expected.ts';

type Change = {
  readonly method: string;
  readonly input: (userId: string) => Fields;
  readonly changes: (userId: string) => Fields;
};
type Get = () => Started;

const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };

/** Every method that changes the own account and answers it, with what it changes of one that has just signed up. */
const changes: readonly Change[] = [
  { method: 'updateName', input: () => ({ name: 'Ann Lee' }), changes: () => ({ name: 'Ann Lee' }) },
  {
    method: 'updateEmail',
    input: (id) => ({ email: `New-${id}@Example.COM`, password: PASSWORD }),
    changes: (id) => expectedEmailTarget(id, `new-${id}@example.com`),
  },
  {
    method: 'updatePassword',
    input: () => ({ password: 'battery staple', oldPassword: PASSWORD }),
    changes: () => ({ passwordUpdate: DATE }),
  },
  { method: 'updatePrefs', input: () => ({ prefs }), changes: () => ({ prefs }) },
  { method: 'updateMFA', input: () => ({ mfa: true }), changes: () => ({ mfa: true }) },
];

onAnyEngine('the own account through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const one of accountPackages) {
    describe(one.name, () => {
      comingAndGoing(one, server.get);
      changing(one, server.get);
    });
  }
});

function comingAndGoing(one: AccountPackage, server: Get): void {
  it('create answers the whole account and signs nobody in', async () => {
    const { visitor, id, answer } = await joined(one, server());
    assert.deepEqual(plain(answer), expectedAccount(one, signedUp(id)));
    await assert.rejects(visitor.account('get'), { code: 401, type: 'general_unauthorized_scope' });
  });

  it('get answers what create answered', async () => {
    const { visitor, answer } = await signedIn(one, server());
    assert.deepEqual(plain(await visitor.account('get')), plain(answer));
  });

  it('an address that somebody has is taken, whoever asks', async () => {
    const { id } = await joined(one, server());
    const input = { userId: `${id}-2`, email: `${id}@example.com`, password: PASSWORD };
    await assert.rejects(one.visitor(server()).account('create', input), {
      code: 409,
      type: 'user_already_exists',
    });
  });

  it('updateStatus blocks the own account, and nobody gets in any more', async () => {
    const { visitor, id } = await signedIn(one, server());
    const answer = await visitor.account('updateStatus');
    assert.deepEqual(plain(answer), expectedAccount(one, { ...signedUp(id), status: false }));
    // Clients before 1.9 know it as a matter of who one is.
    const blocked = { code: isBelow(one.format, '1.9.0') ? 401 : 403, type: 'user_blocked' };
    // A browser has lost its cookies, a server goes on showing the session.
    const refused = one.isServer ? blocked : { code: 401, type: 'general_unauthorized_scope' };
    await assert.rejects(visitor.account('get'), refused);
    const again = one.visitor(server()).account;
    const known = { email: `${id}@example.com`, password: PASSWORD };
    await assert.rejects(again('createEmailPasswordSession', known), blocked);
  });
}

function changing(one: AccountPackage, server: Get): void {
  for (const { method, input, changes: changed } of changes) {
    it(`${method} answers the whole changed account, which get shows too`, async () => {
      const { visitor, id } = await signedIn(one, server());
      const answer = await visitor.account(method, input(id));
      assert.deepEqual(plain(answer), expectedAccount(one, { ...signedUp(id), ...changed(id) }));
      assert.deepEqual(await visitor.account('get'), answer);
    });
  }

  it('updatePhone answers the whole changed account', async () => {
    const { visitor, id } = await signedIn(one, server());
    const phone = freshPhone();
    const answer = await visitor.account('updatePhone', { phone, password: PASSWORD });
    assert.deepEqual(plain(answer), expectedAccount(one, { ...signedUp(id), phone }));
  });

  it('getPrefs answers what updatePrefs was given', async () => {
    const { visitor } = await signedIn(one, server());
    const none = plain(await visitor.account('getPrefs'));
    await visitor.account('updatePrefs', { prefs });
    assert.deepEqual([none, plain(await visitor.account('getPrefs'))], [{}, prefs]);
  });
}
