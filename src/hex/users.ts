import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import type { NamedUser } from '../core/usernames/username.ts';
import {
  ensureUsername,
  findVisible,
  requestReset,
  signUpWithUsername,
} from '../core/usernames/usernames.ts';
import type { Caller } from './callers.ts';
import { notFound } from './errors.ts';
import { mayMail } from './mailing.ts';
import { type CurrentUser, currentUserModel, ownerModel, userModel } from './models.ts';
import { newUserOf, newUserParams, wrongIn } from './new-user.ts';
import { inPath } from './params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';
import { usernames } from './usernames.ts';

const about = { tag: 'users', caching: 'minute' } as const;
const named = { name: inPath('Username, or a verified and public email address.') };

export const userRoutes: readonly HexRoute[] = [
  route({
    ...about,
    method: 'POST',
    path: '/users',
    operation: 'usersCreate',
    summary: 'Create a user',
    access: 'open',
    // Every request sends mail to an unverified address.
    limits: [{ most: 50, by: ['ip'] }],
    input: newUserParams,
    check: (_core, { actor }, input) => wrongIn(input, actor.project.policies.passwordMinLength),
    output: { status: 201, model: userModel },
    run: async (core, { actor }, input) => {
      const value = await signUpWithUsername(core, asGuest(actor), newUserOf(input), usernames);
      const location = `/hex/api/users/${encodeURIComponent(value.username)}`;
      return { value, headers: { location } };
    },
  }),
  route({
    ...about,
    method: 'GET',
    path: '/users/me',
    operation: 'usersMe',
    summary: 'Get the current user',
    access: 'verified',
    need: 'read',
    input: {},
    output: { status: 200, model: currentUserModel },
    run: showOwn,
  }),
  route({
    ...about,
    method: 'GET',
    path: '/users/:name',
    operation: 'usersGet',
    summary: 'Get a user by username or public email',
    access: 'open',
    input: named,
    output: { status: 200, model: ownerModel },
    run: show,
  }),
  route({
    ...about,
    method: 'GET',
    path: '/users/:name/test',
    operation: 'usersTest',
    summary: 'Get a user; needs credentials',
    access: 'verified',
    need: 'read',
    input: named,
    output: { status: 200, model: ownerModel },
    run: show,
  }),
  route({
    ...about,
    method: 'POST',
    path: '/users/:name/reset',
    operation: 'usersReset',
    summary: 'Send a password reset link',
    access: 'open',
    input: named,
    output: { status: 204 },
    run: reset,
  }),
];

async function showOwn(core: Core, { actor, caller }: Call): Promise<HexAnswer<CurrentUser>> {
  const { id } = userOf(caller);
  const user = await ensureUsername(core, actor, id, usernames);
  const organizations = await organizationsOf(core, actor.project.id, id);
  return { value: { user, organizations }, changedAtMicros: user.updatedAtMicros };
}

async function show(core: Core, { actor }: Call, { name }: Named): Promise<HexAnswer<NamedUser>> {
  const found = await findVisible(core, actor.project.id, name.toLowerCase());
  if (!found) throw notFound();
  return { value: found, changedAtMicros: found.updatedAtMicros };
}

/** Takes the same time and returns the same response for every name, so that it does not reveal which users exist. */
async function reset(core: Core, { actor }: Call, input: Named): Promise<HexAnswer<undefined>> {
  const name = input.name.toLowerCase();
  if (await mayMail(core, actor, { kind: 'reset', name })) await requestReset(core, actor, name, usernames);
  return {};
}

type Named = { readonly name: string };

/** A sign-up is the act of a guest, whatever credentials the request has. */
function asGuest({ id: _, user: __, ...actor }: Actor): Actor {
  return { ...actor, kind: 'guest', scopes: new Set() };
}

/** Returns the calling user. Refuses organizations with 404. */
export function userOf(caller: Caller): Extract<Caller, { kind: 'user' }>['user'] {
  if (caller.kind !== 'user') throw notFound();
  return caller.user;
}
