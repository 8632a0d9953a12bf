import type { Actor } from '../core/actor.ts';
import { createOwnJwt } from '../core/jwts/jwts.ts';
import { signInWithIdToken } from '../core/oauth/native-sign-in.ts';
import { endSession, endSessions, listSessions } from '../core/sessions/sessions.ts';
import { signInAnonymously } from '../core/sign-in/anonymous.ts';
import { CURRENT, getSession, renewSession, sessionIdOf } from '../core/sign-in/own-sessions.ts';
import { signInWithPassword } from '../core/sign-in/password.ts';
import { redeemToken } from '../core/sign-in/tokens.ts';
import { optional } from '../http/param.ts';
import * as accountParams from './account-params.ts';
import { jwtModel } from './models/credentials.ts';
import { newSessionModel, sessionListModel, sessionModel } from './models/session.ts';
import * as oauthParams from './oauth-params.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';

const own = { tag: 'account', scope: 'account', client: true } as const;
const opening = {
  tag: 'account',
  scope: 'sessions.write',
  client: true,
  session: 'opens',
  status: 201,
  model: newSessionModel,
} as const;

const JWT_SECONDS = 900;
const redeeming = { userId: accountParams.userIdGiven, secret: accountParams.secret };

/** Sign-ins, and sessions of the current user. */
export const accountSessionRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/account/sessions/email',
    aliases: ['/account/sessions'],
    operation: 'accountCreateEmailPasswordSession',
    summary: 'Create a session with email address and password',
    ...opening,
    signIn: 'email-password',
    limits: [{ most: 10, by: ['ip', { param: 'email' }], refund: true }],
    params: { email: params.email, password: accountParams.knownPassword },
    run: (core, actor, input) => signInWithPassword(core, actor, input),
  }),
  route({
    method: 'POST',
    path: '/account/sessions/anonymous',
    operation: 'accountCreateAnonymousSession',
    summary: 'Create an anonymous session; email address and password can be added later',
    ...opening,
    signIn: 'anonymous',
    limits: [{ most: 50, by: ['ip'] }],
    params: {},
    run: (core, actor) => signInAnonymously(core, actor),
  }),
  route({
    method: 'POST',
    path: '/account/sessions/token',
    // As the documents of clients of 1.5 and 1.6 say.
    methodAliases: ['PUT'],
    operation: 'accountCreateSession',
    summary: 'Create a session with the secret of a token',
    ...opening,
    signIn: 'token',
    limits: [{ most: 10, by: ['ip', { param: 'userId' }], refund: true }],
    params: redeeming,
    run: (core, actor, input) => redeemToken(core, actor, { user: input.userId, secret: input.secret }),
  }),
  route({
    method: 'PUT',
    path: '/account/sessions/magic-url',
    operation: 'accountUpdateMagicURLSession',
    summary: 'Create a session with the secret of a magic link',
    ...opening,
    signIn: 'magic-url',
    limits: [{ most: 10, by: ['ip', { param: 'userId' }], refund: true }],
    params: redeeming,
    run: (core, actor, input) => redeemToken(core, actor, { user: input.userId, secret: input.secret }),
  }),
  route({
    method: 'PUT',
    path: '/account/sessions/phone',
    operation: 'accountUpdatePhoneSession',
    summary: 'Create a session with a code sent by SMS',
    ...opening,
    signIn: 'phone',
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: redeeming,
    run: (core, actor, input) => redeemToken(core, actor, { user: input.userId, secret: input.secret }),
  }),
  route({
    method: 'POST',
    path: '/account/sessions/id-token',
    operation: 'accountCreateIdTokenSession',
    summary: 'Create a session with an ID token from the provider; a signed-in user gets the identity linked',
    ...opening,
    session: 'replaces',
    limits: [{ most: 10, by: ['ip'], refund: true }],
    params: {
      provider: oauthParams.nativeProvider,
      idToken: oauthParams.idToken,
      nonce: optional(oauthParams.providerParam('Nonce that the token was requested with.', 256)),
      accessToken: optional(
        oauthParams.providerParam('Access token of the provider, which is stored for the user.', 4_096),
      ),
      accessTokenExpiry: optional(params.whole(0, 31_536_000, 'Lifetime of the access token in seconds.')),
      name: optional(params.newName),
    },
    run: (core, actor, input) => signInWithIdToken(core, actor, input),
  }),
  route({
    method: 'GET',
    path: '/account/sessions',
    operation: 'accountListSessions',
    summary: 'List the sessions of the current user',
    ...own,
    params: {},
    model: sessionListModel,
    run: async (core, actor) => {
      const sessions = await listSessions(core, actor, self(actor));
      return { total: sessions.length, rows: sessions };
    },
  }),
  route({
    method: 'DELETE',
    path: '/account/sessions',
    operation: 'accountDeleteSessions',
    summary: 'Delete all sessions of the current user',
    ...own,
    session: { ends: () => true },
    limits: [{ most: 100, by: ['ip'] }],
    params: {},
    run: (core, actor) => endSessions(core, actor, self(actor)),
  }),
  route({
    method: 'GET',
    path: '/account/sessions/:sessionId',
    operation: 'accountGetSession',
    summary: 'Get a session of the current user',
    ...own,
    params: { sessionId: accountParams.ownSessionInPath },
    model: sessionModel,
    run: (core, actor, input) => getSession(core, actor, { user: self(actor), id: input.sessionId }),
  }),
  route({
    method: 'PATCH',
    path: '/account/sessions/:sessionId',
    operation: 'accountUpdateSession',
    summary: 'Extend a session of the current user',
    ...own,
    limits: [{ most: 10, by: ['ip'] }],
    params: { sessionId: accountParams.ownSessionInPath },
    model: sessionModel,
    run: (core, actor, input) => renewSession(core, actor, { user: self(actor), id: input.sessionId }),
  }),
  route({
    method: 'DELETE',
    path: '/account/sessions/:sessionId',
    operation: 'accountDeleteSession',
    summary: 'Delete a session of the current user',
    ...own,
    mfaExempt: true,
    blockedExempt: true,
    session: {
      ends: (actor: Actor, input: { readonly sessionId: string }) => isCurrent(actor, input.sessionId),
    },
    limits: [{ most: 100, by: ['ip'] }],
    params: { sessionId: accountParams.ownSessionInPath },
    run: (core, actor, input) =>
      endSession(core, actor, { user: self(actor), id: sessionIdOf(actor, input.sessionId) }),
  }),
  route({
    method: 'POST',
    path: '/account/jwts',
    aliases: ['/account/jwt'],
    operation: 'accountCreateJWT',
    summary: 'Create a JWT bound to the current session',
    ...own,
    signIn: 'jwt',
    limits: [{ most: 120, seconds: 60, by: ['user'] }],
    params: {
      duration: optional(params.whole(0, 3_600, 'Lifetime in seconds. Default: 900.')),
    },
    status: 201,
    model: jwtModel,
    run: (core, actor, { duration = JWT_SECONDS }) => createOwnJwt(core, actor, duration),
  }),
];

function isCurrent(actor: Actor, id: string): boolean {
  return actor.session !== undefined && (id === CURRENT || id === actor.session.id);
}
