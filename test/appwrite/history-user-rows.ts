import type { ActName } from '../../src/core/audit/acts.ts';
import { freshName, freshPhone } from './account-fixtures.ts';
import {
  type Change,
  type HistoryFixture,
  proven,
  type Request,
  type Somebody,
  sessionOf,
  withTotp,
} from './history-fixtures.ts';

/** What a server does to somebody. */
function to(
  act: ActName,
  request: (who: Somebody) => Request,
  prepare: (who: Somebody, here: HistoryFixture) => Promise<unknown> = async () => {},
): Change {
  const ask: Change['ask'] = async (here) => {
    const who = await here.somebody();
    await prepare(who, here);
    return here.byKey(request(who), who.id);
  };
  return { acts: [act], ask };
}

/** Somebody who is made, with more than an id. */
function made(path: string, more: (name: string) => object): Change {
  const ask: Change['ask'] = async (here) => {
    const name = freshName();
    const body = { userId: name, email: `${name}@example.com`, ...more(name) };
    return here.byKey(['POST', path, body], name);
  };
  return { acts: ['user.create'], ask };
}

const imports = (path: string, password: string, more: object = {}) =>
  made(`/users/${path}`, () => ({ password, ...more }));

const patch = (act: ActName, path: string, body: (who: Somebody) => Record<string, unknown>) =>
  to(act, (who) => ['PATCH', `/users/${who.id}/${path}`, body(who)]);

const TARGET = { targetId: 'unique()', providerType: 'email' };
const target = (who: Somebody) => `t-${who.id}`;
const withTarget = (who: Somebody, here: HistoryFixture) =>
  here.manage('POST', `/users/${who.id}/targets`, {
    ...TARGET,
    targetId: target(who),
    identifier: `${target(who)}@example.com`,
  });
const codesOf = ({ id }: Somebody) => `/users/${id}/mfa/recovery-codes`;

/** Every operation of the Users service that changes something. */
export const userChanges: Readonly<Record<string, Change>> = {
  usersCreate: made('/users', () => ({ name: 'Ann', phone: freshPhone() })),
  usersDelete: to('user.delete', ({ id }) => ['DELETE', `/users/${id}`]),
  usersUpdateName: patch('user.name.update', 'name', () => ({ name: 'Anna' })),
  usersUpdateEmail: patch('user.email.update', 'email', ({ id }) => ({ email: `${id}@example.org` })),
  usersUpdatePhone: patch('user.phone.update', 'phone', () => ({ number: freshPhone() })),
  usersUpdatePassword: patch('user.password.update', 'password', () => ({ password: 'battery staple' })),
  usersUpdateStatus: patch('user.status.update', 'status', () => ({ status: false })),
  usersUpdateEmailVerification: patch('user.email.verification.update', 'verification', () => ({
    emailVerification: true,
  })),
  usersUpdatePhoneVerification: patch('user.phone.verification.update', 'verification/phone', () => ({
    phoneVerification: true,
  })),
  usersUpdateLabels: to('user.labels.update', ({ id }) => [
    'PUT',
    `/users/${id}/labels`,
    { labels: ['vip'] },
  ]),
  usersUpdatePrefs: patch('user.prefs.update', 'prefs', () => ({ prefs: { a: 1 } })),
  usersCreateSession: to('session.create', ({ id }) => ['POST', `/users/${id}/sessions`, {}]),
  usersDeleteSessions: to('sessions.delete', ({ id }) => ['DELETE', `/users/${id}/sessions`]),
  usersDeleteSession: to('session.delete', ({ id, session }) => [
    'DELETE',
    `/users/${id}/sessions/${session}`,
  ]),
  usersCreateToken: to('token.create', ({ id }) => ['POST', `/users/${id}/tokens`, {}]),
  usersUpdateImpersonator: patch('user.impersonator.update', 'impersonator', () => ({ impersonator: true })),
  usersUpdateMFA: patch('user.mfa.update', 'mfa', () => ({ mfa: true })),
  usersCreateMFARecoveryCodes: to('user.recovery-codes.create', (who) => ['PATCH', codesOf(who)]),
  usersUpdateMFARecoveryCodes: to('user.recovery-codes.update', (who) => ['PUT', codesOf(who)], proven),
  usersDeleteMFAAuthenticator: to(
    'user.authenticator.delete',
    ({ id }) => ['DELETE', `/users/${id}/mfa/authenticators/totp`],
    withTotp,
  ),
  usersCreateTarget: to('target.create', ({ id }) => [
    'POST',
    `/users/${id}/targets`,
    { ...TARGET, identifier: `other-${id}@example.com` },
  ]),
  usersUpdateTarget: to(
    'target.update',
    (who) => ['PATCH', `/users/${who.id}/targets/${target(who)}`, { name: 'Other' }],
    withTarget,
  ),
  usersDeleteTarget: to(
    'target.delete',
    (who) => ['DELETE', `/users/${who.id}/targets/${target(who)}`],
    withTarget,
  ),
  usersCreateArgon2User: imports(
    'argon2',
    '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI',
  ),
  usersCreateBcryptUser: imports('bcrypt', '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq'),
  usersCreateMD5User: imports('md5', '144fa7eaa4904e8ee120651997f70dcc'),
  usersCreatePHPassUser: imports('phpass', '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.'),
  usersCreateSHAUser: imports('sha', 'ab'.repeat(64), { passwordVersion: 'sha512' }),
  usersCreateScryptUser: imports('scrypt', 'ab'.repeat(64), {
    passwordSalt: 'salt',
    passwordCpu: 16_384,
    passwordMemory: 13,
    passwordParallel: 2,
    passwordLength: 64,
  }),
  usersCreateScryptModifiedUser: imports('scrypt-modified', Buffer.alloc(64, 1).toString('base64'), {
    passwordSalt: 'UxLMreBr6tYyjQ==',
    passwordSaltSeparator: 'Bw==',
    passwordSignerKey: Buffer.alloc(64, 2).toString('base64'),
  }),
  usersDeleteIdentity: {
    acts: ['identity.delete'],
    ask: async (here) => {
      const who = here.external.person();
      await who.signIn();
      const { identities } = (await who.get('/account/identities')).body;
      const [identity] = identities as readonly { readonly $id: string; readonly userId: string }[];
      return here.byKey(['DELETE', `/users/identities/${identity?.$id}`], identity?.userId ?? '');
    },
  },
  accountDeleteIdentity: {
    acts: ['identity.delete'],
    ask: async (here) => {
      const who = here.external.person();
      await who.signIn();
      const { identities } = (await who.get('/account/identities')).body;
      const [identity] = identities as readonly { readonly $id: string; readonly userId: string }[];
      const id = identity?.userId ?? '';
      return {
        request: ['DELETE', `/account/identities/${identity?.$id}`],
        headers: { 'X-Appwrite-Key': '', 'X-Appwrite-Session': sessionOf(here, who) },
        user: id,
        by: { kind: 'user', id },
      };
    },
  },
};
