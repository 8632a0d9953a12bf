import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, browser, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { folder, run } from '../support/program.ts';
import { PROJECT, serving, settingsFor } from '../support/server.ts';
import { freshName, PASSWORD } from './account-fixtures.ts';

const guest = { code: 401, type: 'general_unauthorized_scope' };

onAnyEngine('what a project may switch of the Account service', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const home = folder();

  it('a third session ends the oldest where there may be two', async () => {
    await using _ = await under('sessionsLimit=2');
    const { email, page } = await person();
    const others = [await signedIn(email), await signedIn(email)];
    await assert.rejects(page.account.get(), guest);
    const { total } = (await others[1]?.account.listSessions()) ?? {};
    assert.equal(total, 2);
  });

  it('a session lives as long as the project says', async () => {
    await using _ = await under('sessionSeconds=3600');
    const { page } = await person();
    const { $createdAt, expire } = await page.account.getSession({ sessionId: 'current' });
    assert.equal(Math.round((Date.parse(expire) - Date.parse($createdAt)) / 1_000), 3_600);
  });

  it('other sessions outlive a new password where they may', async () => {
    await using _ = await under('invalidateSessions=off');
    const { email, page } = await person();
    const other = await signedIn(email);
    await page.account.updatePassword({ password: 'battery staple', oldPassword: PASSWORD });
    assert.equal((await other.account.listSessions()).total, 2);
  });

  it('a way of signing in that is closed is closed to its tokens as well', async () => {
    await using _ = await under('disabledAuthMethods=anonymous,magic-url,email-otp,phone,jwt');
    const { email, page } = await person();
    const other = browser(server.get()).account;
    const closed = { code: 501, type: 'user_auth_method_unsupported' };
    const userId = freshName();
    const works = [
      other.createAnonymousSession(),
      other.createMagicURLToken({ userId, email, url: PAGE }),
      other.updateMagicURLSession({ userId, secret: 'x' }),
      other.createEmailToken({ userId, email }),
      other.createPhoneToken({ userId, phone: '+14155550123' }),
      other.updatePhoneSession({ userId, secret: 'x' }),
      page.account.createPhoneVerification(),
      page.account.createJWT(),
    ];
    await Promise.all(works.map((work) => assert.rejects(work, closed)));
  });

  it('nobody signs up where there are as many users as there may be', async () => {
    await using _ = await under('usersLimit=1');
    await assert.rejects(person(), { code: 400, type: 'user_count_exceeded' });
    await assert.rejects(browser(server.get()).account.createAnonymousSession(), {
      type: 'user_count_exceeded',
    });
  });

  it('a recovery tells whether somebody has the address only where it may', async () => {
    const { account } = browser(server.get());
    const nobody = { email: `${freshName()}@example.com`, url: PAGE };
    const vague = await account.createRecovery(nobody);
    await using _ = await under('revealUnknownEmail=on');
    await assert.rejects(account.createRecovery(nobody), { code: 404, type: 'user_not_found' });
    assert.deepEqual(Object.keys(vague), ['$id', '$createdAt', 'userId', 'secret', 'expire', 'phrase']);
  });

  it('links lead to the hosts of the project, and nowhere else', async () => {
    const { account } = browser(server.get());
    const input = {
      userId: freshName(),
      email: `${freshName()}@example.com`,
      url: 'https://shop.example/in',
    };
    const refused = { code: 400, type: 'general_argument_invalid' };
    await assert.rejects(account.createMagicURLToken(input), refused);
    await using _ = await under('hosts=shop.example');
    assert.equal((await account.createMagicURLToken(input)).userId, input.userId);
    await assert.rejects(
      account.createMagicURLToken({ ...input, url: 'https://shop.example.evil/' }),
      refused,
    );
  });

  it('browsers without cookies of other sites are signed in by what the page stores, where they may', async () => {
    const { email } = await person();
    const known = { email, password: PASSWORD };
    const without = browser(server.get(), { takesCookies: false });
    await without.account.createEmailPasswordSession(known);
    await assert.rejects(without.account.get(), guest);
    {
      await using _ = await under('fallbackCookies=on');
      await without.account.createEmailPasswordSession(known);
      assert.equal((await without.account.get()).email, email);
      await without.account.deleteSession({ sessionId: 'current' });
      await assert.rejects(without.account.get(), guest);
      await without.account.createEmailPasswordSession(known);
    }
    assert.equal(without.storage.has('cookieFallback'), true);
    await assert.rejects(without.account.get(), guest, 'what is stored counts only while it may');
    assert.deepEqual([...without.cookies], []);
  });

  /** The policies hold until the end of the test. */
  async function under(...pairs: readonly string[]): Promise<AsyncDisposable> {
    await set(pairs);
    return {
      [Symbol.asyncDispose]: () => set(pairs.map((pair) => pair.replace(/=.*/, '=default'))),
    };
  }

  async function set(pairs: readonly string[]): Promise<void> {
    const command = ['projects', 'set', PROJECT, ...pairs];
    const { code, errors } = await run(command, settingsFor(database.setting()), { folder: home() });
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  }

  /** Somebody who has signed up, and the browser in which they are signed in. */
  async function person() {
    const id = freshName();
    const email = `${id}@example.com`;
    await browser(server.get()).account.create({ userId: id, email, password: PASSWORD });
    return { id, email, page: await signedIn(email) };
  }

  async function signedIn(email: string) {
    const page = browser(server.get());
    await page.account.createEmailPasswordSession({ email, password: PASSWORD });
    return page;
  }
});
