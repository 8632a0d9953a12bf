import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { UserId } from '../users/user.ts';
import { findTarget } from './store.ts';
import type { Target } from './target.ts';
import { createTarget, removeTarget, updateTarget } from './user-targets.ts';

type Ref = { readonly user: UserId; readonly id: string };

/** Registers the caller's device until the session ends. Fails as `createTarget`. */
export async function createPushTarget(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly id?: string; readonly identifier: string },
): Promise<Target> {
  const device = await core.clientInfo.device(actor.userAgent);
  const name = `${device.deviceBrand} ${device.deviceModel}`.trim();
  const sessionId = actor.session?.id;
  return createTarget(core, actor, { ...input, kind: 'push', name, ...(sessionId && { sessionId }) });
}

/** Fails with `target_not_found`, also for other kinds of target, and `target_exists`. */
export async function renewPushTarget(
  core: Core,
  actor: Actor,
  input: Ref & { readonly identifier: string },
): Promise<Target> {
  await refuseOtherKinds(core, actor, input);
  return updateTarget(core, actor, input);
}

/** Fails with `target_not_found`, also for other kinds of target. */
export async function removePushTarget(core: Core, actor: Actor, input: Ref): Promise<void> {
  await refuseOtherKinds(core, actor, input);
  await removeTarget(core, actor, input);
}

/** Safe outside the write: the kind of a target never changes. */
async function refuseOtherKinds(core: Core, actor: Actor, { user, id }: Ref): Promise<void> {
  const target = await findTarget(core.read, actor.project.id, { user, id });
  if (target?.kind !== 'push') throw new Failure('target_not_found');
}
