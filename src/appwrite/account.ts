import type { Actor } from '../core/actor.ts';
import { listLogs } from '../core/audit/logs.ts';
import { Failure } from '../core/failure.ts';
import { setOwnEmail, setOwnPassword, setOwnPhone } from '../core/users/own.ts';
import * as profile from '../core/users/profile.ts';
import { signUp } from '../core/users/sign-up.ts';
import type { User } from '../core/users/user.ts';
import { getUser, removeUser } from '../core/users/users.ts';
import { optional } from '../http/param.ts';
import * as accountParams from './account-params.ts';
import { accountModel } from './models/account.ts';
import { logListModel } from './models/log.ts';
import { prefsModel } from './models/user.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';
import { logParams, windowOf } from './user-logs.ts';

const own = { tag: 'account', scope: 'account', client: true, model: accountModel } as const;

/** The account of the current user. */
export const accountRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/account',
    operation: 'accountCreate',
    summary: 'Create an account with email address and password; creates no session',
    ...own,
    scope: 'sessions.write',
    signIn: 'email-password',
    limits: [{ most: 10, by: ['ip'] }],
    params: {
      userId: params.newUserId,
      email: params.email,
      password: params.password,
      name: optional(params.newName),
    },
    status: 201,
    run: (core, actor, { userId, email, password, name }) => {
      const input = { email, password, ...(name !== undefined && { name }) };
      return signUp(core, actor, userId === 'unique()' ? input : { ...input, id: userId });
    },
  }),
  route({
    method: 'GET',
    path: '/account',
    operation: 'accountGet',
    summary: 'Get the current user',
    ...own,
    params: {},
    run: async (_core, actor) => accountOf(actor),
  }),
  route({
    method: 'DELETE',
    path: '/account',
    operation: 'accountDelete',
    summary: 'Delete the current user',
    tag: 'account',
    scope: 'account',
    client: true,
    session: { ends: () => true },
    params: {},
    run: (core, actor) => removeUser(core, actor, self(actor)),
  }),
  route({
    method: 'PATCH',
    path: '/account/name',
    operation: 'accountUpdateName',
    summary: 'Update the name of the current user',
    ...own,
    params: { name: params.newName },
    run: (core, actor, { name }) => profile.renameUser(core, actor, { id: self(actor), name }),
  }),
  route({
    method: 'PATCH',
    path: '/account/email',
    operation: 'accountUpdateEmail',
    summary: 'Update the email address of the current user; sets the password if there is none',
    ...own,
    params: { email: params.email, password: accountParams.knownPassword },
    run: (core, actor, { email, password }) =>
      setOwnEmail(core, actor, { user: self(actor), email, password }),
  }),
  route({
    method: 'PATCH',
    path: '/account/phone',
    operation: 'accountUpdatePhone',
    summary: 'Update the phone number of the current user; sets the password if there is none',
    ...own,
    params: {
      phone: optional(params.phone),
      number: optional(params.phone),
      password: accountParams.knownPassword,
    },
    run: (core, actor, { phone, number, password }) => {
      const newPhone = phone ?? number;
      if (newPhone === undefined)
        throw new Failure({ code: 'argument_invalid', field: 'phone', rule: 'required' });
      return setOwnPhone(core, actor, { user: self(actor), phone: newPhone, password });
    },
  }),
  route({
    method: 'PATCH',
    path: '/account/password',
    operation: 'accountUpdatePassword',
    summary: 'Update the password of the current user',
    ...own,
    limits: [{ most: 10, by: ['ip'] }],
    params: { password: params.password, oldPassword: optional(accountParams.knownPassword) },
    run: (core, actor, { password, oldPassword: old }) =>
      setOwnPassword(core, actor, { user: self(actor), password, old }),
  }),
  route({
    method: 'GET',
    path: '/account/prefs',
    operation: 'accountGetPrefs',
    summary: 'Get the preferences of the current user',
    ...own,
    params: {},
    model: prefsModel,
    run: async (_core, actor) => accountOf(actor).prefs,
  }),
  route({
    method: 'PATCH',
    path: '/account/prefs',
    operation: 'accountUpdatePrefs',
    summary: 'Replace the preferences of the current user',
    ...own,
    params: { prefs: params.prefs },
    run: async (core, actor, { prefs }) => {
      await profile.setPrefs(core, actor, { id: self(actor), prefs });
      return getUser(core, actor, self(actor));
    },
  }),
  route({
    method: 'GET',
    path: '/account/logs',
    operation: 'accountListLogs',
    summary: 'List the log entries of the current user, newest first',
    ...own,
    params: logParams,
    model: logListModel,
    run: (core, actor, query) => listLogs(core, actor, { user: self(actor), ...windowOf(query) }),
  }),
  route({
    method: 'PATCH',
    path: '/account/status',
    operation: 'accountUpdateStatus',
    summary: 'Block the current user; only an API key can unblock',
    ...own,
    session: { ends: () => true },
    params: {},
    run: (core, actor) => profile.setStatus(core, actor, { id: self(actor), active: false }),
  }),
];

function accountOf(actor: Actor): User {
  if (!actor.user) throw new Failure('scope_missing');
  return actor.user;
}
