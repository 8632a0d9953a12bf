import { freshName } from './account-fixtures.ts';
import {
  type Change,
  callbackRequest,
  type HistoryFixture,
  PASSWORD,
  type PreparedRequest,
  type Request,
  type Somebody,
  withTotp,
} from './history-fixtures.ts';
import { wrongInvitation } from './history-team-rows.ts';

/** Somebody who is not let in, and the one entry that it leaves. */
type Refused = Pick<Change, 'ask'> & {
  readonly act: 'session.refuse' | 'challenge.refuse';
  readonly details: object;
};

const WRONG = 'f00f00';
const LONG = WRONG.repeat(20);

function refused(factor: string, ask: Change['ask'], reason: 'wrong' | 'blocked' = 'wrong'): Refused {
  return { act: 'session.refuse', details: { factor, reason, count: 1 }, ask };
}

/** A guest tries to be somebody. */
const guest =
  (request: (who: Somebody) => Request): Change['ask'] =>
  async (here) => {
    const who = await here.somebody();
    return here.byGuest(request(who), who.id);
  };

/** A guest tries to be somebody who is blocked, with what was right before. */
const blocked =
  (request: (who: Somebody, secret: string) => Request): Change['ask'] =>
  async (here) => {
    const who = await here.somebody();
    const { secret } = await here.manage('POST', `/users/${who.id}/tokens`, {});
    await here.manage('PATCH', `/users/${who.id}/status`, { status: false });
    return here.byGuest(request(who, String(secret)), who.id);
  };

const own =
  (...request: Request): Change['ask'] =>
  async (here) =>
    (await here.somebody()).asks(...request);

const signIn = (email: string, password: string): Request => [
  'POST',
  '/account/sessions/email',
  { email, password },
];

async function wrongCode(here: HistoryFixture): Promise<PreparedRequest> {
  const who = await here.somebody();
  await who.does('POST', '/account/mfa/recovery-codes');
  const { $id } = await who.does('POST', '/account/mfa/challenges', { factor: 'recoverycode' });
  return who.asks('PUT', '/account/mfa/challenges', { challengeId: $id, otp: WRONG });
}

async function wrongTotp(here: HistoryFixture): Promise<PreparedRequest> {
  const who = await here.somebody();
  await withTotp(who);
  const { $id } = await who.does('POST', '/account/mfa/challenges', { factor: 'totp' });
  return who.asks('PUT', '/account/mfa/challenges', { challengeId: $id, otp: 'no code' });
}

/** Comes back from the provider with an error in place of a code. */
async function sentBack(here: HistoryFixture): Promise<PreparedRequest> {
  const asked = await callbackRequest(here, here.external.person(), /\/redirect$/);
  const [path = '', query] = asked.request[1].split('?');
  const search = new URLSearchParams(query);
  search.delete('code');
  search.set('error', 'access_denied');
  return { ...asked, request: ['GET', `${path}?${search}`] };
}

async function blockedExternally(here: HistoryFixture): Promise<PreparedRequest> {
  const who = here.external.person();
  await who.signIn();
  const { $id } = (await who.get('/account')).body;
  await here.manage('PATCH', `/users/${$id}/status`, { status: false });
  who.browser.cookies.clear();
  return { ...(await callbackRequest(here, who, /\/redirect$/)), user: String($id) };
}

/** Every way of not being let in. */
export const refusedSignIns: Readonly<Record<string, Refused>> = {
  'a wrong password': refused(
    'password',
    guest(({ email }) => signIn(email, 'wrong horse')),
  ),
  'a password of nobody': refused('password', async (here) =>
    here.byGuest(signIn(`${freshName()}@example.com`, PASSWORD), null),
  ),
  'the password of somebody who is blocked': refused(
    'password',
    blocked(({ email }) => signIn(email, PASSWORD)),
    'blocked',
  ),
  'a wrong password for a new one': refused(
    'password',
    own('PATCH', '/account/password', { password: 'battery staple', oldPassword: 'wrong horse' }),
  ),
  'a wrong password for another email': refused(
    'password',
    own('PATCH', '/account/email', { email: 'other@example.org', password: 'wrong horse' }),
  ),
  'a wrong password for another phone': refused(
    'password',
    own('PATCH', '/account/phone', { phone: '+14155559999', password: 'wrong horse' }),
  ),
  'a wrong code': refused(
    'token',
    guest(({ id }) => ['POST', '/account/sessions/token', { userId: id, secret: WRONG }]),
  ),
  'a code of nobody': refused('token', async (here) =>
    here.byGuest(['POST', '/account/sessions/token', { userId: freshName(), secret: WRONG }], null),
  ),
  'a token of somebody who is blocked': refused(
    'token',
    blocked(({ id }, secret) => ['POST', '/account/sessions/token', { userId: id, secret }]),
    'blocked',
  ),
  'a wrong link': refused(
    'token',
    guest(({ id }) => ['PUT', '/account/sessions/magic-url', { userId: id, secret: LONG }]),
  ),
  'a wrong code by phone': refused(
    'token',
    guest(({ id }) => ['PUT', '/account/sessions/phone', { userId: id, secret: WRONG }]),
  ),
  'a wrong link for a new password': refused(
    'recovery',
    guest(({ id }) => ['PUT', '/account/recovery', { userId: id, secret: LONG, password: PASSWORD }]),
  ),
  'a link for a new password of nobody': refused('recovery', async (here) =>
    here.byGuest(
      ['PUT', '/account/recovery', { userId: freshName(), secret: LONG, password: PASSWORD }],
      null,
    ),
  ),
  'a wrong link that verifies an email': refused(
    'token',
    guest(({ id }) => ['PUT', '/account/verifications/email', { userId: id, secret: LONG }]),
  ),
  'a wrong code that verifies a phone': refused(
    'token',
    guest(({ id }) => ['PUT', '/account/verifications/phone', { userId: id, secret: WRONG }]),
  ),
  'a wrong secret of an invitation': refused('invitation', wrongInvitation),
  'a wrong recovery code': { act: 'challenge.refuse', details: { factor: 'recoveryCode' }, ask: wrongCode },
  'a wrong code of an authenticator': {
    act: 'challenge.refuse',
    details: { factor: 'totp' },
    ask: wrongTotp,
  },
  'a wrong first code of an authenticator': {
    act: 'challenge.refuse',
    details: { factor: 'totp' },
    ask: async (here) => {
      const who = await here.somebody();
      await who.does('POST', '/account/mfa/authenticators/totp');
      return who.asks('PUT', '/account/mfa/authenticators/totp', { otp: 'no code' });
    },
  },
  'what a provider refuses': refused('oauth2', sentBack),
  'an account elsewhere of somebody who is blocked': refused('oauth2', blockedExternally, 'blocked'),
};
