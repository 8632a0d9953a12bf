import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Teams } from 'appwrite';
import { commanded } from '../appwrite/access-keys.ts';
import { freshName } from '../appwrite/account-fixtures.ts';
import { externalProvider } from '../oauth/external-provider.ts';
import { browser, PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { serverPackages, webPackages } from '../support/official-packages.ts';
import { call, PROJECT } from '../support/server.ts';

const PASSWORD = 'correct horse';

onEachEngine('the newest official packages', (database) => {
  const { server: get, provider } = externalProvider(database);
  const server = { get };
  const box = mailbox(server);

  it('print no warning', async (test) => {
    const { mock } = test.mock.method(console, 'warn', () => {});
    const { account, client } = browser(server.get());
    const userId = freshName();
    const email = `${userId}@example.com`;
    await account.create({ userId, email, password: PASSWORD });
    await account.createEmailPasswordSession({ email, password: PASSWORD });
    await account.get();
    await account.listSessions();
    await account.listMFAFactors();
    await new Teams(client).create({ teamId: userId, name: 'Team' });
    await assert.rejects(new Teams(client).get({ teamId: 'nobody' }));
    await account.deleteSession({ sessionId: 'current' });
    assert.deepEqual(
      mock.calls.map((call) => call.arguments),
      [],
    );
  });

  it('verify an address and recover a password by code', async () => {
    const { account } = browser(server.get());
    const userId = freshName();
    const email = `${userId}@example.com`;
    await account.create({ userId, email, password: PASSWORD });
    await account.createEmailPasswordSession({ email, password: PASSWORD });
    const asked = await account.createEmailVerificationOTP({ phrase: true });
    const mail = (await box.to(email)).at(-1);
    await account.updateEmailVerificationOTP({ userId, secret: await box.code(email) });
    const verified = await account.get();
    const guest = browser(server.get());
    const recovery = await guest.account.createRecoveryOTP({ email });
    const secret = await box.code(email, 2);
    const used = await guest.account.updateRecoveryOTP({
      userId: recovery.userId,
      secret,
      password: 'battery staple',
    });
    await guest.account.createEmailPasswordSession({ email, password: 'battery staple' });
    assert.deepEqual(
      {
        secrets: [asked.secret, recovery.secret, recovery.phrase],
        phrase: mail?.text.includes(asked.phrase) && asked.phrase !== '',
        verified: verified.emailVerification,
        hidden: recovery.userId === userId,
        used: [used.userId, used.secret],
        pwned: (await guest.account.get()).passwordPwned,
      },
      {
        secrets: ['', '', ''],
        phrase: true,
        verified: true,
        hidden: false,
        used: [userId, ''],
        pwned: false,
      },
    );
  });

  it('sign in with an ID token, and see it in the identity', async () => {
    const { account } = browser(server.get());
    const sub = freshName();
    const idToken = await provider().idTokenOf(
      { sub, email: `${sub}@example.com`, email_verified: true, name: 'Ann' },
      { nonce: 'raw' },
    );
    // Their type lists two of the providers.
    const input = { provider: 'oidc' as never, idToken, nonce: 'raw' };
    const session = await account.createIdTokenSession(input);
    const { identities } = await account.listIdentities();
    const again = await browser(server.get()).account.createIdTokenSession(input).catch(typeOf);
    assert.deepEqual(
      [(await account.get()).name, session.provider, session.current, identities[0]?.providerIdToken, again],
      ['Ann', 'oidc', true, idToken, 'user_oauth2_token_invalid'],
    );
  });

  it('complete a challenge with a code that a server delivers, where the project has the factor', async () => {
    const { account } = browser(server.get());
    const userId = freshName();
    const email = `${userId}@example.com`;
    await account.create({ userId, email, password: PASSWORD });
    await account.createEmailPasswordSession({ email, password: PASSWORD });
    const factor = 'custom' as never;
    const off = [
      (await account.listMFAFactors()).custom,
      await account.createMFAChallenge({ factor }).catch(typeOf),
    ];
    await commanded(database, `projects set ${PROJECT} mfaFactors=totp,email,phone,custom`);
    const { $id } = await account.createMFAChallenge({ factor });
    const path = `/users/${userId}/mfa/challenges/${$id}`;
    const read = await call(server.get().endpoint, 'GET', path, {});
    const { code } = read.body as { readonly code: string };
    const unread = [
      await typeIn(call(server.get().endpoint, 'GET', `/users/${userId}/mfa/challenges/other`, {})),
      await typeIn(call(server.get().endpoint, 'GET', `/users/nobody/mfa/challenges/${$id}`, {})),
    ];
    const session = await account.updateMFAChallenge({ challengeId: $id, otp: code });
    const gone = await typeIn(call(server.get().endpoint, 'GET', path, {}));
    const on = (await account.listMFAFactors()).custom;
    await commanded(database, `projects set ${PROJECT} mfaFactors=default`);
    assert.deepEqual(
      { off, on, fields: Object.keys(read.body as object), unread, factors: session.factors, gone },
      {
        off: [false, 'user_auth_method_unsupported'],
        on: true,
        fields: ['$id', '$createdAt', 'userId', 'expire', 'code'],
        unread: ['user_invalid_token', 'user_not_found'],
        factors: ['password', 'custom'],
        gone: 'user_invalid_token',
      },
    );
  });

  it('find neither consents nor installations', async () => {
    const { account, client } = browser(server.get());
    const userId = freshName();
    const email = `${userId}@example.com`;
    await account.create({ userId, email, password: PASSWORD });
    await account.createEmailPasswordSession({ email, password: PASSWORD });
    const teams = new Teams(client);
    await teams.create({ teamId: userId, name: 'Team' });
    assert.deepEqual(
      [
        { ...(await account.listConsents()) },
        { ...(await teams.listInstallations({ teamId: userId })) },
        await teams.listInstallations({ teamId: 'nobody' }).catch(typeOf),
        await account.getConsent({ consentId: 'any' }).catch(typeOf),
      ],
      [
        { total: 0, consents: [] },
        { total: 0, installations: [] },
        'team_not_found',
        'general_route_not_found',
      ],
    );
  });

  it('are answered in the format that they name', async () => {
    const seen = [];
    for (const { format } of [webPackages.at(-1), serverPackages.at(-1)].flatMap((one) => one ?? [])) {
      const { endpoint } = server.get();
      const response = await fetch(`${endpoint}/ping`, {
        headers: { 'X-Appwrite-Response-Format': format, 'X-Appwrite-Project': PROJECT },
      });
      seen.push([
        response.headers.get('x-denizen-format') === format,
        response.headers.has('x-appwrite-warning'),
      ]);
    }
    assert.deepEqual(seen, [
      [true, false],
      [true, false],
    ]);
  });

  it('may send a bearer token from a page', async () => {
    const { endpoint } = server.get();
    const preflight = await fetch(`${endpoint}/account`, {
      method: 'OPTIONS',
      headers: {
        Origin: PAGE,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization,x-appwrite-project,x-appwrite-response-format',
      },
    });
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(', ') ?? [];
    const { client, account } = browser(server.get());
    client.setBearer('unknown');
    assert.ok(allowed.includes('authorization'));
    await assert.rejects(account.get(), { code: 401, type: 'general_unauthorized_scope' });
  });
});

function typeOf(error: unknown): string {
  return String((error as { readonly type?: unknown }).type);
}

async function typeIn(answer: ReturnType<typeof call>): Promise<string> {
  return typeOf((await answer).body);
}
