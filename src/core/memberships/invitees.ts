import { createHmac } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { isPrivileged } from '../teams/access.ts';
import type { Phone } from '../users/phone.ts';
import { findUser, findUserBy } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { refuseFull } from '../users/users-limit.ts';
import type { Invitee } from './membership.ts';

/** Separates the ids that stand for invitees without a user. */
const NO_USER = 'invitees';
const ID_DIGITS = 20;

/**
 * Finds the user whom a client invites, by id, else by email, else by phone; other input is ignored. Creates a user
 * for an unknown address. Returns undefined when the user does not exist and cannot be created: the inviter does not
 * learn it. Fails with `argument_invalid` when the input names no user, and with `sms_disabled` for a phone.
 */
export async function findInvitee(core: Core, actor: Actor, invitee: Invitee): Promise<User | undefined> {
  const { user, email, phone, name } = invitee;
  if (user !== undefined) return findUser(core.read, actor.project.id, user);
  requireSomebody(invitee);
  if (email === undefined && !core.channels.sendsSms) throw new Failure('sms_disabled');
  const named = email === undefined ? { phone: phone as Phone } : { email };
  const find = () => findByAddress(core, actor, named);
  return (
    (await find()) ??
    (await createIfFree(core, actor, {
      ...named,
      ...(phone && { phone }),
      ...(name !== undefined && { name }),
    })) ??
    (await find()) ??
    createIfFree(core, actor, { ...named, ...(name !== undefined && { name }) })
  );
}

/** Returns the id that stands in for a user's: always the same for the same input. */
export function noUserId(core: Core, { user, email, phone }: Invitee): UserId {
  if (user !== undefined) return user;
  const keyed = createHmac('sha256', core.seal.derive(NO_USER)).update(email ?? phone ?? '');
  // Cast: it has the form of every id.
  return keyed.digest('hex').slice(0, ID_DIGITS) as UserId;
}

/** Creates the user, unless the project is full or one of the values is taken. */
async function createIfFree(core: Core, actor: Actor, invitee: Invitee): Promise<User | undefined> {
  try {
    return await createInvitee(core, actor, invitee);
  } catch (error) {
    if (error instanceof Failure && (error.code === 'user_exists' || error.code === 'users_limit'))
      return undefined;
    throw error;
  }
}

function requireSomebody({ user, email, phone }: Invitee): void {
  if (user !== undefined || email !== undefined || phone !== undefined) return;
  const fields = ['user', 'email', 'phone'] as const;
  throw new Failure({ code: 'argument_invalid', rule: 'one_of_required', fields });
}

/**
 * Finds the user whom a server names, or creates one for an unknown address. Fails with `argument_invalid` when the
 * input names no user, with `user_not_found`, and with `user_exists` when the input belongs to different users.
 */
export async function findOrCreateInvitee(core: Core, actor: Actor, invitee: Invitee): Promise<User> {
  const { user } = invitee;
  if (user !== undefined) return requireMatchingUser(core, actor, { ...invitee, user });
  requireSomebody(invitee);
  const found = await findByAddress(core, actor, invitee);
  if (found) return found;
  try {
    return await createInvitee(core, actor, invitee);
  } catch (error) {
    // A concurrent call claimed the address first.
    const known = error instanceof Failure && error.code === 'user_exists';
    const other = known ? await findByAddress(core, actor, invitee) : undefined;
    if (!other) throw error;
    return other;
  }
}

async function createInvitee(core: Core, actor: Actor, { email, phone, name }: Invitee): Promise<User> {
  const input = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    name: name ?? email ?? '',
  };
  // Servers are not subject to the limit on sign-ups, and send nothing.
  if (isPrivileged(actor)) return createUser(core, actor, input);
  if (email === undefined && !core.channels.sendsSms) throw new Failure('sms_disabled');
  await refuseFull(core, actor);
  return createUser(core, actor, { ...input, limited: true });
}

async function requireMatchingUser(
  core: Core,
  actor: Actor,
  invitee: Invitee & { readonly user: UserId },
): Promise<User> {
  const found = await findUser(core.read, actor.project.id, invitee.user);
  if (!found) throw new Failure('user_not_found');
  const isOther =
    (invitee.email !== undefined && invitee.email !== found.email) ||
    (invitee.phone !== undefined && invitee.phone !== found.phone);
  if (isOther) throw new Failure('user_exists');
  return found;
}

async function findByAddress(core: Core, actor: Actor, { email, phone }: Invitee): Promise<User | undefined> {
  const project = actor.project.id;
  const found = email === undefined ? undefined : await findUserBy(core.read, project, 'email', email);
  if (!found) return phone === undefined ? undefined : findUserBy(core.read, project, 'phone', phone);
  if (phone !== undefined && found.phone !== phone) throw new Failure('user_exists');
  return found;
}
