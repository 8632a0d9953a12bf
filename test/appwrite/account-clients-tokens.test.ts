import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { type Mailbox, mailbox } from '../support/mailbox.ts';
import { call, type Started, serving } from '../support/server.ts';
import {
  CODE,
  expectedAccount,
  expectedNewSession,
  expectedToken,
  plain,
  SECRET,
  signedUp,
} from './account-expected.ts';
import { freshName, freshPhone, joined, PASSWORD, signedIn } from './account-fixtures.ts';
import { type AccountPackage, accountPackages, type Fields } from './account-packages.ts';
import { expectedEmailTarget, expectedTarget } from './clients-expected.ts';

type Get = () => Started;
type Test = { readonly one: AccountPackage; readonly server: Get; readonly box: Mailbox };

const invalid = { code: 401, type: 'user_invalid_token' };

onAnyEngine('tokens through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);
  for (const one of accountPackages) {
    describe(one.name, () => {
      const test = { one, server: server.get, box };
      byMail(test);
      byPhone(test);
      fromServers(test);
      verifying(test);
      recovering(test);
    });
  }
});

function byMail({ one, server, box }: Test): void {
  it('a magic link makes a user of an unknown address, signs in, and is good for once', async () => {
    const { visitor, id, email } = stranger(one, server());
    const input = { userId: id, email, url: `${PAGE}/magic` };
    const token = await visitor.account('createMagicURLToken', input);
    assert.deepEqual(plain(token), expectedToken(id, { secret: one.isServer ? SECRET : '' }));
    const shown = await box.link(email);
    const session = await visitor.account('updateMagicURLSession', shown);
    const way = { userId: id, provider: 'magic-url', factors: ['email'] };
    assert.deepEqual(plain(session), expectedNewSession(one, way));
    const known = { ...expectedEmailTarget(id, email), $id: id, emailVerification: true };
    assert.deepEqual(plain(await visitor.account('get')), expectedAccount(one, known));
    await assert.rejects(one.visitor(server()).account('updateMagicURLSession', shown), invalid);
  });

  it('a magic link of a known address signs its user in, whatever id is asked for', async () => {
    const { id, email } = await joined(one, server());
    const visitor = one.visitor(server());
    const input = { userId: freshName(), email, url: `${PAGE}/magic` };
    const { userId } = (await visitor.account('createMagicURLToken', input)) as Fields;
    // Guests are not told whose the address is.
    assert.equal(userId, one.isServer ? id : input.userId);
    const { secret } = await box.link(email);
    const session = await visitor.account('createSession', { userId, secret });
    assert.equal((session as Fields).userId, id);
  });

  it('a code by email signs in, with two words by which the message is known', async () => {
    const { visitor, id, email } = stranger(one, server());
    const token = (await visitor.account('createEmailToken', { userId: id, email, phrase: true })) as Fields;
    const { phrase } = token;
    assert.deepEqual(plain(token), expectedToken(id, { secret: one.isServer ? CODE : '', phrase }));
    const [mail] = await box.to(email);
    assert.ok(mail?.text.includes(String(phrase)));
    const secret = await box.code(email);
    if (one.isServer) assert.equal(token.secret, secret);
    const session = await visitor.account('createSession', { userId: id, secret });
    assert.deepEqual(
      plain(session),
      expectedNewSession(one, { userId: id, provider: 'token', factors: ['email'] }),
    );
    const known = { ...expectedEmailTarget(id, email), $id: id, emailVerification: true };
    assert.deepEqual(plain(await visitor.account('get')), expectedAccount(one, known));
  });
}

function byPhone({ one, server, box }: Test): void {
  it('a code by phone makes a user of an unknown number and signs in', async () => {
    const { visitor, id } = stranger(one, server());
    const phone = freshPhone();
    const token = await visitor.account('createPhoneToken', { userId: id, phone });
    assert.deepEqual(plain(token), expectedToken(id, { secret: one.isServer ? SECRET : '' }));
    const shown = { userId: id, secret: await box.code(phone) };
    const session = await visitor.account('updatePhoneSession', shown);
    assert.deepEqual(
      plain(session),
      expectedNewSession(one, { userId: id, provider: 'phone', factors: ['phone'] }),
    );
    const targets = [expectedTarget(id, 'sms', phone)];
    const known = { $id: id, phone, phoneVerification: true, targets };
    assert.deepEqual(plain(await visitor.account('get')), expectedAccount(one, known));
  });
}

function fromServers({ one, server }: Test): void {
  it('a token that a server made signs in, once', async () => {
    const { id } = await joined(one, server());
    const { body } = await call(server().endpoint, 'POST', `/users/${id}/tokens`, { body: {} });
    const shown = { userId: id, secret: (body as { secret: string }).secret };
    const session = await one.visitor(server()).account('createSession', shown);
    assert.deepEqual(
      plain(session),
      expectedNewSession(one, { userId: id, provider: 'token', factors: ['token'] }),
    );
    await assert.rejects(one.visitor(server()).account('createSession', shown), invalid);
  });

  it('a secret of nobody is refused as a wrong one of somebody is', async () => {
    const { id } = await joined(one, server());
    for (const userId of [id, freshName()])
      await assert.rejects(
        one.visitor(server()).account('createSession', { userId, secret: 'f00f00' }),
        invalid,
      );
  });
}

function verifying({ one, server, box }: Test): void {
  for (const [create, update] of [
    ['createVerification', 'updateVerification'],
    ['createEmailVerification', 'updateEmailVerification'],
  ] as const) {
    if (!one.has(create)) continue;
    it(`${create} sends a link by which ${update} verifies the email, once`, async () => {
      const { visitor, id, email } = await signedIn(one, server());
      const token = await visitor.account(create, { url: `${PAGE}/verify` });
      assert.deepEqual(plain(token), expectedToken(id));
      const shown = await box.link(email);
      assert.deepEqual(plain(await visitor.account(update, shown)), expectedToken(id));
      const account = expectedAccount(one, { ...signedUp(id), emailVerification: true });
      assert.deepEqual(plain(await visitor.account('get')), account);
      await assert.rejects(visitor.account(update, shown), invalid);
      const again = visitor.account(create, { url: `${PAGE}/verify` });
      await assert.rejects(again, { code: 409, type: 'user_email_already_verified' });
    });
  }

  it('createPhoneVerification sends a code by which updatePhoneVerification verifies the phone', async () => {
    const { visitor, id } = await signedIn(one, server());
    const phone = freshPhone();
    await visitor.account('updatePhone', { phone, password: PASSWORD });
    assert.deepEqual(plain(await visitor.account('createPhoneVerification')), expectedToken(id));
    const shown = { userId: id, secret: await box.code(phone) };
    assert.deepEqual(plain(await visitor.account('updatePhoneVerification', shown)), expectedToken(id));
    const account = expectedAccount(one, { ...signedUp(id), phone, phoneVerification: true });
    assert.deepEqual(plain(await visitor.account('get')), account);
  });
}

function recovering({ one, server, box }: Test): void {
  it('createRecovery sends a link by which updateRecovery sets a password, once', async () => {
    const { id, email, visitor: before } = await signedIn(one, server());
    const { account } = one.visitor(server());
    const token = await account('createRecovery', { email, url: `${PAGE}/recover` });
    const { userId, ...others } = plain(token) as Fields;
    const { userId: _, ...expected } = expectedToken(id, { secret: one.isServer ? SECRET : '' }) as Fields;
    assert.deepEqual(others, expected);
    assert.equal(userId === id, one.isServer);
    const input = { ...(await box.link(email)), password: 'battery staple' };
    assert.deepEqual(plain(await account('updateRecovery', input)), expectedToken(id));
    await assert.rejects(account('updateRecovery', input), invalid);
    await assert.rejects(before.account('get'), { code: 401, type: 'general_unauthorized_scope' });
    const old = account('createEmailPasswordSession', { email, password: PASSWORD });
    await assert.rejects(old, { code: 401, type: 'user_invalid_credentials' });
    await account('createEmailPasswordSession', { email, password: 'battery staple' });
    const known = { ...signedUp(id), emailVerification: true };
    assert.deepEqual(plain(await account('get')), expectedAccount(one, known));
  });
}

/** Somebody who has never been here, and what they will be called. */
function stranger(one: AccountPackage, to: Started) {
  const id = freshName();
  return { visitor: one.visitor(to), id, email: `${id}@example.com` };
}
