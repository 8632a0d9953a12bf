import * as factors from '../core/factors/factors.ts';
import * as recoveryCodes from '../core/factors/recovery-codes.ts';
import { createJwt } from '../core/jwts/jwts.ts';
import { createServerSession, endSession, endSessions, listSessions } from '../core/sessions/sessions.ts';
import { createToken } from '../core/tokens/tokens.ts';
import { setImpersonator } from '../core/users/profile.ts';
import { factorsModel, jwtModel, recoveryCodesModel, tokenModel } from './models/credentials.ts';
import { newSessionModel, sessionListModel } from './models/session.ts';
import { userModel } from './models/user.ts';
import { id, idInPath, optional } from './param.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';

const { userIdInPath: userId } = params;
const read = { tag: 'users', scope: 'users.read' } as const;
const write = { tag: 'users', scope: 'users.write' } as const;
const sessionWrite = { tag: 'users', scope: ['users.write', 'sessions.write'] } as const;

const TOKEN = { length: 6, seconds: 900 };
const JWT_SECONDS = 900;

/** What a server does with the sessions, tokens and second factors of a user. */
export const userCredentialRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users/:userId/sessions',
    operation: 'usersListSessions',
    summary: 'List the sessions that have not expired',
    tag: 'users',
    scope: ['users.read', 'sessions.read'],
    params: {
      userId,
      total: optional(params.looseFlag('Whether to count the sessions; true without it.')),
    },
    model: sessionListModel,
    run: async (core, actor, input) => {
      const sessions = await listSessions(core, actor, input.userId);
      return { total: input.total === false ? 0 : sessions.length, sessions };
    },
  }),
  route({
    method: 'POST',
    path: '/users/:userId/sessions',
    operation: 'usersCreateSession',
    summary: 'Create a session; its secret is shown this once',
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
    summary: 'End all sessions',
    ...sessionWrite,
    params: { userId },
    run: (core, actor, input) => endSessions(core, actor, input.userId),
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId/sessions/:sessionId',
    operation: 'usersDeleteSession',
    summary: 'End a session',
    ...sessionWrite,
    params: { userId, sessionId: idInPath('Id of the session.') },
    run: (core, actor, input) => endSession(core, actor, { user: input.userId, id: input.sessionId }),
  }),
  route({
    method: 'POST',
    path: '/users/:userId/tokens',
    operation: 'usersCreateToken',
    summary: 'Create a token that a client redeems once for a session; its secret is shown this once',
    ...write,
    params: {
      userId,
      length: optional(params.whole(4, 128, 'Length of the secret in hex digits; 6 without it.')),
      expire: optional(params.whole(60, 31_536_000, 'Seconds until it expires; 900 without it.')),
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
    summary: 'Create a signed token that speaks for the user',
    ...write,
    params: {
      userId,
      sessionId: optional(id('Session that it dies with; the one made last without it.')),
      duration: optional(params.whole(0, 3_600, 'Seconds until it expires; 900 without it.')),
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
    summary: 'Say whether the sessions of the user may act as other users',
    ...write,
    params: { userId, impersonator: params.looseFlag('Whether the user may act as others.') },
    model: userModel,
    run: (core, actor, input) =>
      setImpersonator(core, actor, { id: input.userId, impersonator: input.impersonator }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/mfa',
    operation: 'usersUpdateMFA',
    summary: 'Say whether sign-ins ask for a second factor',
    ...write,
    params: { userId, mfa: params.flag('Whether a second factor is asked for.') },
    model: userModel,
    run: (core, actor, input) => factors.setMfa(core, actor, { id: input.userId, enabled: input.mfa }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/mfa/factors',
    operation: 'usersListMFAFactors',
    summary: 'Tell which second factors the user can show',
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
