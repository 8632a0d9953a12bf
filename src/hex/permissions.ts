import type { UserKey } from '../core/user-keys/user-keys.ts';
import type { Caller, Shown } from './callers.ts';
import type { Need } from './route.ts';

/** What a call is about: `api` with what is done, or something of a repository. */
export type Wanted = { readonly domain: string; readonly resource: string | null };

/** The first part of a scope of a token, and the domain of a key's permission, mean the same. */
type Permission = UserKey['permissions'][number];

/** Whether what the caller showed is good for it; a password is for everything. */
export function isAllowed(caller: Caller, wanted: Wanted): boolean {
  if (caller.kind === 'nobody') return false;
  return permissionsOf(caller)?.some((held) => allows(held, wanted)) ?? true;
}

export function isAllowedApi(caller: Caller, need: Need): boolean {
  return isAllowed(caller, { domain: 'api', resource: need });
}

/** Nothing for a password. */
function permissionsOf(caller: Exclude<Caller, { kind: 'nobody' }>): readonly Permission[] | undefined {
  if (caller.kind === 'organization') return caller.key.permissions;
  return permissionsShown(caller.shown);
}

function permissionsShown(shown: Shown): readonly Permission[] | undefined {
  if (shown.by === 'password') return undefined;
  return shown.by === 'key' ? shown.key.permissions : shown.scopes.map(permissionIn);
}

/** `api:read` stands for the domain `api` and the resource `read`. */
function permissionIn(scope: string): Permission {
  const [domain = '', ...rest] = scope.split(':');
  return { domain, resource: rest.length === 0 ? null : rest.join(':') };
}

function allows(held: Permission, wanted: Wanted): boolean {
  if (wanted.domain === 'api') return allowsApi(held, wanted.resource);
  if (wanted.domain === 'repository')
    return (
      held.domain === 'repositories' || (held.domain === 'repository' && held.resource === wanted.resource)
    );
  if (wanted.domain === 'repositories') return held.domain === 'repositories';
  return held.domain === wanted.domain && held.resource === wanted.resource;
}

/** Whoever may write a package may also look around. */
function allowsApi({ domain, resource }: Permission, wanted: string | null): boolean {
  if (domain === 'package') return wanted === 'read';
  if (domain !== 'api') return false;
  return resource === null || resource === 'write' || resource === wanted;
}
