import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { claim, release } from '../identifiers/store.ts';
import { usersWithProviderEmail } from '../identities/store.ts';
import { voidInvitationsTo } from '../memberships/store.ts';
import { deleteTarget, renameTarget } from '../targets/store.ts';
import type { Target } from '../targets/target.ts';
import { placeTarget } from '../targets/targets.ts';
import { tokensSentTo } from '../tokens/session-secrets.ts';
import { deleteTokensOfKinds } from '../tokens/store.ts';
import type { Email } from './email.ts';
import { refuseEmail } from './email-policies.ts';
import { moveMailbox } from './mailboxes.ts';
import type { Phone } from './phone.ts';
import type { User, UserId } from './user.ts';
import { changeUser, type UserEdit } from './users.ts';

/**
 * Sets the email or, with null, removes it. It becomes unverified, and its target follows. Fails with `target_exists`
 * when another target has the address and `email_taken` when another user or identity has it. Setting the current address
 * changes nothing.
 */
export function emailEdit(core: Core, actor: Actor, id: UserId, email: Email | null): UserEdit {
  return {
    act: { act: 'user.email.update', user: id },
    change: async (user, tx) => {
      if (user.email === email) return {};
      const targets = await moveAddress(core, actor, tx, { user, kind: 'email', to: email });
      return { email, emailVerifiedAt: null, targets };
    },
  };
}

/** Like `emailEdit`, for the phone. Fails with `phone_taken` when another user has the number. */
export function phoneEdit(core: Core, actor: Actor, id: UserId, phone: Phone | null): UserEdit {
  return {
    act: { act: 'user.phone.update', user: id },
    change: async (user, tx) => {
      if (user.phone === phone) return {};
      const targets = await moveAddress(core, actor, tx, { user, kind: 'phone', to: phone });
      return { phone, phoneVerifiedAt: null, targets };
    },
  };
}

/** Sets or removes the email (`emailEdit`). */
export function setEmail(
  core: Core,
  actor: Actor,
  input: { id: UserId; email: Email | null },
): Promise<User> {
  const { act, change } = emailEdit(core, actor, input.id, input.email);
  return changeUser(core, actor, act, change);
}

/** Sets or removes the phone (`phoneEdit`). */
export function setPhone(
  core: Core,
  actor: Actor,
  input: { id: UserId; phone: Phone | null },
): Promise<User> {
  const { act, change } = phoneEdit(core, actor, input.id, input.phone);
  return changeUser(core, actor, act, change);
}

type Move = {
  readonly user: User;
  readonly kind: 'email' | 'phone';
  readonly to: string | null;
  /** Whether to create a target when the old address has none. */
  readonly addsTarget?: boolean;
};

/**
 * Moves the identifier and the target from the old address to the new one. Returns the targets. Fails as
 * `refuseEmail`, and with `target_exists`, `email_taken` and `phone_taken`.
 */
export async function moveAddress(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind, to, addsTarget = true }: Move,
): Promise<readonly Target[]> {
  const project = actor.project.id;
  const from = user[kind];
  // Tokens sent to the old address become invalid.
  await deleteTokensOfKinds(tx, project, { user: user.id, kinds: tokensSentTo(kind) });
  if (from !== null) await voidInvitationsTo(tx, project, { user: user.id, address: from });
  // Cast: an address of this kind is an email.
  if (to !== null && kind === 'email' && to !== from) refuseEmail(actor.project.policies, to as Email);
  if (to !== null) {
    const isHeld = async () =>
      kind === 'email' && (await usersWithProviderEmail(tx, project, { email: to, but: user.id })).length > 0;
    if (await isHeld()) throw new Failure('email_taken');
    if (!(await claim(tx, { project, kind: 'target', value: to }, user.id)))
      throw new Failure({ code: 'target_exists', taken: kind });
    if (!(await claim(tx, { project, kind, value: to }, user.id))) {
      throw new Failure(kind === 'email' ? 'email_taken' : 'phone_taken');
    }
    // Again after the claim: a user who links an account with this email claims it too, so one of the two sees the
    // other.
    if (await isHeld()) throw new Failure('email_taken');
  }
  if (kind === 'email' && !(await moveMailbox(tx, actor, { from, to, user: user.id })))
    throw new Failure('email_taken');
  if (from !== null) {
    await release(tx, { project, kind, value: from }, user.id);
    await release(tx, { project, kind: 'target', value: from }, user.id);
  }
  if (to === null) {
    if (from !== null) await deleteTarget(tx, project, { user: user.id, identifier: from });
    return user.targets.filter((target) => target.identifier !== from);
  }
  const at = core.clock.now();
  if (from !== null && (await renameTarget(tx, project, { user: user.id, from, to, at }))) {
    return user.targets.map((target) =>
      target.identifier === from ? { ...target, identifier: to, updatedAt: at } : target,
    );
  }
  if (!addsTarget) {
    if (to !== null) await release(tx, { project, kind: 'target', value: to }, user.id);
    return user.targets;
  }
  const address = { user: user.id, kind: kind === 'email' ? 'email' : 'sms', identifier: to } as const;
  return [...user.targets, await placeTarget(core, tx, project, address)];
}
