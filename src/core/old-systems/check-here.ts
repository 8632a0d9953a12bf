import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { withImportSecrets } from '../import-secrets/import-secrets.ts';
import { requesterOf } from '../limits/network.ts';
import type { User } from '../users/user.ts';

/** Returns the user if the password is theirs by what is kept here, after the same work for a user who is not there. */
export async function checkHere(
  core: Core,
  actor: Actor,
  user: User | undefined,
  password: string,
): Promise<User | undefined> {
  const stored = withImportSecrets(core, actor.project.id, user?.password ?? null);
  const isRight = await core.passwords.check(password, stored, requesterOf(actor, user?.id));
  return isRight ? user : undefined;
}
