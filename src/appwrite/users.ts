import { setEmail, setPhone } from '../core/users/addresses.ts';
import { listUsers, type UserAttribute } from '../core/users/list.ts';
import { setPassword } from '../core/users/passwords.ts';
import * as profile from '../core/users/profile.ts';
import type { UserId } from '../core/users/user.ts';
import { createUser, getUser, removeUser } from '../core/users/users.ts';
import { optional } from '../http/param.ts';
import { prefsModel, type UserField, userFields, userListModel, userModel } from './models/user.ts';
import * as params from './params.ts';
import { listingOf } from './queries.ts';
import type { QueryAttribute } from './query-values.ts';
import { type Route, route } from './route.ts';

const { userIdInPath: userId } = params;
const read = { tag: 'users', scope: 'users.read' } as const;
const write = { tag: 'users', scope: 'users.write' } as const;

/** Queryable attributes, by wire name. */
export const attributes: Readonly<Record<string, QueryAttribute & { readonly core: UserAttribute }>> = {
  $sequence: { core: 'sequence', type: 'integer' },
  ...Object.fromEntries(
    Object.entries<UserField>(userFields).flatMap(([name, { query }]) => (query ? [[name, query]] : [])),
  ),
};

export const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users',
    operation: 'usersList',
    summary: 'List users',
    ...read,
    params: {
      queries: optional(params.queries),
      search: optional(params.search),
      total: optional(
        params.looseFlag(
          'Whether to count all matches. Up to 5,000 are counted where something filters. Default: true.',
        ),
      ),
    },
    model: userListModel,
    run: (core, actor, input) => listUsers(core, actor, listingOf(attributes, input)),
  }),
  route({
    method: 'POST',
    path: '/users',
    operation: 'usersCreate',
    summary: 'Create a user',
    ...write,
    params: {
      userId: params.newUserId,
      email: optional(params.email),
      phone: optional(params.phone),
      password: optional(params.password),
      name: optional(params.newName),
    },
    status: 201,
    model: userModel,
    run: (core, actor, { userId: id, ...rest }) =>
      createUser(core, actor, id === 'unique()' ? rest : { id: id as UserId, ...rest }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId',
    operation: 'usersGet',
    summary: 'Get a user',
    ...read,
    params: { userId },
    model: userModel,
    run: (core, actor, input) => getUser(core, actor, input.userId),
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId',
    operation: 'usersDelete',
    summary: 'Delete a user and everything the user owns',
    ...write,
    params: { userId },
    run: (core, actor, input) => removeUser(core, actor, input.userId),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/name',
    operation: 'usersUpdateName',
    summary: 'Update the name',
    ...write,
    params: { userId, name: params.name },
    model: userModel,
    run: (core, actor, input) => profile.renameUser(core, actor, { id: input.userId, name: input.name }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/email',
    operation: 'usersUpdateEmail',
    summary: 'Update the email address and mark it unverified',
    ...write,
    params: { userId, email: params.emailOrNone },
    model: userModel,
    run: (core, actor, { userId: id, email }) => setEmail(core, actor, { id, email: email || null }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/phone',
    operation: 'usersUpdatePhone',
    summary: 'Update the phone number and mark it unverified',
    ...write,
    params: { userId, number: params.phoneOrNone },
    model: userModel,
    run: (core, actor, { userId: id, number }) => setPhone(core, actor, { id, phone: number || null }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/password',
    operation: 'usersUpdatePassword',
    summary: 'Update the password',
    ...write,
    params: { userId, password: params.passwordOrNone },
    model: userModel,
    run: (core, actor, input) =>
      setPassword(core, actor, { id: input.userId, password: input.password || null }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/status',
    operation: 'usersUpdateStatus',
    summary: 'Block or unblock a user',
    ...write,
    params: { userId, status: params.looseFlag('Whether the user may sign in; false blocks the user.') },
    model: userModel,
    run: (core, actor, input) => profile.setStatus(core, actor, { id: input.userId, active: input.status }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/verification',
    operation: 'usersUpdateEmailVerification',
    summary: 'Mark the email address verified or unverified',
    ...write,
    params: { userId, emailVerification: params.flag('Whether the email address is verified.') },
    model: userModel,
    run: (core, actor, input) =>
      profile.setEmailVerified(core, actor, { id: input.userId, verified: input.emailVerification }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/verification/phone',
    operation: 'usersUpdatePhoneVerification',
    summary: 'Mark the phone number verified or unverified',
    ...write,
    params: { userId, phoneVerification: params.flag('Whether the phone number is verified.') },
    model: userModel,
    run: (core, actor, input) =>
      profile.setPhoneVerified(core, actor, { id: input.userId, verified: input.phoneVerification }),
  }),
  route({
    method: 'PUT',
    path: '/users/:userId/labels',
    operation: 'usersUpdateLabels',
    summary: 'Replace the labels',
    ...write,
    params: { userId, labels: params.labels },
    model: userModel,
    run: (core, actor, input) => profile.setLabels(core, actor, { id: input.userId, labels: input.labels }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/prefs',
    operation: 'usersGetPrefs',
    summary: 'Get the preferences',
    ...read,
    params: { userId },
    model: prefsModel,
    run: (core, actor, input) => profile.getPrefs(core, actor, input.userId),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/prefs',
    operation: 'usersUpdatePrefs',
    summary: 'Replace the preferences',
    ...write,
    params: { userId, prefs: params.prefs },
    model: prefsModel,
    run: (core, actor, input) => profile.setPrefs(core, actor, { id: input.userId, prefs: input.prefs }),
  }),
];
