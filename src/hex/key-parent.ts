import { type KeyParent, type Permission, parentOf } from '../core/user-keys/user-key.ts';
import { unauthorized } from './errors.ts';
import { permissionIn } from './permissions.ts';
import type { Call } from './route.ts';

/** The credential of the call as what makes a key: the key has no more than that, and ends with it. */
export function parentIn({ caller, actor }: Call): KeyParent {
  const factors = actor.authentication?.factors ?? [];
  if (caller.kind === 'anonymous') throw unauthorized('missing authentication information');
  if (caller.kind === 'organization') return { ...parentOf(caller.key), factors };
  const { credential, user } = caller;
  if (credential.by === 'key') return { ...parentOf(credential.key), factors };
  const fresh = { factors, lineage: [], revokeAt: null, maker: user.id };
  if (credential.by === 'password') return { ...fresh, permissions: null, grantId: null };
  const { grant, key } = credential;
  const permissions: readonly Permission[] = grant.scopes.map(permissionIn);
  return key ? { ...parentOf(key), permissions, factors } : { ...fresh, permissions, grantId: grant.id };
}
