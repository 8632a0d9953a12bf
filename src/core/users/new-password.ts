import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { deleteGrants } from '../device-grants/store.ts';
import { clearAttempts } from '../limits/attempts.ts';
import { deleteSessions } from '../sessions/ending-store.ts';
import { deleteTokens } from '../tokens/store.ts';
import { forgetPasswords, rememberPassword } from './password-history-store.ts';
import type { User, UserChange } from './user.ts';

/**
 * Everything that follows from a new password, in the write that sets it: history, sessions as the project says
 * (`kept` stays), programs that act for the user, tokens that were handed out, guesses at the old one. Answers what
 * changes of the user.
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
  if (project.policies.passwordHistory === 0) await forgetPasswords(tx, project.id, user.id);
  else await rememberPassword(tx, project, { ...user, ...changed }, core.clock.nextSequence());
  if (project.policies.invalidateSessions) await deleteSessions(tx, project.id, user.id, exceptSession);
  await deleteGrants(tx, project.id, user.id);
  await deleteTokens(tx, project.id, user.id);
  await clearAttempts(tx, actor, { user: user.id, factor: 'password' });
  return changed;
}
