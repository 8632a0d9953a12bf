import type { UserKey } from '../core/user-keys/user-keys.ts';
import type { Caller, Credential } from './callers.ts';
import type { Need } from './route.ts';

/** The permission that a call needs: `api` with an action, or a resource of a repository. */
export type RequiredPermission = { readonly domain: string; readonly resource: string | null };

/** The first part of a token's scope equals the domain of a key's permission. */
type Permission = UserKey['permissions'][number];

/** Whether the credentials grant the permission. A password grants everything. */
export function isAllowed(caller: Caller, required: RequiredPermission): boolean {
  if (caller.kind === 'anonymous') return false;
  return permissionsOf(caller)?.some((held) => allows(held, required)) ?? true;
}

export function isAllowedApi(caller: Caller, need: Need): boolean {
  return isAllowed(caller, { domain: 'api', resource: need });
}

/** `undefined` for a password. */
function permissionsOf(caller: Exclude<Caller, { kind: 'anonymous' }>): readonly Permission[] | undefined {
  if (caller.kind === 'organization') return caller.key.permissions;
  return permissionsOfCredential(caller.credential);
}

function permissionsOfCredential(credential: Credential): readonly Permission[] | undefined {
  if (credential.by === 'password') return undefined;
  return credential.by === 'key' ? credential.key.permissions : credential.scopes.map(permissionIn);
}

/** `api:read` stands for the domain `api` and the resource `read`. */
export function permissionIn(scope: string): Permission {
  const [domain = '', ...rest] = scope.split(':');
  return { domain, resource: rest.length === 0 ? null : rest.join(':') };
}

function allows(held: Permission, required: RequiredPermission): boolean {
  if (required.domain === 'api') return allowsApi(held, required.resource);
  if (required.domain === 'repository')
    return (
      held.domain === 'repositories' || (held.domain === 'repository' && held.resource === required.resource)
    );
  if (required.domain === 'repositories') return held.domain === 'repositories';
  return held.domain === required.domain && held.resource === required.resource;
}

/** Permission to write a package includes reading the API. */
function allowsApi({ domain, resource }: Permission, required: string | null): boolean {
  if (domain === 'package') return required === 'read';
  if (domain !== 'api') return false;
  return resource === null || resource === 'write' || resource === required;
}
