import { z } from 'zod';
import {
  changeAdminPassword,
  enrolAdminTotp,
  removeAdminTotp,
  renameAdmin,
  verifyAdminTotp,
} from '../core/admins/account.ts';
import type { Admin } from '../core/admins/admin.ts';
import { getAdmin } from '../core/admins/admins.ts';
import { hasAdmins } from '../core/admins/grants-store.ts';
import { inInstallation } from '../core/admins/installation.ts';
import { acceptLink, type LinkShown, showLink } from '../core/admins/links.ts';
import { linkKinds } from '../core/admins/links-store.ts';
import { type AdminCaller, proveAgain, signInAdmin, signInByLink } from '../core/admins/sign-in.ts';
import type { Core } from '../core/core.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import { endSession, listSessions } from '../core/sessions/sessions.ts';
import type { Model } from '../http/endpoint.ts';
import type { Limit } from '../http/limits.ts';
import { optional } from '../http/param.ts';
import {
  adminModel,
  adminSessionListModel,
  type OwnSession,
  ownSessionModel,
  recoveryCodesModel,
} from './models.ts';
import { code, email, idInPath, name, password, secret } from './params.ts';
import { type AdminEndpoint, adminOf, type Call, endpoint } from './route.ts';

const tag = 'access';
const open = { access: 'open' } as const;
const signedIn = { access: 'signed-in' } as const;
const perNetwork: readonly Limit[] = [{ most: 30, seconds: 60, by: ['ip'] }];

type State = { readonly setupNeeded: boolean };

const stateModel: Model<State, Call> = {
  name: 'state',
  schema: z.object({
    version: z.string().describe('Version of the server.'),
    setupNeeded: z.boolean().describe('Whether there is no administrator yet.'),
    isDevelopment: z.boolean().describe('Whether messages are kept in the mailbox instead of being sent.'),
  }),
  view: ({ setupNeeded }, { parts: { version, isDevelopment } }) => ({ version, setupNeeded, isDevelopment }),
};

const linkModel: Model<LinkShown, Call> = {
  name: 'link',
  schema: z.object({
    kind: z.enum(linkKinds),
    email: z.string().nullable().describe('Email address of the administrator; null for the first one.'),
  }),
  view: ({ kind, email }) => ({ kind, email }),
};

/** A session that was opened; nothing when a code is needed first. */
type Accepted = { readonly admin: Admin; readonly opened?: NewSession };

const acceptedModel: Model<Accepted, Call> = {
  name: 'acceptedLink',
  schema: z.object({
    admin: adminModel.schema,
    isSignedIn: z.boolean().describe('False where a code is needed: sign in then.'),
  }),
  view: ({ admin, opened }, call) => ({
    admin: adminModel.view(admin, call),
    isSignedIn: opened !== undefined,
  }),
};

const enrolmentModel: Model<{ readonly secret: string; readonly uri: string }, Call> = {
  name: 'totpEnrolment',
  schema: z.object({
    secret: z.string().describe('Seed in base32, shown once.'),
    uri: z.string().describe('The same for a QR code.'),
  }),
  view: ({ secret, uri }) => ({ secret, uri }),
};

/** Endpoints of sign-in and of the own account. */
export const accessRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{
      method: 'GET',
      path: '/state',
      operation: 'getState',
      summary: 'What a client needs before a sign-in',
    },
    ...{ tag, meta: open, input: {} },
    output: { status: 200, model: stateModel },
    run: async (core) => ({ setupNeeded: !(await hasAdmins(core.read)) }),
  }),
  endpoint({
    ...{ method: 'POST', path: '/links/show', operation: 'showLink', summary: 'Show what a link is for' },
    ...{ tag, meta: open, limits: perNetwork, input: { secret } },
    output: { status: 200, model: linkModel },
    run: (core, _call, input) => showLink(core, input.secret),
  }),
  endpoint({
    ...{
      method: 'POST',
      path: '/links/accept',
      operation: 'acceptLink',
      summary: 'Set a password by a link',
    },
    ...{ tag, meta: { ...open, session: 'opens' }, limits: perNetwork },
    input: { secret, password, email: optional(email), name: optional(name) },
    output: { status: 201, model: acceptedModel },
    run: async (core, { actor }, input): Promise<Accepted> => {
      const admin = await acceptLink(core, actor, input);
      const opened = await signInByLink(core, actor, admin.id);
      return { admin, ...(opened && { opened }) };
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/session', operation: 'createSession', summary: 'Sign in' },
    ...{ tag, meta: { ...open, session: 'opens' }, limits: perNetwork },
    input: { email, password, code: optional(code) },
    output: { status: 201, model: ownSessionModel },
    run: async (core, { actor }, input): Promise<OwnSession & { readonly opened: NewSession }> => {
      const opened = await signInAdmin(core, actor, input);
      return { admin: await getAdmin(core, opened.session.userId), session: opened.session, opened };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/session', operation: 'getSession', summary: 'Get the own session' },
    ...{ tag, meta: signedIn, input: {} },
    output: { status: 200, model: ownSessionModel },
    run: (core, call) => own(core, adminOf(call)),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/session', operation: 'deleteSession', summary: 'Sign out' },
    ...{ tag, meta: { ...signedIn, session: 'ends' }, input: {} },
    output: { status: 204 },
    run: async (core, call) => {
      const { user, session } = adminOf(call);
      await endSession(core, inInstallation(call.actor), { user: user.id, id: session.id });
    },
  }),
  endpoint({
    ...{
      method: 'POST',
      path: '/session/proof',
      operation: 'proveSession',
      summary: 'Give password or code again',
    },
    ...{ tag, meta: signedIn, limits: perNetwork },
    input: { password: optional(password), code: optional(code) },
    output: { status: 204 },
    run: (core, call, input) => proveAgain(core, call.actor, adminOf(call), input),
  }),
  endpoint({
    ...{ method: 'PATCH', path: '/me', operation: 'updateMe', summary: 'Update the own account' },
    ...{ tag, meta: signedIn, input: { name } },
    output: { status: 200, model: ownSessionModel },
    run: async (core, call, input) => {
      await renameAdmin(core, call.actor, adminOf(call), input.name);
      return own(core, adminOf(call));
    },
  }),
  endpoint({
    ...{
      method: 'PUT',
      path: '/me/password',
      operation: 'updatePassword',
      summary: 'Replace the own password',
    },
    ...{ tag, meta: signedIn, limits: perNetwork, input: { current: password, password } },
    output: { status: 204 },
    run: (core, call, input) => changeAdminPassword(core, call.actor, adminOf(call), input),
  }),
  endpoint({
    ...{
      method: 'POST',
      path: '/me/totp',
      operation: 'createTotp',
      summary: 'Begin to set up an authenticator',
    },
    ...{ tag, meta: { ...signedIn, isDangerous: true }, input: {} },
    output: { status: 201, model: enrolmentModel },
    run: (core, call) => enrolAdminTotp(core, call.actor, adminOf(call)),
  }),
  endpoint({
    ...{ method: 'PUT', path: '/me/totp', operation: 'verifyTotp', summary: 'Complete it by a first code' },
    ...{ tag, meta: signedIn, limits: perNetwork, input: { code } },
    output: { status: 200, model: recoveryCodesModel },
    run: (core, call, input) => verifyAdminTotp(core, call.actor, adminOf(call), input.code),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/me/totp', operation: 'deleteTotp', summary: 'Remove the authenticator' },
    ...{ tag, meta: signedIn, limits: perNetwork, input: { password } },
    output: { status: 204 },
    run: (core, call, input) => removeAdminTotp(core, call.actor, adminOf(call), input.password),
  }),
  endpoint({
    ...{ method: 'GET', path: '/me/sessions', operation: 'listMySessions', summary: 'List the own sessions' },
    ...{ tag, meta: signedIn, input: {} },
    output: { status: 200, model: adminSessionListModel },
    run: async (core, call) => {
      const { user, session } = adminOf(call);
      const rows = await listSessions(core, inInstallation(call.actor), user.id);
      return { rows: rows.map((row) => ({ ...row, isCurrent: row.id === session.id })) };
    },
  }),
  endpoint({
    ...{
      method: 'DELETE',
      path: '/me/sessions/:session',
      operation: 'deleteMySession',
      summary: 'End an own session',
    },
    ...{ tag, meta: signedIn, input: { session: idInPath('Id of the session.') } },
    output: { status: 204 },
    run: (core, call, input) =>
      endSession(core, inInstallation(call.actor), { user: adminOf(call).user.id, id: input.session }),
  }),
];

async function own(core: Core, { user, session }: AdminCaller): Promise<OwnSession> {
  return { admin: await getAdmin(core, user.id), session };
}
