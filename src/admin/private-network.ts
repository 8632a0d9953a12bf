import { permissionsIn } from '../core/admins/permissions.ts';
import { Failure } from '../core/failure.ts';
import type { Call } from './route.ts';

/**
 * Refuses options that lift the guard of the server's own network, unless the administrator owns the installation: who owns a
 * project is a guest of that network. Fails with `permission_missing`.
 */
export function requireNetwork({ admin }: Call, options: Readonly<Record<string, string>>): void {
  const { allowPrivate = 'off' } = options;
  if (allowPrivate === 'off' || permissionsIn(admin?.grants ?? [], null).has('network.private')) return;
  throw new Failure({ code: 'permission_missing', permission: 'network.private' });
}
