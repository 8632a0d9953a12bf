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

/** Keeps ids apart that stand for invitees who are no users. */
const NO_USER = 'invitees';
const ID_DIGITS = 20;

/**
 * The user whom a client invites: by id, else by email, else by phone; what else is typed decides nothing. Of an address
 * that is nobody's, a user is made. Returns undefined where there is no such user and none can be made: the inviter is not
 * told. Refuses with `argument_invalid` when nobody is said, and `sms_disabled` for a phone.
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

/** The id that stands where that of a user would: always the same for what was typed. */
export function noUserId(core: Core, { user, email, phone }: Invitee): UserId {
  if (user !== undefined) return user;
  const keyed = createHmac('sha256', core.seal.derive(NO_USER)).update(email ?? phone ?? '');
  // Of the form of every id: hence the cast.
  return keyed.digest('hex').slice(0, ID_DIGITS) as UserId;
}

/** The user who is made, unless the project is full or something of it is taken. */
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
 * The user whom a server means; of an address that nobody has, one is made. Refuses with `argument_invalid` when nobody
 * is said, `user_not_found`, and `user_exists` when what is said belongs to different users.
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
