import { generate } from 'otplib';
import type { ActName } from '../../src/core/audit/acts.ts';
import { freshName, freshPhone } from './account-fixtures.ts';
import {
  beginning,
  type Change,
  callbackRequest,
  type HistoryFixture,
  PAGE,
  PASSWORD,
  proven,
  type Request,
  type Somebody,
  withTotp,
} from './history-fixtures.ts';

type Prepared<T> = (who: Somebody, here: HistoryFixture) => Promise<T>;

/** What somebody does with a session. */
function own<T = undefined>(
  acts: ActName | readonly ActName[],
  request: (who: Somebody, prepared: T) => Request,
  prepare: Prepared<T> = async () => undefined as T,
): Change {
  const ask: Change['ask'] = async (here) => {
    const who = await here.somebody();
    return who.asks(...request(who, await prepare(who, here)));
  };
  return { acts: typeof acts === 'string' ? [acts] : acts, ask };
}

/** What a guest does to the account of somebody. */
function guest<T = undefined>(
  act: ActName,
  request: (who: Somebody, prepared: T) => Request,
  prepare: Prepared<T> = async () => undefined as T,
): Change {
  const ask: Change['ask'] = async (here) => {
    const who = await here.somebody();
    return here.byGuest(request(who, await prepare(who, here)), who.id);
  };
  return { acts: [act], ask };
}

/** A guest asks for something to be sent; what carries the secret is read. */
function sent(path: string, to: 'email' | 'phone'): Prepared<string> {
  return async (who, here) => {
    // What was proven before is proven by nothing that is redeemed, which would be an act of its own.
    await here.manage('PATCH', `/users/${who.id}/verification`, { emailVerification: true });
    await here.manage('PATCH', `/users/${who.id}/verification/phone`, { phoneVerification: true });
    await here.send(here.byGuest(['POST', path, { userId: 'unique()', [to]: who[to], url: PAGE }], who.id));
    if (/(phone|email|otp)$/.test(path)) return here.box.code(who[to]);
    return (await here.box.link(who[to])).secret;
  };
}

/** The same, asked for with the session. */
function sentToOwner(path: string, to: 'email' | 'phone'): Prepared<string> {
  return async (who, here) => {
    await who.does('POST', path, { url: PAGE });
    return to === 'phone' || path.endsWith('otp')
      ? here.box.code(who[to])
      : (await here.box.link(who.email)).secret;
  };
}

const pushed: Prepared<unknown> = (who) =>
  who.does('POST', '/account/targets/push', { targetId: `p-${who.id}`, identifier: `device-of-${who.id}` });
const challenged: Prepared<{ readonly id: unknown; readonly code: string }> = async (who) => {
  const { recoveryCodes } = await who.does('POST', '/account/mfa/recovery-codes');
  const { $id } = await who.does('POST', '/account/mfa/challenges', { factor: 'recoverycode' });
  return { id: $id, code: (recoveryCodes as readonly string[])[0] ?? '' };
};
const redeems = (id: string, secret: string) => ({ userId: id, secret });

/** Every operation of the Account service that changes something. */
export const accountChanges: Readonly<Record<string, Change>> = {
  accountCreate: {
    acts: ['user.create'],
    ask: async (here) => {
      const id = freshName();
      const body = { userId: id, email: `${id}@example.com`, password: PASSWORD };
      return here.byGuest(['POST', '/account', body], id);
    },
  },
  accountDelete: own('user.delete', () => ['DELETE', '/account']),
  accountUpdateName: own('user.name.update', () => ['PATCH', '/account/name', { name: 'Anna' }]),
  accountUpdateEmail: own('user.email.update', ({ id }) => [
    'PATCH',
    '/account/email',
    { email: `${id}@example.org`, password: PASSWORD },
  ]),
  accountUpdatePhone: own('user.phone.update', () => [
    'PATCH',
    '/account/phone',
    { phone: freshPhone(), password: PASSWORD },
  ]),
  accountUpdatePassword: own('user.password.update', () => [
    'PATCH',
    '/account/password',
    { password: 'battery staple', oldPassword: PASSWORD },
  ]),
  accountUpdatePrefs: own('user.prefs.update', () => ['PATCH', '/account/prefs', { prefs: { a: 1 } }]),
  accountUpdateStatus: own('user.status.update', () => ['PATCH', '/account/status', {}]),
  accountCreateEmailPasswordSession: guest('session.create', ({ email }) => [
    'POST',
    '/account/sessions/email',
    { email, password: PASSWORD },
  ]),
  // Somebody is made, and signed in: two acts.
  accountCreateAnonymousSession: {
    acts: ['user.create', 'session.create'],
    ask: async (here) =>
      here.byGuest(['POST', '/account/sessions/anonymous', {}], ({ userId }) => String(userId)),
  },
  accountCreateSession: guest(
    'session.create',
    ({ id }, secret) => ['POST', '/account/sessions/token', redeems(id, secret)],
    sent('/account/tokens/email', 'email'),
  ),
  accountCreateIdTokenSession: {
    acts: ['user.create', 'identity.create', 'session.create'],
    ask: async (here) => {
      const sub = freshName();
      const email = `${sub}@example.com`;
      const idToken = await here.external.provider().idTokenOf({ sub, email, email_verified: true });
      const request = ['POST', '/account/sessions/id-token', { provider: 'oidc', idToken }] as const;
      return here.byGuest([...request], ({ userId }) => String(userId));
    },
  },
  accountUpdateMagicURLSession: guest(
    'session.create',
    ({ id }, secret) => ['PUT', '/account/sessions/magic-url', redeems(id, secret)],
    sent('/account/tokens/magic-url', 'email'),
  ),
  accountUpdatePhoneSession: guest(
    'session.create',
    ({ id }, secret) => ['PUT', '/account/sessions/phone', redeems(id, secret)],
    sent('/account/tokens/phone', 'phone'),
  ),
  accountDeleteSessions: own('sessions.delete', () => ['DELETE', '/account/sessions']),
  accountUpdateSession: own('session.update', () => ['PATCH', '/account/sessions/current', {}]),
  accountDeleteSession: own('session.delete', () => ['DELETE', '/account/sessions/current']),
  accountCreateMagicURLToken: guest('token.create', ({ email }) => [
    'POST',
    '/account/tokens/magic-url',
    { userId: 'unique()', email },
  ]),
  accountCreateEmailToken: guest('token.create', ({ email }) => [
    'POST',
    '/account/tokens/email',
    { userId: 'unique()', email },
  ]),
  accountCreatePhoneToken: guest('token.create', ({ phone }) => [
    'POST',
    '/account/tokens/phone',
    { userId: 'unique()', phone },
  ]),
  accountCreateRecovery: guest('recovery.create', ({ email }) => [
    'POST',
    '/account/recovery',
    { email, url: PAGE },
  ]),
  accountUpdateRecovery: guest(
    'recovery.update',
    ({ id }, secret) => ['PUT', '/account/recovery', { ...redeems(id, secret), password: 'battery staple' }],
    sent('/account/recovery', 'email'),
  ),
  accountCreateEmailVerification: own('user.email.verification.create', () => [
    'POST',
    '/account/verifications/email',
    { url: PAGE },
  ]),
  accountUpdateEmailVerification: guest(
    'user.email.verification.update',
    ({ id }, secret) => ['PUT', '/account/verifications/email', redeems(id, secret)],
    sentToOwner('/account/verifications/email', 'email'),
  ),
  accountCreateRecoveryOTP: guest('recovery.create', ({ email }) => [
    'POST',
    '/account/recovery/otp',
    { email },
  ]),
  accountUpdateRecoveryOTP: guest(
    'recovery.update',
    ({ id }, secret) => [
      'PUT',
      '/account/recovery/otp',
      { ...redeems(id, secret), password: 'battery staple' },
    ],
    sent('/account/recovery/otp', 'email'),
  ),
  accountCreateEmailVerificationOTP: own('user.email.verification.create', () => [
    'POST',
    '/account/verifications/email/otp',
    {},
  ]),
  accountUpdateEmailVerificationOTP: guest(
    'user.email.verification.update',
    ({ id }, secret) => ['PUT', '/account/verifications/email/otp', redeems(id, secret)],
    sentToOwner('/account/verifications/email/otp', 'email'),
  ),
  accountCreatePhoneVerification: own('user.phone.verification.create', () => [
    'POST',
    '/account/verifications/phone',
    {},
  ]),
  accountUpdatePhoneVerification: guest(
    'user.phone.verification.update',
    ({ id }, secret) => ['PUT', '/account/verifications/phone', redeems(id, secret)],
    sentToOwner('/account/verifications/phone', 'phone'),
  ),
  accountCreatePushTarget: own('target.create', ({ id }) => [
    'POST',
    '/account/targets/push',
    { targetId: 'unique()', identifier: `a-device-of-${id}` },
  ]),
  accountUpdatePushTarget: own(
    'target.update',
    ({ id }) => ['PUT', `/account/targets/p-${id}/push`, { identifier: `another-of-${id}` }],
    pushed,
  ),
  accountDeletePushTarget: own(
    'target.delete',
    ({ id }) => ['DELETE', `/account/targets/p-${id}/push`],
    pushed,
  ),
  accountUpdateMFA: own('user.mfa.update', () => ['PATCH', '/account/mfa', { mfa: true }]),
  accountCreateMFAAuthenticator: own('user.authenticator.create', () => [
    'POST',
    '/account/mfa/authenticators/totp',
    {},
  ]),
  accountUpdateMFAAuthenticator: own<string>(
    'user.authenticator.verify',
    (_, otp) => ['PUT', '/account/mfa/authenticators/totp', { otp }],
    async ({ does }) => {
      const { secret } = await does('POST', '/account/mfa/authenticators/totp');
      return generate({ secret: String(secret) });
    },
  ),
  accountDeleteMFAAuthenticator: own(
    'user.authenticator.delete',
    () => ['DELETE', '/account/mfa/authenticators/totp'],
    // Proven before there is an authenticator: what was added later proves nothing.
    async (who) => [await proven(who), await withTotp(who)],
  ),
  accountCreateMFARecoveryCodes: own('user.recovery-codes.create', () => [
    'POST',
    '/account/mfa/recovery-codes',
    {},
  ]),
  accountUpdateMFARecoveryCodes: own(
    'user.recovery-codes.update',
    () => ['PATCH', '/account/mfa/recovery-codes', {}],
    proven,
  ),
  accountCreateMFAChallenge: own(
    'challenge.create',
    () => ['POST', '/account/mfa/challenges', { factor: 'recoverycode' }],
    challenged,
  ),
  accountUpdateMFAChallenge: own(
    'challenge.complete',
    (_, { id, code }) => ['PUT', '/account/mfa/challenges', { challengeId: id, otp: code }],
    challenged,
  ),
  accountCompleteOAuth2: {
    acts: ['session.create'],
    ask: async (here) => {
      const who = here.external.person();
      await who.signIn();
      const { $id } = (await who.get('/account')).body;
      who.browser.cookies.clear();
      return { ...(await callbackRequest(here, who, /\/redirect$/)), user: String($id) };
    },
  },
};

/** Operations after which everything stands as before. */
export const unchanging: Readonly<Record<string, Change['ask']>> = {
  usersCreateJWT: async (here) => {
    const { id } = await here.somebody();
    return here.byKey(['POST', `/users/${id}/jwts`, {}], id);
  },
  accountCreateJWT: async (here) => (await here.somebody()).asks('POST', '/account/jwts', {}),
  // What is pending at a provider is nobody's yet.
  accountCreateOAuth2Session: async (here) => here.byGuest(['GET', `/account/sessions/${beginning}`], null),
  accountCreateOAuth2Token: async (here) => here.byGuest(['GET', `/account/tokens/${beginning}`], null),
  accountReturnFromOAuth2: async (here) => callbackRequest(here, here.external.person(), /\/callback\//),
  accountPostFromOAuth2: async (here) => {
    const asked = await callbackRequest(here, here.external.person(), /\/callback\//);
    const [path = '', query] = asked.request[1].split('?');
    return { ...asked, request: ['POST', path, Object.fromEntries(new URLSearchParams(query))] };
  },
};
