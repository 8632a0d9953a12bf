import { Failure } from '../core/failure.ts';
import { emailEdit, phoneEdit } from '../core/users/addresses.ts';
import { listUsers, users } from '../core/users/list.ts';
import {
  emailVerifiedEdit,
  labelsEdit,
  nameEdit,
  phoneVerifiedEdit,
  prefsEdit,
  statusEdit,
} from '../core/users/profile.ts';
import type { UserId } from '../core/users/user.ts';
import { createUser, getUser, removeUser, type UserEdit } from '../core/users/users.ts';
import { optional } from '../http/param.ts';
import * as userParams from '../http/user-params.ts';
import { editUnchanged } from './if-match.ts';
import { listPage, listParams } from './lists.ts';
import { flag, newUserId, projectInPath } from './params.ts';
import { type AdminEndpoint, endpoint } from './route.ts';
import { shownUser, shownUserModel, userListModel } from './user-model.ts';

const tag = 'users';
const path = '/projects/:project/users';
const ofUser = { project: projectInPath, user: userParams.userIdInPath };
const maySupport = { access: { permission: 'users.support' } } as const;
const one = { status: 200, model: shownUserModel } as const;

/** Endpoints of users: lists, changes, and what support may do. */
export const userRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path, operation: 'listUsers', summary: 'List users' },
    ...{ tag, meta: { access: { permission: 'users.read' } } },
    input: { project: projectInPath, ...listParams },
    output: { status: 200, model: userListModel },
    run: (core, { actor }, input) => listPage(users, input, (listing) => listUsers(core, actor, listing)),
  }),
  endpoint({
    ...{ method: 'POST', path, operation: 'createUser', summary: 'Create a user' },
    ...{ tag, meta: { access: { permission: 'users.write' } } },
    input: {
      project: projectInPath,
      id: optional(newUserId),
      email: optional(userParams.email),
      phone: optional(userParams.phone),
      password: optional(userParams.password),
      name: optional(userParams.name),
    },
    output: { status: 201, model: shownUserModel },
    run: async (core, call, { project: _project, ...input }) =>
      shownUser(core, call, await createUser(core, call.actor, input)),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:user`, operation: 'getUser', summary: 'Get a user' },
    ...{ tag, meta: { access: { permission: 'users.read' } }, input: ofUser },
    output: one,
    run: async (core, call, input) => shownUser(core, call, await getUser(core, call.actor, input.user)),
  }),
  endpoint({
    ...{ method: 'PATCH', path: `${path}/:user`, operation: 'updateUser' },
    summary: 'Update a user; all fields or none',
    ...{ tag, meta: { access: { permission: 'users.write' } } },
    input: {
      ...ofUser,
      name: optional(userParams.name),
      email: optional(userParams.emailOrNone),
      phone: optional(userParams.phoneOrNone),
      labels: optional(userParams.labels),
      prefs: optional(userParams.prefs),
    },
    output: one,
    run: (core, call, { user: id, name, email, phone, labels, prefs }) => {
      const edits: readonly UserEdit[] = [
        ...(name === undefined ? [] : [nameEdit(id, name)]),
        ...(email === undefined ? [] : [emailEdit(core, call.actor, id, email || null)]),
        ...(phone === undefined ? [] : [phoneEdit(core, call.actor, id, phone || null)]),
        ...(labels === undefined ? [] : [labelsEdit(id, labels)]),
        ...(prefs === undefined ? [] : [prefsEdit(id, prefs)]),
      ];
      return editUnchanged(core, call, { id, edits: oneOf(edits, CHANGEABLE) });
    },
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/:user`, operation: 'deleteUser' },
    summary: 'Delete a user and everything the user owns',
    ...{ tag, meta: { access: { permission: 'users.delete' }, isDangerous: true }, input: ofUser },
    output: { status: 204 },
    run: (core, { actor }, input) => removeUser(core, actor, input.user),
  }),
  blocking('block', 'Block a user, whose sessions stay and cannot be used', false),
  blocking('unblock', 'Unblock a user, and lift a lockout after wrong passwords', true),
  endpoint({
    ...{ method: 'POST', path: `${path}/:user/verification`, operation: 'verifyUser' },
    summary: 'Mark email address and phone number verified or unverified',
    ...{ tag, meta: maySupport },
    input: {
      ...ofUser,
      email: optional(flag('Whether the email address is verified.')),
      phone: optional(flag('Whether the phone number is verified.')),
    },
    output: one,
    run: async (core, call, { user: id, email, phone }) => {
      const known = await getUser(core, call.actor, id);
      if (email === true && known.email === null) throw new Failure('email_missing');
      if (phone === true && known.phone === null) throw new Failure('phone_missing');
      const edits: readonly UserEdit[] = [
        ...(email === undefined ? [] : [emailVerifiedEdit(core, id, email)]),
        ...(phone === undefined ? [] : [phoneVerifiedEdit(core, id, phone)]),
      ];
      return editUnchanged(core, call, { id, edits: oneOf(edits, ['email', 'phone']) });
    },
  }),
];

const CHANGEABLE = ['name', 'email', 'phone', 'labels', 'prefs'] as const;

function blocking(name: 'block' | 'unblock', summary: string, active: boolean): AdminEndpoint {
  return endpoint({
    ...{ method: 'POST', path: `${path}/:user/${name}`, operation: `${name}User`, summary },
    ...{ tag, meta: maySupport, input: ofUser },
    output: one,
    run: (core, call, { user: id }: { readonly user: UserId }) =>
      editUnchanged(core, call, { id, edits: [statusEdit(core, call.actor, id, active)] }),
  });
}

function oneOf(edits: readonly UserEdit[], fields: readonly string[]): readonly UserEdit[] {
  if (edits.length === 0) throw new Failure({ code: 'argument_invalid', rule: 'one_of_required', fields });
  return edits;
}
