import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { isPrivileged } from '../teams/access.ts';
import type { Email } from '../users/email.ts';
import type { Phone } from '../users/phone.ts';
import { findUser, findUserBy } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { refuseFull } from '../users/users-limit.ts';

/** The user to invite: by id, else by email, else by phone. */
export type Invitee = {
  readonly user?: UserId;
  readonly email?: Email;
  readonly phone?: Phone;
  /** For a user who is created. */
  readonly name?: string;
};

/**
 * Returns the invited user; creates one for an unknown address. Fails with `argument_invalid` when none is given,
 * `user_not_found`, and `user_exists` when the given values belong to different users.
 */
export async function findOrCreateInvitee(core: Core, actor: Actor, invitee: Invitee): Promise<User> {
  const { user, email, phone } = invitee;
  if (user !== undefined) return requireMatchingUser(core, actor, { ...invitee, user });
  if (email === undefined && phone === undefined)
    throw new Failure({
      code: 'argument_invalid',
      rule: 'one_of_required',
      fields: ['user', 'email', 'phone'],
    });
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
