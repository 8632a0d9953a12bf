import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { deleteFactors } from '../factors/store.ts';
import { deleteIdentities } from '../identities/store.ts';
import { deleteSessions } from '../sessions/ending-store.ts';
import { deleteUserKeys } from '../user-keys/store.ts';
import { hideEmail } from '../usernames/profiles-store.ts';
import { moveAddress } from './addresses.ts';
import { applyNewPassword } from './new-password.ts';
import { forgetPasswords } from './password-history-store.ts';
import type { User, UserChange } from './user.ts';

/**
 * Takes from a user everything by which whoever made the account could come in: the address has been proven to be
 * somebody's, and nobody had proven it before. Answers what changes of the user, who is locked by the caller.
 */
export async function resetUnverifiedAccount(
  core: Core,
  actor: Actor,
  tx: Tx,
  user: User,
): Promise<UserChange> {
  const project = actor.project.id;
  const password = await applyNewPassword(core, actor, tx, { user, password: null });
  await forgetPasswords(tx, project, user.id);
  await deleteSessions(tx, project, user.id);
  await deleteFactors(tx, project, user.id);
  await deleteUserKeys(tx, project, { kind: 'user', id: user.id });
  await deleteIdentities(tx, project, user.id);
  await hideEmail(tx, project, user.id, core.clock.now());
  const targets =
    user.phone === null
      ? user.targets
      : await moveAddress(core, actor, tx, { user, kind: 'phone', to: null });
  return { ...password, mfaEnabledAt: null, phone: null, phoneVerifiedAt: null, targets };
}
