import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { endOwned } from '../owned.ts';
import type { CheckedPassword } from './checked-password.ts';
import { forgetPasswords, rememberPassword } from './password-history-store.ts';
import type { User, UserChange } from './user.ts';

/**
 * Applies the effects of a new password within its write: the password history, and what the registry of owned data
 * revokes, except `exceptSession`. Returns the user's changes.
 */
export async function applyNewPassword(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: { readonly user: User; readonly password: CheckedPassword; readonly exceptSession?: string },
): Promise<UserChange> {
  const { project } = actor;
  const { user, password, exceptSession } = input;
  const changed = { ...password, passwordUpdatedAt: core.clock.now() };
  if (project.policies.passwordHistory === 0) await forgetPasswords(tx, project.id, { user: user.id });
  else await rememberPassword(tx, project, { ...user, ...changed }, core.clock.nextSequence());
  await endOwned(core, tx, 'newPassword', { project, user: user.id, exceptSession });
  return changed;
}
