import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { call } from '../support/server.ts';
import { externalProvider, NO, OK } from './external-provider.ts';

onAnyEngine('signing in with an account elsewhere', (database) => {
  const here = externalProvider(database);

  it('ends on the page for success with a session, the address verified as the provider has it', async () => {
    const ann = here.person({ name: 'Ann' });
    const landed = await ann.signIn();
    const account = (await ann.get('/account')).body;
    const session = (await ann.get('/account/sessions/current')).body;
    const identities = (await ann.get('/account/identities')).body;
    const [identity] = identities.identities as readonly Record<string, unknown>[];
    assert.deepEqual(
      {
        landed,
        account: [account.name, account.email, account.emailVerification, account.passwordUpdate],
        session: [session.provider, session.providerUid, session.factors, session.current],
        identity: [identity?.userId, identity?.provider, identity?.providerUid, identity?.providerEmail],
        tokens: [session.providerAccessToken, session.providerRefreshToken],
      },
      {
        landed: `${OK}#`,
        account: ['Ann', ann.email, true, ''],
        session: ['oidc', ann.sub, ['email', 'oauth2'], true],
        identity: [account.$id, 'oidc', ann.sub, ann.email],
        tokens: [identity?.providerAccessToken, identity?.providerRefreshToken],
      },
    );
    assert.notEqual(session.providerAccessToken, '');
  });

  it('goes by permanent redirects that nobody keeps', async () => {
    const { browser } = here.person();
    const { status, headers, location = '' } = await browser.go(here.start('sessions'));
    const sent = new URL(location);
    const {
      state = '',
      nonce = '',
      code_challenge: challenge = '',
      ...query
    } = Object.fromEntries(sent.searchParams);
    assert.deepEqual(
      {
        status,
        cache: headers.get('cache-control'),
        query,
        lengths: [state.length, nonce.length, challenge.length],
      },
      {
        status: 301,
        cache: 'no-store, no-cache, must-revalidate, max-age=0',
        query: {
          client_id: 'denizen',
          code_challenge_method: 'S256',
          redirect_uri: `${here.server().endpoint}/account/sessions/oauth2/callback/oidc/test`,
          response_type: 'code',
          scope: 'openid profile email',
        },
        lengths: [64, 86, 43],
      },
    );
  });

  it('leads the same person to the same user, on another device as well', async () => {
    const ann = here.person();
    await ann.signIn();
    const first = (await ann.get('/account')).body.$id;
    ann.browser.cookies.clear();
    await ann.signIn();
    assert.equal((await ann.get('/account')).body.$id, first);
  });

  it('makes an anonymous user somebody', async () => {
    const ann = here.person();
    const { endpoint } = here.server();
    const body = new URLSearchParams({ project: 'test' });
    await ann.browser.go(`${endpoint}/account/sessions/anonymous?project=test`, { method: 'POST', body });
    const before = (await ann.get('/account')).body;
    await ann.signIn();
    const after = (await ann.get('/account')).body;
    const { total } = (await ann.get('/account/sessions')).body;
    assert.deepEqual(
      [before.email, after.$id === before.$id, after.email, after.emailVerification, total],
      ['', true, ann.email, true, 1],
    );
  });

  it('hands a page a secret that is redeemed once, and not without what it came in', async () => {
    const ann = here.person();
    const landed = new URL(await ann.signIn('tokens', OK));
    const [secret = '', userId = ''] = landed.searchParams.values();
    const [, payload = ''] = secret.split('.');
    const bare = (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { secret: string }).secret;
    const redeem = (shown: string) =>
      call(here.server().endpoint, 'POST', '/account/sessions/token', { body: { userId, secret: shown } });
    const answers = [await redeem(bare), await redeem(secret), await redeem(secret)];
    const session = answers[1]?.body as Record<string, unknown>;
    assert.deepEqual(
      {
        names: [...landed.searchParams.keys()],
        statuses: answers.map(({ status }) => status),
        session: [session.provider, session.providerUid, session.factors, session.providerAccessToken !== ''],
        cookies: [...(ann.browser.cookies.get(new URL(here.server().endpoint).origin)?.keys() ?? [])],
      },
      {
        names: ['secret', 'userId'],
        statuses: [401, 201, 401],
        session: ['oidc', ann.sub, ['email', 'oauth2'], true],
        cookies: ['denizen_oauth_test'],
      },
    );
  });

  it('gives an app, which keeps no cookies, the session by a page of this server', async () => {
    const ann = here.person();
    const { endpoint } = here.server();
    const page = `${endpoint}/auth/oauth2/success`;
    const landed = new URL(await ann.signIn('sessions', page, { success: page }));
    const shown = await ann.browser.go(landed.href);
    const [, next = ''] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(shown.text) ?? [];
    const handed = new URL(next.replaceAll('&#38;', '&'));
    const { project, domain, key, secret = '' } = Object.fromEntries(handed.searchParams);
    const { status } = await call(endpoint, 'GET', '/account', {
      headers: { 'X-Appwrite-Key': '', 'X-Appwrite-Session': secret },
    });
    const again = await ann.browser.go(landed.href);
    assert.deepEqual(
      [
        landed.href.split('#')[0],
        handed.protocol,
        project,
        domain,
        key,
        status,
        again.text.includes('refresh'),
      ],
      [page, 'appwrite-callback-test:', 'test', '127.0.0.1', 'a_session_test', 200, false],
    );
  });

  it('tells the page for failures what a provider refuses', async () => {
    const { browser } = here.person();
    const { location = '' } = await browser.go(here.start('sessions'));
    const state = new URL(location).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ project: 'test', state, error: 'access_denied' });
    const went = await browser.go(`${here.server().endpoint}/account/sessions/oauth2/oidc/redirect?${query}`);
    const landed = new URL(went.location ?? '');
    assert.deepEqual(
      [landed.origin + landed.pathname, JSON.parse(landed.searchParams.get('error') ?? '')],
      [
        NO,
        {
          message: 'The OpenID Connect OAuth2 provider returned an error: access_denied',
          type: 'user_oauth2_provider_error',
          code: 424,
        },
      ],
    );
  });

  it('is refused on a page for people and in JSON for programs', async () => {
    const { endpoint } = here.server();
    const path = '/account/sessions/oauth2/oidc?project=test&success=https://evil.example/';
    const page = await here.person().browser.go(endpoint + path);
    const program = await call(endpoint, 'GET', path);
    const { type } = program.body as { readonly type: string };
    assert.deepEqual(
      [page.status, page.headers.get('content-type'), program.status, type],
      [400, 'text/html; charset=UTF-8', 400, 'general_argument_invalid'],
    );
  });
});
