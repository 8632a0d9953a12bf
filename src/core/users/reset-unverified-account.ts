import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { endOwned } from '../owned.ts';
import { moveAddress } from './addresses.ts';
import type { User, UserChange } from './user.ts';

/**
 * Revokes every credential of an account whose address is verified for the first time: the account may have been
 * created by someone else. The caller holds the user's lock. Returns the user's changes.
 */
export async function resetUnverifiedAccount(
  core: Core,
  actor: Actor,
  tx: Tx,
  user: User,
): Promise<UserChange> {
  await endOwned(core, tx, 'resetUnverifiedAccount', { project: actor.project, user: user.id });
  const targets =
    user.phone === null
      ? user.targets
      : await moveAddress(core, actor, tx, { user, kind: 'phone', to: null });
  return {
    password: null,
    passwordUpdatedAt: core.clock.now(),
    mfaEnabledAt: null,
    phone: null,
    phoneVerifiedAt: null,
    targets,
  };
}
