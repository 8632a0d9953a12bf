import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { endOwned } from '../owned.ts';
import { moveAddress } from './addresses.ts';
import type { User, UserChange } from './user.ts';

/**
 * Takes from a user everything by which whoever made the account could come in: the address has been proven to be
 * somebody's, and nobody had proven it before. Returns what changes of the user, who is locked by the caller.
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
