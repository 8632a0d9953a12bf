import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { endOwned } from '../owned.ts';
import { forgetPasswords, rememberPassword } from './password-history-store.ts';
import type { User, UserChange } from './user.ts';

/**
 * Everything that follows from a new password, in the write that sets it: the history of passwords, and what the
 * registry of what users own says; `exceptSession` goes on. Returns what changes of the user.
 */
export async function applyNewPassword(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: { readonly user: User; readonly password: string | null; readonly exceptSession?: string },
): Promise<UserChange> {
  const { project } = actor;
  const { user, password, exceptSession } = input;
  const changed = { password, passwordUpdatedAt: core.clock.now() };
  if (project.policies.passwordHistory === 0) await forgetPasswords(tx, project.id, { user: user.id });
  else await rememberPassword(tx, project, { ...user, ...changed }, core.clock.nextSequence());
  await endOwned(core, tx, 'newPassword', { project, user: user.id, exceptSession });
  return changed;
}
