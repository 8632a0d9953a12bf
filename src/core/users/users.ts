import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { claim, release } from '../identifiers/store.ts';
import { usersWithProviderEmail } from '../identities/store.ts';
import { createdAt, type Instant } from '../instant.ts';
import { endOwned } from '../owned.ts';
import type { ProjectId } from '../projects/project.ts';
import { addTarget } from '../targets/targets.ts';
import { type CheckedPassword, hashChecked, noPassword } from './checked-password.ts';
import type { Email } from './email.ts';
import { refuseEmail } from './email-policies.ts';
import { claimMailbox, moveMailbox } from './mailboxes.ts';
import { rememberPassword } from './password-history-store.ts';
import { refusePassword } from './password-policies.ts';
import type { Phone } from './phone.ts';
import { sealed, unsealed } from './sealed-password.ts';
import { deleteUser, findUser, insertUser, lockUser, updateUser } from './store.ts';
import { newUser, nextUpdate, type User, type UserChange, type UserId } from './user.ts';
import { requireRoom } from './users-limit.ts';

export type NewUser = {
  /** Defaults to a new id. */
  readonly id?: UserId;
  readonly email?: Email;
  readonly phone?: Phone;
  /** Plain; hashed before anything is written. */
  readonly password?: string;
  /** Instead of a plain password: a stored string, accepted by its scheme. */
  readonly stored?: string;
  readonly name?: string;
  /** Whether to record the user as present, as after a sign-up. */
  readonly accessed?: boolean;
  /** Whether the project's limit of users holds, as for those who do not come from a server. */
  readonly limited?: boolean;
};

/** Fails with `user_not_found`. */
export async function getUser(core: Core, actor: Actor, id: UserId): Promise<User> {
  const user = await findUser(core.read, actor.project.id, id);
  if (!user) throw new Failure('user_not_found');
  return unsealed(core, user);
}

/**
 * Makes a user and a target for each address. Fails with `user_exists` when id, email or phone is taken, with
 * `users_limit` where the limit holds, and as `refuseEmail` and `refusePassword`.
 */
export async function createUser(core: Core, actor: Actor, input: NewUser): Promise<User> {
  if (input.email !== undefined) refuseEmail(actor.project.policies, input.email);
  const password = await storedPassword(core, actor, input);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const user: User = {
    ...newUser(input.id ?? (freshId(sequence) as UserId), sequence, at),
    name: input.name ?? '',
    email: input.email ?? null,
    phone: input.phone ?? null,
    ...password,
    passwordUpdatedAt: password.password === null ? null : at,
    accessedAt: input.accessed ? at : null,
  };
  return core.write(actor, { act: 'user.create', user: user.id }, async (tx) => {
    if (input.limited) await requireRoom(tx, actor);
    return addUser(core, actor, tx, user);
  });
}

/**
 * Inserts a user with a target for each address. Fails with `user_exists` when the id or an address is taken, also by
 * an identity.
 */
export async function addUser(core: Core, actor: Actor, tx: Tx, user: User): Promise<User> {
  const project = actor.project.id;
  const { email } = user;
  if (!(await insertUser(tx, project, user))) throw new Failure({ code: 'user_exists', taken: 'id' });
  await claimAddress(tx, project, 'email', user.email, user);
  if (email !== null && !(await claimMailbox(tx, actor, email, user.id))) throw new Failure('user_exists');
  // After the claim: a user who links an account with this email claims it too, so one of the two sees the other.
  if (email !== null && (await usersWithProviderEmail(tx, project, { email })).length > 0)
    throw new Failure({ code: 'user_exists', taken: 'email' });
  await claimAddress(tx, project, 'phone', user.phone, user);
  const targets = [
    await addTarget(core, tx, project, { user: user.id, kind: 'email', identifier: user.email }),
    await addTarget(core, tx, project, { user: user.id, kind: 'sms', identifier: user.phone }),
  ];
  await rememberPassword(tx, actor.project, user, user.sequence);
  return unsealed(core, { ...user, targets: targets.filter((target) => target !== undefined) });
}

/** Deletes the user with everything it owns, and frees its id and addresses. Fails with `user_not_found`. */
export async function removeUser(core: Core, actor: Actor, id: UserId): Promise<void> {
  await core.write(actor, { act: 'user.delete', user: id }, (tx) => removeUserIn(core, actor, tx, id));
}

/** The same within a write, which records the act. */
export async function removeUserIn(core: Core, actor: Actor, tx: Tx, id: UserId): Promise<void> {
  const project = actor.project.id;
  const user = await lockUser(tx, project, id);
  if (!user || !(await deleteUser(tx, project, user))) throw new Failure('user_not_found');
  await releaseAddresses(tx, actor, user);
  await endOwned(core, tx, 'delete', { project: actor.project, user: id });
}

/** A change of a user: the act that records it, and what it makes of the locked user. It may write related rows. */
export type UserEdit = {
  readonly act: Act & { readonly user: UserId };
  readonly change: (user: User, tx: Tx) => UserChange | Promise<UserChange>;
};

/**
 * Changes a user under a lock. `change` gets the current user, returns the changes, and may write related rows. Fails
 * with `user_not_found`.
 */
export function changeUser(
  core: Core,
  actor: Actor,
  act: UserEdit['act'],
  change: UserEdit['change'],
): Promise<User> {
  return core.write(actor, act, (tx) => changeUserIn(core, actor, tx, { id: act.user, change }));
}

/**
 * Makes all changes in one write, in order, or none. With `unchangedSince`, fails with `changed_meanwhile` unless the
 * user was last changed at that moment. Fails as the edits.
 */
export function editUser(
  core: Core,
  actor: Actor,
  input: {
    readonly id: UserId;
    readonly edits: readonly UserEdit[];
    readonly unchangedSince?: Instant | undefined;
  },
): Promise<User> {
  const { id, edits, unchangedSince } = input;
  const change: UserEdit['change'] = async (user, tx) => {
    let now = user;
    for (const edit of edits) now = { ...now, ...(await edit.change(now, tx)) };
    return now;
  };
  const acts = edits.map(({ act }) => act);
  return core.write(actor, acts, (tx) => changeUserIn(core, actor, tx, { id, change, unchangedSince }));
}

/** The same within a write, which records the act. */
export async function changeUserIn(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: {
    readonly id: UserId;
    readonly change: UserEdit['change'];
    readonly unchangedSince?: Instant | undefined;
  },
): Promise<User> {
  const project = actor.project.id;
  const { id, change, unchangedSince } = input;
  const before = await lockUser(tx, project, id);
  if (!before) throw new Failure('user_not_found');
  if (unchangedSince !== undefined && before.updatedAt !== unchangedSince)
    throw new Failure('changed_meanwhile');
  const after: User = { ...before, ...(await change(before, tx)), updatedAt: nextUpdate(before, core.clock) };
  await updateUser(tx, project, before, after);
  return unsealed(core, after);
}

async function releaseAddresses(tx: Tx, actor: Actor, { id, email, phone }: User): Promise<void> {
  const project = actor.project.id;
  if (email !== null) await release(tx, { project, kind: 'email', value: email }, id);
  if (phone !== null) await release(tx, { project, kind: 'phone', value: phone }, id);
  await moveMailbox(tx, actor, { from: email, to: null, user: id });
}

async function storedPassword(core: Core, actor: Actor, input: NewUser): Promise<CheckedPassword> {
  if (input.stored !== undefined) return { ...noPassword, password: sealed(core, input.stored) };
  if (input.password === undefined) return noPassword;
  await refusePassword(core, actor, { password: input.password, user: input });
  return hashChecked(core, actor, input.password);
}

async function claimAddress(
  tx: Tx,
  project: ProjectId,
  kind: 'email' | 'phone',
  value: string | null,
  user: User,
): Promise<void> {
  if (value === null) return;
  if (!(await claim(tx, { project, kind, value }, user.id)))
    throw new Failure({ code: 'user_exists', taken: kind });
}
