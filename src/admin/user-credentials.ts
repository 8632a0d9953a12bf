import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { mfaEdit, removeAuthenticator } from '../core/factors/factors.ts';
import {
  createRecoveryCodes,
  removeRecoveryCodes,
  replaceRecoveryCodes,
} from '../core/factors/recovery-codes.ts';
import { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import { allowedPage, expiryText, linkTo } from '../core/links.ts';
import { createRecoveryLink, requestRecovery } from '../core/recovery/recovery.ts';
import { endSession, endSessions, listSessions } from '../core/sessions/sessions.ts';
import { createToken } from '../core/tokens/tokens.ts';
import type { Email } from '../core/users/email.ts';
import { setPassword } from '../core/users/passwords.ts';
import { impersonatorEdit } from '../core/users/profile.ts';
import type { UserId } from '../core/users/user.ts';
import { getUser } from '../core/users/users.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional, type Required } from '../http/param.ts';
import * as userParams from '../http/user-params.ts';
import { editUnchanged } from './if-match.ts';
import { isoOf, moment, recoveryCodesModel } from './models.ts';
import { flag, idInPath, inPath, projectInPath } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';
import { shownUser, shownUserModel } from './user-model.ts';
import { sessionListModel } from './user-parts-models.ts';

const tag = 'users';
const path = '/projects/:project/users/:user';
const ofUser = { project: projectInPath, user: userParams.userIdInPath };
const mayReplace = { access: { permission: 'users.credentials' }, isDangerous: true } as const;
const mayEndSessions = { access: { permission: 'sessions.write' } } as const;
const one = { status: 200, model: shownUserModel } as const;

/** A token of an impersonation is for the next seconds, and cannot be guessed. */
const IMPERSONATION = { digits: 64, seconds: 60 };

const factorInPath: Required<'totp' | 'recoveryCode'> = inPath(
  input(z.enum(['totp', 'recoveryCode']), 'must be totp or recoveryCode', 'Kind of the factor.'),
);

const page: Required<string> = {
  ...userParams.url,
  description: 'The page of the app to which the link leads, on a host of the project.',
};

const sentModel: Model<Email, Call> = {
  name: 'sentReset',
  schema: z.object({ sent: z.literal(true), to: z.string() }),
  view: (to) => ({ sent: true, to }),
};

const linkModel: Model<{ readonly link: string; readonly expiresAt: Instant }, Call> = {
  name: 'resetLink',
  schema: z.object({
    link: z.string().describe('Sets a new password once. It is not shown again.'),
    expiresAt: moment('When the link expires.'),
  }),
  view: ({ link, expiresAt }) => ({ link, expiresAt: isoOf(expiresAt) }),
};

type Impersonation = {
  readonly userId: string;
  readonly secret: string;
  readonly expiresAt: Instant;
  readonly link: string | null;
};

const impersonationModel: Model<Impersonation, Call> = {
  name: 'impersonation',
  schema: z.object({
    userId: z.string(),
    secret: z.string().describe('Opens one session of the user in an app (createSession). Not shown again.'),
    link: z.string().nullable().describe('The page of the app with both; null without a page.'),
    expiresAt: moment('When the secret expires.'),
  }),
  view: ({ userId, secret, link, expiresAt }) => ({ userId, secret, link, expiresAt: isoOf(expiresAt) }),
};

/** Endpoints of passwords, factors, sessions and impersonation. */
export const userCredentialRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'PUT', path: `${path}/password`, operation: 'setUserPassword' },
    ...{ summary: 'Set the password of a user', tag, meta: mayReplace },
    input: { ...ofUser, password: userParams.password },
    output: one,
    run: async (core, call, { user: id, password }) =>
      shownUser(core, call, await setPassword(core, call.actor, { id, password })),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/password`, operation: 'deleteUserPassword' },
    ...{ summary: 'Remove the password of a user', tag, meta: mayReplace, input: ofUser },
    output: { status: 204 },
    run: async (core, { actor }, { user: id }) => {
      await setPassword(core, actor, { id, password: null });
    },
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/reset`, operation: 'sendUserReset' },
    ...{ summary: 'Mail a link that sets a new password', tag },
    meta: { access: { permission: 'users.support' } },
    input: { ...ofUser, url: page },
    output: { status: 200, model: sentModel },
    run: async (core, { actor }, { user, url }) => {
      const { email, blockedAt } = await getUser(core, actor, user);
      if (email === null) throw new Failure('email_missing');
      if (blockedAt !== null) throw new Failure('user_blocked');
      await requestRecovery(core, actor, { email, url });
      return email;
    },
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/reset-link`, operation: 'createUserResetLink' },
    ...{ summary: 'Make a link that sets a new password, to pass on to the user', tag, meta: mayReplace },
    input: { ...ofUser, url: page },
    output: { status: 201, model: linkModel },
    run: (core, { actor }, { user, url }) => createRecoveryLink(core, actor, { user, url }),
  }),
  endpoint({
    ...{ method: 'PUT', path: `${path}/mfa`, operation: 'setUserMfa' },
    ...{ summary: 'Require a second factor at sign-ins, or stop requiring it', tag, meta: mayReplace },
    input: { ...ofUser, enabled: flag('Whether sign-ins need a second factor.') },
    output: one,
    run: (core, call, { user: id, enabled }) =>
      editUnchanged(core, call, { id, edits: [mfaEdit(core, id, enabled)] }),
  }),
  endpoint({
    ...{ method: 'PUT', path: `${path}/impersonator`, operation: 'setUserImpersonator' },
    ...{ summary: 'Allow or forbid a user to act as other users', tag, meta: mayReplace },
    input: { ...ofUser, enabled: flag('Whether the user may act as other users.') },
    output: one,
    run: (core, call, { user: id, enabled }) =>
      editUnchanged(core, call, { id, edits: [impersonatorEdit(core, id, enabled)] }),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/factors/:kind`, operation: 'deleteUserFactor' },
    ...{ summary: 'Remove the authenticator or the recovery codes', tag, meta: mayReplace },
    input: { ...ofUser, kind: factorInPath },
    output: { status: 204 },
    run: (core, { actor }, { user, kind }) =>
      kind === 'totp'
        ? removeAuthenticator(core, actor, { user, kind })
        : removeRecoveryCodes(core, actor, user),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/recovery-codes`, operation: 'createUserRecoveryCodes' },
    ...{ summary: 'Make new recovery codes, which replace earlier ones', tag, meta: mayReplace },
    input: ofUser,
    output: { status: 201, model: recoveryCodesModel },
    run: (core, { actor }, { user }) => freshRecoveryCodes(core, actor, user),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/sessions`, operation: 'listUserSessions' },
    ...{ summary: 'List the sessions of a user', tag },
    ...{ meta: { access: { permission: 'sessions.read' } }, input: ofUser },
    output: { status: 200, model: sessionListModel },
    run: async (core, { actor }, { user }) => ({ rows: await listSessions(core, actor, user) }),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/sessions`, operation: 'deleteUserSessions' },
    ...{ summary: 'End all sessions of a user, and the access of programs', tag },
    ...{ meta: mayEndSessions, input: ofUser },
    output: { status: 204 },
    run: (core, { actor }, { user }) => endSessions(core, actor, user),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/sessions/:session`, operation: 'deleteUserSession' },
    ...{ summary: 'End a session', tag, meta: mayEndSessions },
    input: { ...ofUser, session: idInPath('Id of the session.') },
    output: { status: 204 },
    run: (core, { actor }, { user, session: id }) => endSession(core, actor, { user, id }),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/impersonation`, operation: 'impersonateUser' },
    ...{ summary: 'Make a secret that opens one session of the user', tag },
    meta: { access: { permission: 'users.impersonate' }, isDangerous: true },
    input: { ...ofUser, url: optional(page) },
    output: { status: 201, model: impersonationModel },
    run: (core, { actor }, { user, url }) => impersonate(core, actor, user, url),
  }),
];

async function freshRecoveryCodes(core: Core, actor: Actor, user: UserId): Promise<readonly string[]> {
  try {
    return await replaceRecoveryCodes(core, actor, user);
  } catch (error) {
    const hasNone = error instanceof Failure && error.code === 'recovery_codes_not_found';
    if (!hasNone) throw error;
    return createRecoveryCodes(core, actor, user);
  }
}

/** A blocked user has no usable session, so that a secret would be of no use. */
async function impersonate(
  core: Core,
  actor: Actor,
  user: UserId,
  url: string | undefined,
): Promise<Impersonation> {
  const target = url === undefined ? undefined : allowedPage(core, actor, url);
  const { blockedAt } = await getUser(core, actor, user);
  if (blockedAt !== null) throw new Failure('user_blocked');
  const { digits: length, seconds } = IMPERSONATION;
  const { token, secret } = await createToken(core, actor, { user, length, seconds });
  const { expiresAt } = token;
  const expire = expiryText(expiresAt, false);
  const named = { userId: user, secret, expire, project: actor.project.id };
  return { userId: user, secret, expiresAt, link: target ? linkTo(target, named) : null };
}
