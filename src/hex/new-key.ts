import type { Core } from '../core/core.ts';
import { type Instant, instantOf } from '../core/instant.ts';
import { type Permission, permissionDomains } from '../core/user-keys/user-key.ts';
import type { NewUserKey } from '../core/user-keys/user-keys.ts';
import type { Fields } from '../http/body.ts';
import type { FieldErrors } from './errors.ts';
import { errorIn, type Field, mapsField, optionalText, refuseWrong, textField, valueIn } from './fields.ts';

/** Whether a key of this owner may be made for a repository, by name. */
export type MayRead = (repository: string) => Promise<boolean>;

type Checked = { readonly permission: Permission } | { readonly errors: FieldErrors };

const EVERYTHING: Permission = { domain: 'api', resource: null };
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const PERMISSIONS_AT_MOST = 100;
/** Where packages are that belong to no organization. */
export const PUBLIC_REPOSITORY = 'hexpm';

/** The body by which a key is made. Refuses with everything that is wrong at once. */
export async function newKeyIn(core: Core, fields: Fields, mayRead: MayRead): Promise<NewUserKey> {
  const name = textField(fields.name, []);
  const revokeAt = futureIn(core, fields.revoke_at);
  const { permissions, errors } = await permissionsIn(fields.permissions, mayRead);
  refuseWrong({ name: errorIn(name), revoke_at: errorIn(revokeAt), permissions: errors });
  return { name: valueIn(name), permissions, revokeAt: valueIn(revokeAt) };
}

function futureIn(core: Core, value: unknown): Field<Instant | null> {
  const text = optionalText(value, [
    [(date) => DATE.test(date) && !Number.isNaN(momentIn(date)), 'is invalid'],
  ]);
  if ('error' in text) return text;
  if (text.value === undefined) return { value: null };
  const at = momentIn(text.value);
  return at > core.clock.now() ? { value: instantOf(at) } : { error: 'must be in the future' };
}

/** Without a zone, of UTC. */
function momentIn(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice('yyyy-mm-dd'.length));
  return Date.parse(hasZone || !text.includes(':') ? text : `${text}Z`);
}

async function permissionsIn(
  value: unknown,
  mayRead: MayRead,
): Promise<{ readonly permissions: readonly Permission[]; readonly errors?: FieldErrors }> {
  const maps = mapsField(value);
  if ('error' in maps) return { permissions: [], errors: maps.error };
  if (maps.value.length === 0) return { permissions: [EVERYTHING] };
  if (maps.value.length > PERMISSIONS_AT_MOST)
    return { permissions: [], errors: `should have at most ${PERMISSIONS_AT_MOST} item(s)` };
  const permissions: Permission[] = [];
  const errors: FieldErrors[] = [];
  for (const map of maps.value) {
    const checked = await permissionIn(map, mayRead);
    if ('errors' in checked) errors.push(checked.errors);
    else permissions.push(checked.permission);
  }
  // Of several, one map: clients cannot print lists.
  return errors.length > 0 ? { permissions, errors: Object.assign({}, ...errors) } : { permissions };
}

async function permissionIn(map: Fields, mayRead: MayRead): Promise<Checked> {
  const domain = textField(map.domain, [[isDomain, 'is invalid']]);
  const resource = optionalText(map.resource, []);
  if ('error' in domain) return { errors: { domain: domain.error } };
  if ('error' in resource) return { errors: { resource: resource.error } };
  const permission = { domain: domain.value, resource: resource.value ?? null };
  const error = await resourceError(permission, mayRead);
  return error === undefined ? { permission: complete(permission) } : { errors: { resource: error } };
}

/** What keys can be made for. */
export function isDomain(text: string): boolean {
  return (permissionDomains as readonly string[]).includes(text);
}

async function resourceError(
  { domain, resource }: Permission,
  mayRead: MayRead,
): Promise<string | undefined> {
  const fits = {
    api: resource === null || resource === 'read' || resource === 'write',
    repositories: resource === null,
  };
  if (domain === 'api' || domain === 'repositories')
    return fits[domain] ? undefined : 'invalid resource for given domain';
  if (resource === null) return 'invalid resource for given domain';
  if (domain === 'package') {
    const [repository = ''] = packageNamed(resource).split('/');
    const isTheirs = repository !== PUBLIC_REPOSITORY && (await mayRead(repository));
    return isTheirs ? undefined : 'you do not have access to this package';
  }
  return (await mayRead(resource)) ? undefined : 'you do not have access to this repository';
}

function complete(permission: Permission): Permission {
  const { domain, resource } = permission;
  return domain === 'package' && resource !== null
    ? { domain, resource: packageNamed(resource) }
    : permission;
}

/** Without a repository in front, one of the public. */
function packageNamed(resource: string): string {
  return resource.includes('/') ? resource : `${PUBLIC_REPOSITORY}/${resource}`;
}
