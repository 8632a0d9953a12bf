import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { openTokens } from '../oauth/tokens.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { Identity } from './identity.ts';
import { deleteIdentity, findIdentity } from './store.ts';

/**
 * Deletes an identity; sessions opened with it stay. With `owner`, an identity of another user is not found. Fails
 * with `identity_not_found`.
 */
export async function removeIdentity(
  core: Core,
  actor: Actor,
  { id, owner }: { readonly id: string; readonly owner?: UserId },
): Promise<void> {
  const project = actor.project.id;
  const identity = await findIdentity(core.read, project, { id });
  if (!identity || (owner !== undefined && identity.userId !== owner))
    throw new Failure('identity_not_found');
  const { userId: user } = identity;
  await core.write(actor, { act: 'identity.delete', user, details: { identityId: id } }, async (tx) => {
    await lockUser(tx, project, user);
    if (!(await deleteIdentity(tx, project, { user, id }))) throw new Failure('identity_not_found');
  });
}

/** Returns the identity with its provider tokens unsealed. */
export function withTokens(core: Core, identity: Identity): Identity {
  const tokens = openTokens(core, identity.sealedTokens);
  return tokens ? { ...identity, providerTokens: tokens } : identity;
}
