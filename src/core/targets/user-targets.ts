import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { claim, release } from '../identifiers/store.ts';
import { createdAt } from '../instant.ts';
import { emailOf } from '../users/email.ts';
import { phoneOf } from '../users/phone.ts';
import { findUser, lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { deleteTargetById, findTarget, insertTarget, updateTarget as updateRow } from './store.ts';
import type { Target, TargetKind } from './target.ts';

export type NewTarget = {
  readonly user: UserId;
  /** Defaults to a new id. */
  readonly id?: string;
  readonly kind: TargetKind;
  readonly identifier: string;
  readonly name?: string;
  /** The session that the target ends with. */
  readonly sessionId?: string;
};

type Ref = { readonly user: UserId; readonly id: string };

/**
 * Creates a target of the user. Fails with `target_invalid_email`, `target_invalid_phone`, `user_not_found`, and
 * `target_exists` when any user has the id or the identifier.
 */
export async function createTarget(core: Core, actor: Actor, input: NewTarget): Promise<Target> {
  const identifier = canonical(input.kind, input.identifier);
  const project = actor.project.id;
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const target: Target = {
    id: input.id ?? freshId(sequence),
    userId: input.user,
    kind: input.kind,
    // Messaging providers do not exist here; Appwrite clients accept an unknown provider.
    providerId: null,
    identifier,
    name: input.name ?? '',
    createdAt: at,
    updatedAt: at,
    expiredAt: null,
    ...(input.sessionId !== undefined && { sessionId: input.sessionId }),
  };
  const act = {
    act: 'target.create',
    user: input.user,
    details: { targetId: target.id, kind: target.kind },
  } as const;
  return core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, project, input.user))) throw new Failure('user_not_found');
    const ids = { project, kind: 'target-id', value: target.id } as const;
    if (!(await claim(tx, ids, input.user))) throw new Failure({ code: 'target_exists', taken: 'id' });
    await claimIdentifier(tx, project, target);
    if (!(await insertTarget(tx, project, { target, sequence })))
      throw new Failure({ code: 'target_exists', taken: 'id' });
    return target;
  });
}

/** Fails with `user_not_found`, and `target_not_found`, also for a target of another user. */
export async function getTarget(core: Core, actor: Actor, { user, id }: Ref): Promise<Target> {
  if (!(await findUser(core.read, actor.project.id, user))) throw new Failure('user_not_found');
  const target = await findTarget(core.read, actor.project.id, { user, id });
  if (!target) throw new Failure('target_not_found');
  return target;
}

/**
 * Updates the given fields. A new identifier clears the expiry. Fails as `createTarget` and with `target_not_found`.
 */
export function updateTarget(
  core: Core,
  actor: Actor,
  input: Ref & { readonly identifier?: string; readonly name?: string },
): Promise<Target> {
  const project = actor.project.id;
  const act = { act: 'target.update', user: input.user, details: { targetId: input.id } } as const;
  return core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, project, input.user))) throw new Failure('user_not_found');
    const before = await findTarget(tx, project, input);
    if (!before) throw new Failure('target_not_found');
    const after: Target = {
      ...before,
      identifier:
        input.identifier === undefined ? before.identifier : canonical(before.kind, input.identifier),
      name: input.name ?? before.name,
      expiredAt: input.identifier === undefined ? before.expiredAt : null,
      updatedAt: core.clock.now(),
    };
    if (after.identifier !== before.identifier) {
      await claimIdentifier(tx, project, after);
      await release(tx, { project, kind: 'target', value: before.identifier }, input.user);
    }
    await updateRow(tx, project, after);
    return after;
  });
}

/** Leaves the user's own email and phone alone. Fails with `user_not_found` and `target_not_found`. */
export async function removeTarget(core: Core, actor: Actor, { user, id }: Ref): Promise<void> {
  const project = actor.project.id;
  await core.write(actor, { act: 'target.delete', user, details: { targetId: id } }, async (tx) => {
    if (!(await lockUser(tx, project, user))) throw new Failure('user_not_found');
    const target = await findTarget(tx, project, { user, id });
    if (!target) throw new Failure('target_not_found');
    await deleteTargetById(tx, project, { user, id });
    await release(tx, { project, kind: 'target', value: target.identifier }, user);
    await release(tx, { project, kind: 'target-id', value: id }, user);
  });
}

async function claimIdentifier(tx: Tx, project: Actor['project']['id'], target: Target): Promise<void> {
  const claimed = await claim(tx, { project, kind: 'target', value: target.identifier }, target.userId);
  if (!claimed) throw new Failure({ code: 'target_exists', taken: 'identifier' });
}

/** An email keeps the case it was given in. */
function canonical(kind: TargetKind, identifier: string): string {
  if (kind === 'push') return identifier;
  const address = kind === 'email' ? emailOf(identifier) : phoneOf(identifier);
  if (!address) throw new Failure(kind === 'email' ? 'target_invalid_email' : 'target_invalid_phone');
  return address === identifier.toLowerCase() ? identifier : address;
}
