import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { SignJWT } from 'jose';
import { AUDIENCE, type IdTokenIssuer, idTokenIssuer } from '../../../test/oauth/id-token-issuer.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, outcomes, signedIn } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { withTokens } from '../identities/identities.ts';
import { identitiesOf } from '../identities/store.ts';
import { listSessions } from '../sessions/sessions.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import { createUser, getUser } from '../users/users.ts';
import { createHttpClient } from './http-client.ts';
import { type NativeSignIn, signInWithIdToken } from './native-sign-in.ts';
import { setProvider } from './provider-configs.ts';

const TRIES = 40;
/** Where the providers publish their keys; here they come from the issuer of the tests. */
const PUBLISHED = ['https://www.googleapis.com/oauth2/v3/certs', 'https://appleid.apple.com/auth/keys'];
const APPLE = 'https://appleid.apple.com';
const GOOGLE = 'https://accounts.google.com';

onEachEngine('a sign-in with an ID token', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest', ip: '203.0.113.5' };
  let issuer: IdTokenIssuer;
  let count = 0;

  before(async () => {
    issuer = await idTokenIssuer();
    for (const key of ['google', 'apple'])
      await setProvider(here.core, here.actor, {
        key,
        clientId: AUDIENCE,
        secret: undefined,
        options: ['nativeEnabled=on', 'nativeClientIds=app.ios,app.android'],
        enabled: false,
      });
  });
  after(() => issuer[Symbol.asyncDispose]());

  /** The clock of the tests stands elsewhere than that of the issuer. */
  const core = (): Core => ({
    ...here.core,
    httpClient: (request) => {
      const url = PUBLISHED.includes(request.url.href) ? new URL('/keys', issuer.url) : request.url;
      return createHttpClient()({ ...request, url, allowPrivate: true });
    },
  });
  const seconds = () => Math.floor(here.clock.now() / 1000);
  const token = (claims: Readonly<Record<string, unknown>> = {}, header = {}) =>
    issuer.sign({ iss: GOOGLE, iat: seconds(), exp: seconds() + 600, jti: randomUUID(), ...claims }, header);
  const signIn = async (idToken: string | Promise<string>, more: Partial<NativeSignIn> = {}, by = guest) =>
    signInWithIdToken(core(), by, { provider: 'google', idToken: await idToken, ...more });
  const problem = async (work: Promise<unknown>) => {
    try {
      await work;
      return 'done';
    } catch (error) {
      assert.ok(error instanceof Failure);
      return error.data.code === 'id_token_invalid' ? error.data.problem : error.code;
    }
  };
  const freshEmail = () => emailOf(`native-${++count}@example.com`) as Email;

  it('creates a user with the claims, two factors and an identity with the tokens', async () => {
    const email = freshEmail();
    const idToken = await token({ sub: 'zoe', email, email_verified: 'true', name: 'Zoe' });
    const { session } = await signIn(idToken, {
      accessToken: 'access',
      accessTokenExpiry: 60,
      name: 'Other',
    });
    const user = await getUser(here.core, here.actor, session.userId as never);
    const [identity] = await identitiesOf(here.core.read, here.actor.project.id, { user: user.id });
    assert.ok(identity);
    const { providerTokens } = withTokens(here.core, identity);
    const stored = await here.core.read.db.selectFrom('identities').selectAll().execute();
    assert.deepEqual(
      {
        user: [user.name, user.email, user.emailVerifiedAt !== null, user.password],
        session: [session.provider, session.providerUid, session.factors],
        identity: [identity.provider, identity.providerUid, identity.providerEmail],
        tokens: providerTokens,
        isSealed: !JSON.stringify(stored).includes(idToken),
      },
      {
        user: ['Zoe', email, true, null],
        session: ['google', 'zoe', ['email', 'oauth2']],
        identity: ['google', 'zoe', email],
        tokens: { access: 'access', refresh: '', expiresAt: providerTokens?.expiresAt, idToken },
        isSealed: true,
      },
    );
  });

  it('finds the user again, keeps an access token that it brings no other of, and replaces the ID token', async () => {
    const claims = { sub: 'yan', email: freshEmail(), email_verified: true };
    const first = await signIn(token(claims), { accessToken: 'access' });
    const idToken = await token(claims);
    const again = await signIn(idToken);
    const [identity] = await identitiesOf(here.core.read, here.actor.project.id, {
      user: again.session.userId as never,
    });
    const tokens = identity && withTokens(here.core, identity).providerTokens;
    assert.deepEqual(
      [again.session.userId, tokens?.access, tokens?.idToken],
      [first.session.userId, 'access', idToken],
    );
  });

  it('needs a token that the provider signed, for the app, now', async () => {
    const good = await token();
    const [header = '', payload = ''] = good.split('.');
    const signed = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({
        iss: GOOGLE,
        aud: AUDIENCE,
        sub: 'eve',
        iat: seconds(),
        exp: seconds() + 60,
      })
        .setProtectedHeader({ alg, kid: 'key-1' })
        .sign(key);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const rows: Readonly<Record<string, readonly [string | Promise<string>, string]>> = {
      'two parts': [`${header}.${payload}`, 'malformed'],
      'no JSON': ['a.b.c', 'malformed'],
      'no key id': [token({}, { kid: undefined }), 'key_id_missing'],
      'an unknown key': [token({}, { kid: 'key-2' }), 'key_unknown'],
      'no algorithm': [
        `${Buffer.from('{"alg":"none","kid":"key-1"}').toString('base64url')}.${payload}.`,
        'signature',
      ],
      'a shared secret': [signed('HS256', Buffer.alloc(32)), 'signature'],
      'another key': [signed('RS256', other), 'signature'],
      'another issuer': [token({ iss: APPLE }), 'issuer'],
      'another app': [token({ aud: 'someone-else' }), 'audience'],
      'an hour ago': [token({ iat: seconds() - 7_200, exp: seconds() - 3_600 }), 'time'],
      'an old one': [token({ iat: seconds() - 90_000 }), 'time'],
      'the future': [token({ iat: seconds() + 120 }), 'time'],
      'not yet': [token({ nbf: seconds() + 120 }), 'time'],
      'no expiry': [token({ exp: undefined }), 'time'],
      'no subject': [token({ sub: '' }), 'subject_missing'],
    };
    const seen: Record<string, string> = {};
    for (const [what, [idToken]] of Object.entries(rows)) seen[what] = await problem(signIn(idToken));
    assert.deepEqual(seen, Object.fromEntries(Object.entries(rows).map(([what, [, code]]) => [what, code])));
  });

  it('is taken for each client id of the project, in a list too', async () => {
    const audiences = [AUDIENCE, 'app.ios', ['x', 'app.android']];
    const seen = [];
    for (const aud of audiences)
      seen.push(await problem(signIn(token({ aud, email: freshEmail(), email_verified: true }))));
    assert.deepEqual(seen, ['done', 'done', 'done']);
  });

  it('compares the nonce or its hash, which Apple must send', async () => {
    const hashed = createHash('sha256').update('raw').digest('hex');
    const of = (provider: 'apple' | 'google', nonce: string | undefined, raw: string | undefined) =>
      problem(
        signIn(
          token({
            iss: provider === 'apple' ? APPLE : GOOGLE,
            email: freshEmail(),
            email_verified: true,
            ...(nonce !== undefined && { nonce }),
          }),
          { provider, ...(raw !== undefined && { nonce: raw }) },
        ),
      );
    assert.deepEqual(
      [
        await of('apple', 'raw', 'raw'),
        await of('apple', hashed, 'raw'),
        await of('apple', undefined, 'raw'),
        await of('apple', 'raw', undefined),
        await of('apple', 'other', 'raw'),
        await of('google', undefined, undefined),
        await of('google', undefined, 'raw'),
        await of('google', 'raw', undefined),
        await of('google', 'raw', 'other'),
      ],
      [
        'done',
        'done',
        'nonce_required',
        'nonce_required',
        'nonce_mismatch',
        'done',
        'done',
        'nonce_required',
        'nonce_mismatch',
      ],
    );
  });

  it(`opens one session in ${TRIES} concurrent attempts with one token`, async () => {
    const idToken = await token({ sub: 'race', email: freshEmail(), email_verified: true });
    const {
      done,
      id_token_invalid: late = 0,
      unavailable: busy = 0,
      ...others
    } = await outcomes(Array.from({ length: TRIES }, () => signIn(idToken)));
    const later = await problem(signIn(idToken));
    // The same token, written with other bits that decode to the same signature.
    const last = idToken.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelled = idToken.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1];
    assert.deepEqual(
      { done, others, sum: late + busy, later, respelled: await problem(signIn(respelled)) },
      { done: 1, others: {}, sum: TRIES - 1, later: 'used', respelled: 'used' },
    );
  });

  it('links the identity to a signed-in user, and replaces the session', async () => {
    const { id } = await createUser(here.core, here.actor, { email: freshEmail() });
    const before = await signedIn(here, id);
    const user = await getUser(here.core, here.actor, id);
    const { session } = await signIn(token({ sub: 'linked' }), {}, { ...before, user });
    const open = await listSessions(here.core, here.actor, id);
    assert.deepEqual([session.userId, open.map((each) => each.id)], [id, [session.id]]);
  });

  it('joins a user by an address that both have verified, and refuses others without a reason', async () => {
    const [verified, claimed] = [freshEmail(), freshEmail()];
    const { id } = await createUser(here.core, here.actor, { email: verified });
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    await createUser(here.core, here.actor, { email: claimed });
    const joined = await signIn(token({ email: verified, email_verified: true }));
    const seen = await outcome(signIn(token({ email: claimed, email_verified: false })));
    assert.deepEqual(
      [joined.session.userId, joined.session.factors, seen],
      [id, ['oauth2'], 'request_refused'],
    );
  });

  it('opens nothing for a blocked user, nor where it is not switched on', async () => {
    const claims = { sub: 'blocked', email: freshEmail(), email_verified: true };
    const { session } = await signIn(token(claims));
    await setStatus(here.core, here.actor, { id: session.userId as never, active: false });
    const blocked = await outcome(signIn(token(claims)));
    await setProvider(here.core, here.actor, {
      key: 'oidc',
      clientId: AUDIENCE,
      secret: 'secret',
      options: [`wellKnownEndpoint=${issuer.discovery}`, 'allowPrivate=on'],
      enabled: true,
    });
    const seen = [
      await outcome(signIn(token(), { provider: 'oidc' })),
      await outcome(signIn(token(), { provider: 'github' })),
    ];
    assert.deepEqual([blocked, ...seen], ['user_blocked', 'provider_disabled', 'provider_unsupported']);
  });

  it('asks an OpenID Connect server for its issuer and keys, and says when it does not answer', async () => {
    await setProvider(here.core, here.actor, {
      key: 'oidc',
      clientId: AUDIENCE,
      secret: undefined,
      options: [`wellKnownEndpoint=${issuer.discovery}`, 'allowPrivate=on', 'nativeEnabled=on'],
      enabled: false,
    });
    const claims = { iss: issuer.url, email: freshEmail(), email_verified: true };
    const done = await outcome(signIn(token(claims), { provider: 'oidc' }));
    const wrong = await problem(signIn(token({ iss: `${issuer.url}/` }), { provider: 'oidc' }));
    const document = issuer.documents.get('/discovery');
    issuer.documents.delete('/discovery');
    const gone = await outcome(signIn(token(claims), { provider: 'oidc' }));
    issuer.documents.set('/discovery', document);
    assert.deepEqual([done, wrong, gone], ['done', 'issuer', 'provider_refused']);
  });
});
