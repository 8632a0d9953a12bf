import { getCustomChallenge } from '../core/factors/challenges/challenges.ts';
import * as factors from '../core/factors/factors.ts';
import * as recoveryCodes from '../core/factors/recovery-codes.ts';
import { createJwt } from '../core/jwts/jwts.ts';
import { createServerSession, endSession, endSessions, listSessions } from '../core/sessions/sessions.ts';
import { createToken } from '../core/tokens/tokens.ts';
import { setImpersonator } from '../core/users/profile.ts';
import { id, idInPath, optional } from '../http/param.ts';
import { factorsModel, jwtModel, recoveryCodesModel, tokenModel } from './models/credentials.ts';
import { challengeSecretModel } from './models/mfa.ts';
import { newSessionModel, sessionListModel } from './models/session.ts';
import { userModel } from './models/user.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';

const { userIdInPath: userId } = params;
const read = { tag: 'users', scope: 'users.read' } as const;
const write = { tag: 'users', scope: 'users.write' } as const;
const sessionWrite = { tag: 'users', scope: ['users.write', 'sessions.write'] } as const;

const TOKEN = { length: 6, seconds: 900 };
const JWT_SECONDS = 900;

/** Sessions, tokens and second factors of a user, for servers. */
export const userCredentialRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users/:userId/sessions',
    operation: 'usersListSessions',
    summary: 'List the sessions of a user that have not expired',
    tag: 'users',
    scope: ['users.read', 'sessions.read'],
    params: {
      userId,
      total: optional(params.looseFlag('Whether to count the sessions. Default: true.')),
    },
    model: sessionListModel,
    run: async (core, actor, input) => {
      const sessions = await listSessions(core, actor, input.userId);
      return { total: input.total === false ? 0 : sessions.length, rows: sessions };
    },
  }),
  route({
    method: 'POST',
    path: '/users/:userId/sessions',
    operation: 'usersCreateSession',
    summary: 'Create a session; its secret is returned only once',
    ...sessionWrite,
    params: { userId },
    status: 201,
    model: newSessionModel,
    run: (core, actor, input) => createServerSession(core, actor, input.userId),
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId/sessions',
    operation: 'usersDeleteSessions',
    summary: 'Delete all sessions of a user',
    ...sessionWrite,
    params: { userId },
    run: (core, actor, input) => endSessions(core, actor, input.userId),
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId/sessions/:sessionId',
    operation: 'usersDeleteSession',
    summary: 'Delete a session',
    ...sessionWrite,
    params: { userId, sessionId: idInPath('Id of the session.') },
    run: (core, actor, input) => endSession(core, actor, { user: input.userId, id: input.sessionId }),
  }),
  route({
    method: 'POST',
    path: '/users/:userId/tokens',
    operation: 'usersCreateToken',
    summary: 'Create a one-time token for a session; its secret is returned only once',
    ...write,
    params: {
      userId,
      length: optional(params.whole(4, 128, 'Length of the secret in hex digits. Default: 6.')),
      expire: optional(params.whole(60, 31_536_000, 'Lifetime in seconds. Default: 900.')),
    },
    status: 201,
    model: tokenModel,
    run: (core, actor, { userId: user, length = TOKEN.length, expire = TOKEN.seconds }) =>
      createToken(core, actor, { user, length, seconds: expire }),
  }),
  route({
    method: 'POST',
    path: '/users/:userId/jwts',
    operation: 'usersCreateJWT',
    summary: 'Create a JWT that authenticates the user',
    ...write,
    params: {
      userId,
      sessionId: optional(id('Id of the session that the JWT ends with. Default: the newest session.')),
      duration: optional(params.whole(0, 3_600, 'Lifetime in seconds. Default: 900.')),
    },
    status: 201,
    model: jwtModel,
    run: (core, actor, { userId: user, sessionId: session, duration = JWT_SECONDS }) =>
      createJwt(core, actor, { user, session, seconds: duration }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/impersonator',
    operation: 'usersUpdateImpersonator',
    summary: 'Allow or forbid a user to impersonate other users',
    ...write,
    params: { userId, impersonator: params.looseFlag('Whether the user may impersonate others.') },
    model: userModel,
    run: (core, actor, input) =>
      setImpersonator(core, actor, { id: input.userId, impersonator: input.impersonator }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/mfa',
    operation: 'usersUpdateMFA',
    summary: 'Require a second factor for sign-ins of a user, or stop requiring it',
    ...write,
    params: { userId, mfa: params.flag('Whether sign-ins need a second factor.') },
    model: userModel,
    run: (core, actor, input) => factors.setMfa(core, actor, { id: input.userId, enabled: input.mfa }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/mfa/factors',
    operation: 'usersListMFAFactors',
    summary: 'List the second factors of a user',
    ...read,
    params: { userId },
    model: factorsModel,
    run: (core, actor, input) => factors.listFactors(core, actor, input.userId),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/mfa/recovery-codes',
    operation: 'usersGetMFARecoveryCodes',
    summary: 'Read the recovery codes that are left',
    tag: 'users',
    scope: 'users.secrets.read',
    params: { userId },
    model: recoveryCodesModel,
    run: (core, actor, input) => recoveryCodes.getRecoveryCodes(core, actor, input.userId),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/mfa/recovery-codes',
    operation: 'usersCreateMFARecoveryCodes',
    summary: 'Create recovery codes for a user who has none',
    ...write,
    params: { userId },
    status: 201,
    model: recoveryCodesModel,
    run: (core, actor, input) => recoveryCodes.createRecoveryCodes(core, actor, input.userId),
  }),
  route({
    method: 'PUT',
    path: '/users/:userId/mfa/recovery-codes',
    operation: 'usersUpdateMFARecoveryCodes',
    summary: 'Replace the recovery codes',
    ...write,
    params: { userId },
    model: recoveryCodesModel,
    run: (core, actor, input) => recoveryCodes.replaceRecoveryCodes(core, actor, input.userId),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/mfa/challenges/:challengeId',
    operation: 'usersGetMFAChallenge',
    summary: 'Read the code of a challenge for the factor custom, to deliver it to the user',
    tag: 'users',
    scope: 'users.secrets.read',
    params: { userId, challengeId: idInPath('Id of the challenge.') },
    model: challengeSecretModel,
    run: (core, actor, { userId: user, challengeId: id }) => getCustomChallenge(core, actor, { user, id }),
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId/mfa/authenticators/:type',
    operation: 'usersDeleteMFAAuthenticator',
    summary: 'Delete an authenticator',
    ...write,
    params: { userId, type: params.authenticatorInPath },
    run: (core, actor, input) =>
      factors.removeAuthenticator(core, actor, { user: input.userId, kind: input.type }),
  }),
];
