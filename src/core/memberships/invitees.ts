import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { isPrivileged } from '../teams/access.ts';
import type { Email } from '../users/email.ts';
import type { Phone } from '../users/phone.ts';
import { refuseFull } from '../users/sign-up.ts';
import { findUser, findUserBy } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';

/** Whom somebody wants in a team: by id, else by email, else by phone. */
export type Wanted = {
  readonly user?: UserId;
  readonly email?: Email;
  readonly phone?: Phone;
  /** Of a user who is made. */
  readonly name?: string;
};

/**
 * The user who is meant; of an address that nobody has, one is made. Refuses with `argument_invalid` when nobody is
 * said, `user_not_found`, and `user_exists` when what is said belongs to different users.
 */
export async function inviteeOf(core: Core, actor: Actor, wanted: Wanted): Promise<User> {
  const { user, email, phone } = wanted;
  if (user !== undefined) return named(core, actor, { ...wanted, user });
  if (email === undefined && phone === undefined)
    throw new Failure({
      code: 'argument_invalid',
      rule: 'one_of_required',
      fields: ['user', 'email', 'phone'],
    });
  const found = await byAddress(core, actor, wanted);
  if (found) return found;
  try {
    return await made(core, actor, wanted);
  } catch (error) {
    // Somebody else was first with the address.
    const known = error instanceof Failure && error.code === 'user_exists';
    const other = known ? await byAddress(core, actor, wanted) : undefined;
    if (!other) throw error;
    return other;
  }
}

async function made(core: Core, actor: Actor, { email, phone, name }: Wanted): Promise<User> {
  const input = {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    name: name ?? email ?? '',
  };
  // Servers are not bound by the limit of those who come by themselves, and send nothing.
  if (isPrivileged(actor)) return createUser(core, actor, input);
  if (email === undefined && !core.reach.sendsSms) throw new Failure('sms_disabled');
  await refuseFull(core, actor);
  return createUser(core, actor, input);
}

async function named(core: Core, actor: Actor, wanted: Wanted & { readonly user: UserId }): Promise<User> {
  const found = await findUser(core.read, actor.project.id, wanted.user);
  if (!found) throw new Failure('user_not_found');
  const isOther =
    (wanted.email !== undefined && wanted.email !== found.email) ||
    (wanted.phone !== undefined && wanted.phone !== found.phone);
  if (isOther) throw new Failure('user_exists');
  return found;
}

async function byAddress(core: Core, actor: Actor, { email, phone }: Wanted): Promise<User | undefined> {
  const project = actor.project.id;
  const found = email === undefined ? undefined : await findUserBy(core.read, project, 'email', email);
  if (!found) return phone === undefined ? undefined : findUserBy(core.read, project, 'phone', phone);
  if (phone !== undefined && found.phone !== phone) throw new Failure('user_exists');
  return found;
}
