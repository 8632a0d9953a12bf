import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AuthenticationFactor, AuthenticatorType, type Models } from 'appwrite';
import { generate } from 'otplib';
import { type CaptiveSmtp, captiveSmtp } from '../delivery/captive-smtp.ts';
import { BEHIND_PROXY, browser, PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { type Mailbox, mailbox, smtpMailbox } from '../support/mailbox.ts';
import { type MovedClock, movedClock } from '../support/moved-clock.ts';
import { type Started, serving } from '../support/server.ts';

const type = AuthenticatorType.Totp;
const OWES = { code: 401, type: 'user_more_factors_required' };
const INVALID = { code: 401, type: 'user_invalid_token' };
const WRONG = { code: 401, type: 'user_invalid_credentials' };
const GUEST = { code: 401, type: 'general_unauthorized_scope' };

onEachEngine('somebody loses the phone and forgets the password', (database) => {
  describe('with the development mailbox', () => {
    const clock = movedClock();
    const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
    story('ann', { server: server.get, box: mailbox(server), clock });
  });

  describe('with an SMTP server', () => {
    let smtp: CaptiveSmtp | undefined;
    before(async () => {
      smtp = await captiveSmtp();
    });
    after(() => smtp?.close());
    const clock = movedClock();
    const server = serving(database, {
      ...BEHIND_PROXY,
      ...clock.settings,
      DENIZEN_MAIL_FROM: 'Denizen <id@example.com>',
      // Read when the server is started, and the port is known.
      get DENIZEN_SMTP_URL() {
        return `smtp://127.0.0.1:${smtp?.port}`;
      },
    });
    // Set before the first test runs: hence the cast.
    const box = smtpMailbox(() => smtp as CaptiveSmtp);
    story('ben', { server: server.get, box, clock });
  });
});

type Place = { readonly server: () => Started; readonly box: Mailbox; readonly clock: MovedClock };

function story(userId: string, { server, box, clock }: Place): void {
  const email = `${userId}@example.com`;
  const factor = AuthenticationFactor;
  let password = 'correct horse';
  let seed = '';
  let codes: readonly string[] = [];

  /** Another browser in which the password was shown. */
  async function signedIn() {
    const { account } = browser(server());
    await account.createEmailPasswordSession({ email, password });
    return account;
  }

  /** What the authenticator shows next, which it has not shown before. */
  const shown = () => generate({ secret: seed, epoch: clock.nextStep() });

  async function show(account: Awaited<ReturnType<typeof signedIn>>, by: AuthenticationFactor, otp: string) {
    const { $id: challengeId } = await account.createMFAChallenge({ factor: by });
    return account.updateMFAChallenge({ challengeId, otp });
  }

  it('signs up, and verifies the email by the link, which opens in another browser', async () => {
    await browser(server()).account.create({ userId, email, password, name: 'A Name' });
    const account = await signedIn();
    await account.createEmailVerification({ url: `${PAGE}/verify` });
    const link = await box.link(email);
    await browser(server()).account.updateEmailVerification(link);
    assert.deepEqual([link.userId, (await account.get()).emailVerification], [userId, true]);
  });

  it('sets up an authenticator and recovery codes, and asks for a second factor from then on', async () => {
    const account = await signedIn();
    ({ secret: seed } = await account.createMFAAuthenticator({ type }));
    await assert.rejects(account.updateMFAAuthenticator({ type, otp: '000000' }), INVALID);
    await account.updateMFAAuthenticator({ type, otp: await shown() });
    ({ recoveryCodes: codes } = await account.createMFARecoveryCodes());
    await account.updateMFA({ mfa: true });
    const { mfa } = await account.get();
    assert.deepEqual([mfa, codes.length, new Set(codes).size], [true, 6, 6]);
    await account.deleteSession({ sessionId: 'current' });
    await assert.rejects(account.get(), GUEST);
  });

  it('signs in, and can do nothing before the second factor is shown', async () => {
    const account = await signedIn();
    await assert.rejects(account.get(), OWES);
    await assert.rejects(account.updateMFA({ mfa: false }), OWES);
    await assert.rejects(account.createJWT(), OWES);
    await assert.rejects(account.deleteMFAAuthenticator({ type }), OWES);
    const factors = { ...(await account.listMFAFactors()) };
    const otp = await shown();
    const session = await show(account, factor.Totp, otp);
    assert.deepEqual(factors, { totp: true, phone: false, email: true, recoveryCode: true, custom: false });
    assert.deepEqual(session.factors, ['password', 'totp']);
    assert.equal((await account.get()).$id, userId);
    const other = await signedIn();
    await assert.rejects(show(other, factor.Totp, otp), INVALID, 'a code is good for once');
    await assert.rejects(other.get(), OWES);
  });

  it('loses the phone: a recovery code lets in, once, and the authenticator is given up', async () => {
    const account = await signedIn();
    const [code = ''] = codes;
    const session = await show(account, factor.Recoverycode, code);
    assert.deepEqual(session.factors, ['password', 'recoveryCode']);
    await account.deleteMFAAuthenticator({ type });
    const left = await account.getMFARecoveryCodes();
    assert.deepEqual(left.recoveryCodes.toSorted(), codes.slice(1).toSorted());
    const other = await signedIn();
    await assert.rejects(show(other, factor.Recoverycode, code), INVALID);
    await assert.rejects(show(other, factor.Totp, await shown()), INVALID);
    const { totp } = await other.listMFAFactors();
    assert.equal(totp, false);
  });

  it('forgets the password, and sets another by the link in the mail, which ends every session', async () => {
    const before = await signedIn();
    await show(before, factor.Recoverycode, codes[1] ?? '');
    const { account } = browser(server());
    const sent = (await box.to(email)).length;
    await account.createRecovery({ email, url: `${PAGE}/recover` });
    const link = await box.link(email, sent + 1);
    const old = password;
    password = 'battery staple';
    await account.updateRecovery({ ...link, password });
    await assert.rejects(account.updateRecovery({ ...link, password: 'something else' }), INVALID);
    await assert.rejects(before.get(), GUEST);
    await assert.rejects(account.createEmailPasswordSession({ email, password: old }), WRONG);
  });

  it('is asked for a second factor after the recovery as well', async () => {
    const account = await signedIn();
    await assert.rejects(account.get(), OWES);
    const session: Models.Session = await show(account, factor.Recoverycode, codes[2] ?? '');
    const { $id, emailVerification, mfa } = await account.get();
    assert.deepEqual(session.factors, ['password', 'recoveryCode']);
    assert.deepEqual([$id, emailVerification, mfa], [userId, true, true]);
  });

  it('a link is good no more after its hour', async () => {
    const { account } = browser(server());
    const sent = (await box.to(email)).length;
    await account.createRecovery({ email, url: `${PAGE}/recover` });
    const link = await box.link(email, sent + 1);
    clock.forward(3_600_000);
    await assert.rejects(account.updateRecovery({ ...link, password: 'something else' }), INVALID);
    await signedIn();
  });

  it('was told by mail of each change of second factors and password', async () => {
    const mails = await box.to(email, 7);
    const [changed, recovery] = ['How you sign in to test was changed', 'Set a new password for test'];
    const told = mails.map(({ subject }) => subject);
    const verification = 'Confirm your email address for test';
    const renewed = 'Your test password was changed';
    // Each is sent on its own, so that the order in which they come is nobody's promise.
    const wanted = [verification, changed, changed, changed, recovery, renewed, recovery];
    assert.deepEqual(told.toSorted(), wanted.toSorted());
  });
}
