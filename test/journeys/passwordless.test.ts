import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AuthenticationFactor } from 'appwrite';
import { BEHIND_PROXY, browser, PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { movedClock } from '../support/moved-clock.ts';
import { serving } from '../support/server.ts';
import { admin } from './admin.ts';

const email = 'kim@example.com';
const phone = '+14155550123';
const userId = 'kim';
const OWES = { code: 401, type: 'user_more_factors_required' };
const INVALID = { code: 401, type: 'user_invalid_token' };
const CODE_LIFE_MS = 600_000;

onEachEngine('somebody who has never had a password', (database) => {
  const clock = movedClock();
  const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
  const box = mailbox(server);
  const laptop = () => browser(server.get()).account;

  it('comes by a magic link, which the mail program that looks at it does not use up', async () => {
    const account = laptop();
    await account.createMagicURLToken({ userId, email, url: `${PAGE}/magic` });
    const [mail] = await box.to(email);
    const { secret } = await box.link(email);
    const seen = await fetch(`${server.get().endpoint}/account/sessions/magic-url?secret=${secret}`);
    const session = await account.updateMagicURLSession({ userId, secret });
    const { emailVerification, passwordUpdate } = await account.get();
    assert.equal(seen.status, 401, 'no GET signs anybody in');
    assert.deepEqual([mail?.kind, session.provider, session.factors], ['mail', 'magic-url', ['email']]);
    assert.deepEqual([emailVerification, passwordUpdate], [true, '']);
  });

  it('comes by a code in the mail, which is of no use after ten minutes', async () => {
    const account = laptop();
    await account.createEmailToken({ userId: 'another-id', email });
    const late = await box.code(email, 2);
    clock.forward(CODE_LIFE_MS);
    await assert.rejects(
      account.createSession({ userId, secret: late }),
      INVALID,
      'a code expires after ten minutes',
    );
    await account.createEmailToken({ userId: 'another-id', email });
    const session = await account.createSession({ userId, secret: await box.code(email, 3) });
    assert.deepEqual([session.userId, session.factors], [userId, ['email']]);
  });

  it('adds a phone, and comes by a code on it', async () => {
    const account = laptop();
    const { secret } = await admin(server.get()).createToken({ userId });
    await account.createSession({ userId, secret });
    await account.updatePhone({ phone, password: 'a first password' });
    await account.createPhoneVerification();
    await account.updatePhoneVerification({ userId, secret: await box.code(phone) });
    await account.deleteSession({ sessionId: 'current' });
    await account.createPhoneToken({ userId: 'another-id', phone });
    const [, sms] = await box.to(phone, 2);
    const session = await account.updatePhoneSession({ userId, secret: await box.code(phone, 2) });
    assert.deepEqual([sms?.kind, session.userId, session.factors], ['sms', userId, ['phone']]);
  });

  it('asks for two factors, and no way of coming is one of its own any more', async () => {
    const account = laptop();
    const users = admin(server.get());
    await account.createSession({ userId, secret: (await users.createToken({ userId })).secret });
    await account.updateMFA({ mfa: true });
    assert.equal((await account.get()).mfa, true, 'the session in which it is switched on goes on');
    const mails = (await box.to(email)).length;
    const byLink = laptop();
    await byLink.createMagicURLToken({ userId, email, url: PAGE });
    await byLink.updateMagicURLSession(await box.link(email, mails + 1));
    const texts = (await box.to(phone)).length;
    const byPhone = laptop();
    await byPhone.createPhoneToken({ userId, phone });
    await byPhone.updatePhoneSession({ userId, secret: await box.code(phone, texts + 1) });
    const byToken = laptop();
    await byToken.createSession({ userId, secret: (await users.createToken({ userId })).secret });
    for (const each of [byLink, byPhone, byToken]) await assert.rejects(each.get(), OWES);
    const shown = await otherFactor(byLink, AuthenticationFactor.Phone, phone);
    const too = await otherFactor(byPhone, AuthenticationFactor.Email, email);
    assert.deepEqual(
      [shown.factors, too.factors],
      [
        ['email', 'phone'],
        ['phone', 'email'],
      ],
    );
    for (const each of [byLink, byPhone]) assert.equal((await each.get()).$id, userId);
  });

  async function otherFactor(account: ReturnType<typeof laptop>, factor: AuthenticationFactor, to: string) {
    const before = (await box.to(to)).length;
    const { $id: challengeId } = await account.createMFAChallenge({ factor });
    return account.updateMFAChallenge({ challengeId, otp: await box.code(to, before + 1) });
  }
});
