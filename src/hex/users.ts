import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import { findVisible, hexUserOf, requestReset, signUpWithUsername } from '../core/usernames/usernames.ts';
import type { Caller } from './callers.ts';
import { notFound } from './errors.ts';
import { limitSignUps, mayMail } from './mailing.ts';
import { newUserIn } from './new-user.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { ownerView, userView } from './views.ts';

const about = { tag: 'users', cached: true } as const;

export const userRoutes: readonly HexRoute[] = [
  {
    ...about,
    method: 'POST',
    path: '/users',
    operation: 'usersCreate',
    summary: 'Sign up',
    access: 'open',
    run: create,
  },
  {
    ...about,
    method: 'GET',
    path: '/users/me',
    operation: 'usersMe',
    summary: 'Get whoever calls',
    access: 'verified',
    need: 'read',
    run: showOwn,
  },
  {
    ...about,
    method: 'GET',
    path: '/users/:name',
    operation: 'usersGet',
    summary: 'Get a user by username or public email',
    access: 'open',
    run: show,
  },
  {
    ...about,
    method: 'GET',
    path: '/users/:name/test',
    operation: 'usersTest',
    summary: 'Get a user as somebody who is signed in',
    access: 'verified',
    need: 'read',
    run: show,
  },
  {
    ...about,
    method: 'POST',
    path: '/users/:name/reset',
    operation: 'usersReset',
    summary: 'Send a link by which a new password is set',
    access: 'open',
    run: reset,
  },
];

async function create(core: Core, { actor, fields, base, isCounted }: Call): Promise<HexAnswer> {
  const input = newUserIn(fields, actor.project.policies.passwordMinLength);
  await limitSignUps(core, actor, isCounted);
  const hexUser = await signUpWithUsername(core, asGuest(actor), input);
  const body = userView(hexUser, base);
  return {
    status: 201,
    body,
    headers: { location: `/hex/api/users/${encodeURIComponent(hexUser.username)}` },
  };
}

async function showOwn(core: Core, { actor, caller, base }: Call): Promise<HexAnswer> {
  const { id } = userOf(caller);
  const hexUser = await hexUserOf(core, actor, id);
  const organizations = await organizationsOf(core, actor.project.id, id);
  const body = { ...ownerView(hexUser, base), organizations };
  return { status: 200, body, changedAtMicros: hexUser.updatedAtMicros };
}

async function show(core: Core, { actor, path, base }: Call): Promise<HexAnswer> {
  const found = await findVisible(core, actor.project.id, (path.name ?? '').toLowerCase());
  if (!found) throw notFound();
  return { status: 200, body: ownerView(found, base), changedAtMicros: found.updatedAtMicros };
}

/** One answer and one amount of work for every name, lest it tell who is there. */
async function reset(core: Core, { actor, path }: Call): Promise<HexAnswer> {
  const name = (path.name ?? '').toLowerCase();
  if (await mayMail(core, actor, { kind: 'reset', name })) await requestReset(core, actor, name);
  return { status: 204 };
}

/** Who signs up comes by itself, whatever else it has shown. */
function asGuest({ id: _, user: __, ...actor }: Actor): Actor {
  return { ...actor, kind: 'guest', scopes: new Set() };
}

/** The user who calls; an organization is none. Refuses with 404. */
export function userOf(caller: Caller): Extract<Caller, { kind: 'user' }>['user'] {
  if (caller.kind !== 'user') throw notFound();
  return caller.user;
}
