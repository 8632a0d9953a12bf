import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, it } from 'node:test';
import { SignJWT } from 'jose';
import { sealWith } from '../../src/crypto/seal.ts';
import { onAnyEngine } from '../support/engines.ts';
import { ownTime } from '../support/own-time.ts';
import { PROJECT, serving, settingsFor } from '../support/server.ts';
import { ask, byJwt, bySession, manage, person, signIn, statusAndBody } from './client.ts';

const INVALID = '401 user_jwt_invalid';
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

onAnyEngine('a signed token over HTTP', (database) => {
  const server = serving(database);
  let session = '';
  let jwt = '';
  before(async () => {
    ({ session } = await signIn(server.get(), await person(server.get(), 'ann')));
    const answer = await ask(server.get(), 'POST', '/account/jwts', { headers: bySession(session) });
    jwt = (answer.body as { jwt: string }).jwt;
  });
  const get = async (headers: Record<string, string>, path = '/account') =>
    statusAndBody(await ask(server.get(), 'GET', path, { headers }));

  it('speaks for its user', async () => {
    assert.equal(await get(byJwt(jwt)), '200');
  });

  it('is refused in every hostile form, in no time', async () => {
    const key = sealWith(settingsFor('').DENIZEN_SECRET ?? '').derive('jwt');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const claims = { userId: 'ann', sessionId: '', stamp: '' };
    const signed = (
      header: object,
      changed: Record<string, unknown> = {},
      by: Parameters<SignJWT['sign']>[0] = key,
    ) =>
      new SignJWT({ ...claims, iss: PROJECT, aud: 'session', ...changed })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
        .setIssuedAt()
        .setExpirationTime('15m')
        .sign(by);
    const [head = '', body = '', signature = ''] = jwt.split('.');
    const hostile = {
      none: `${part({ alg: 'none', typ: 'JWT' })}.${body}.`,
      'none, with the signature': `${part({ alg: 'none', typ: 'JWT' })}.${body}.${signature}`,
      'another user': `${head}.${part({ ...claims, userId: 'eve' })}.${signature}`,
      'no signature': `${head}.${body}.`,
      RS256: await signed({ alg: 'RS256' }, {}, privateKey),
      'another typ': await signed({ typ: 'at+jwt' }),
      'another audience': await signed({}, { aud: 'oauth-state' }),
      'another project': await signed({}, { iss: 'other' }),
      'another install': await signed({}, {}, Buffer.alloc(32, 1)),
      'void for a while': await signed({}, { nbf: Math.floor(Date.now() / 1000) + 60 }),
      'a session': session,
      'a text': 'a.b.c',
      long: `${head}.${body}.${'A'.repeat(20_000)}`,
    };
    const seen: Record<string, string> = {};
    using time = ownTime(server.get());
    for (const [name, token] of Object.entries(hostile)) seen[name] = await get(byJwt(token));
    const took = time.spentMs() / Object.keys(hostile).length;
    assert.deepEqual(seen, Object.fromEntries(Object.keys(hostile).map((name) => [name, INVALID])));
    assert.ok(took < 250, `${took} ms each`);
  });

  it('of a megabyte is not read at all', async () => {
    assert.match(await get(byJwt('A'.repeat(1_000_000))), /^431/);
  });

  it('is not taken for a session, a key or a token, nor they for it', async () => {
    const seen = [
      await get(bySession(jwt)),
      await get({ Cookie: `a_session_${PROJECT}=${jwt}` }),
      await get({ 'X-Appwrite-Key': jwt }, '/users'),
      await get({ Authorization: `Bearer ${jwt}` }),
      await get({}, `/account?jwt=${jwt}`),
    ];
    assert.deepEqual(
      seen.map((told) => told.slice(0, 3)),
      Array(5).fill('401'),
    );
  });

  it('of one project is refused by another', async () => {
    const headers = { ...byJwt(jwt), 'X-Appwrite-Project': 'other' };
    assert.match(await get(headers), /^40[14]/);
  });

  it('together with a session is refused, whichever way it is shown', async () => {
    const both = [
      { ...byJwt(jwt), 'X-Appwrite-Session': session },
      { ...byJwt(jwt), Cookie: `a_session_${PROJECT}=${session}` },
      { ...byJwt(jwt), Cookie: `a_session_${PROJECT}_legacy=${session}` },
    ];
    const seen = [];
    for (const headers of both) seen.push(await get(headers));
    assert.deepEqual(seen, Array(3).fill('403 user_jwt_and_cookie_set'));
  });

  it('beside a session that is none is taken, and beside one of somebody else is not', async () => {
    const eve = await signIn(server.get(), await person(server.get(), 'eve'));
    const seen = [
      await get({ ...byJwt(jwt), 'X-Appwrite-Session': 'none' }),
      await get({ ...byJwt(jwt), 'X-Appwrite-Session': eve.session }),
    ];
    assert.deepEqual(seen, ['200', '403 user_jwt_and_cookie_set']);
  });

  it('is not to be had with another one', async () => {
    const answer = await ask(server.get(), 'POST', '/account/jwts', { headers: byJwt(jwt) });
    assert.equal(statusAndBody(answer), '403 user_jwt_creation_denied');
  });

  it('without duration is refused as soon as it is there', async () => {
    const made = await manage(server.get(), 'POST', '/users/ann/jwts', { duration: 0 });
    assert.equal(await get(byJwt((made.body as { jwt: string }).jwt)), INVALID);
  });

  it('has the factors that its session had shown when it was made, and owes a second one where that would', async () => {
    const to = server.get();
    const email = await person(to, 'eva');
    await manage(to, 'PATCH', '/users/eva/verification', { emailVerification: true });
    const { session } = await signIn(to, email);
    const tokenOf = async (answer: Promise<{ readonly body: unknown }>) =>
      ((await answer).body as { jwt: string }).jwt;
    const own = () => tokenOf(ask(to, 'POST', '/account/jwts', { headers: bySession(session) }));
    const [before, byServer] = [await own(), await tokenOf(manage(to, 'POST', '/users/eva/jwts', {}))];
    const unbound = await tokenOf(manage(to, 'POST', '/users/eva/jwts', { sessionId: 'none' }));
    await ask(to, 'PATCH', '/account/mfa', { headers: bySession(session), body: { mfa: true } });
    const after = await own();
    const answers = [];
    for (const token of [before, byServer, after, unbound]) {
      const headers = byJwt(token);
      const off = await ask(to, 'PATCH', '/account/mfa', { headers, body: { mfa: false } });
      answers.push([await get(headers), await get(headers, '/account/mfa/factors'), statusAndBody(off)]);
    }
    const owes = '401 user_more_factors_required';
    const owing = [owes, '200', owes];
    const enough = ['200', '200', '401 user_challenge_required'];
    assert.deepEqual(answers, [owing, owing, enough, enough]);
  });
});
