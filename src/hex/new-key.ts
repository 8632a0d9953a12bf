import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import { type Permission, permissionDomains } from '../core/user-keys/user-key.ts';
import type { NewUserKey } from '../core/user-keys/user-keys.ts';
import type { Fields } from '../http/body.ts';
import type { Input, Params } from '../http/endpoint.ts';
import type { FieldErrors } from './errors.ts';
import { type Field, mapsField, optionalText, textField } from './fields.ts';
import { newName, optional } from './params.ts';
import type { InputErrors } from './route.ts';

/** Whether the owner may create a key for the repository of this name. */
export type MayRead = (repository: string) => Promise<boolean>;

type Checked = { readonly permission: Permission } | { readonly errors: FieldErrors };

const EVERYTHING: Permission = { domain: 'api', resource: null };
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const PERMISSIONS_AT_MOST = 100;
/** The repository of packages that belong to no organization. */
export const PUBLIC_REPOSITORY = 'hexpm';

/** The body that creates a key. */
export const newKeyParams = {
  name: newName('Name of the key; a number is appended if the owner already has a key of this name.'),
  revoke_at: optional(dateField, {
    rule: 'must be a date, or a moment in ISO 8601, in the future',
    description: 'Time at which the key expires, in UTC if it has no offset. Default: never.',
  }),
  permissions: optional(permissionsField, {
    rule: `must be a list of at most ${PERMISSIONS_AT_MOST} maps`,
    description: 'Permissions of the key. Default: the domain `api`.',
    schema: {
      type: 'array',
      maxItems: PERMISSIONS_AT_MOST,
      items: {
        type: 'object',
        properties: {
          domain: { type: 'string', enum: permissionDomains },
          resource: { type: ['string', 'null'] },
        },
        required: ['domain'],
      },
    },
  }),
} as const satisfies Params;

type NewKeyInput = Input<typeof newKeyParams>;

/** Returns errors that the rules of single fields do not cover. */
export async function wrongIn(
  core: Core,
  { revoke_at: at, permissions = [] }: Partial<NewKeyInput>,
  mayRead: MayRead,
): Promise<InputErrors> {
  const isPast = at !== undefined && at <= core.clock.now();
  return {
    revoke_at: isPast ? 'must be in the future' : undefined,
    permissions: await permissionErrors(permissions, mayRead),
  };
}

/** Returns the new key of a valid input. */
export function newKeyOf({ name, revoke_at: at, permissions = [] }: NewKeyInput): NewUserKey {
  return {
    name,
    permissions: permissions.length === 0 ? [EVERYTHING] : permissions.flatMap(permissionIn),
    revokeAt: at === undefined ? null : instantOf(at),
  };
}

/** Milliseconds since 1970. */
function dateField(value: unknown): Field<number | undefined> {
  const text = optionalText(value, [
    [(date) => DATE.test(date) && !Number.isNaN(parseDate(date)), 'is invalid'],
  ]);
  if ('error' in text) return text;
  return { value: text.value === undefined ? undefined : parseDate(text.value) };
}

function permissionsField(value: unknown): Field<readonly Fields[]> {
  const maps = mapsField(value);
  if ('error' in maps || maps.value.length <= PERMISSIONS_AT_MOST) return maps;
  return { error: `should have at most ${PERMISSIONS_AT_MOST} item(s)` };
}

/** Reads a time without an offset as UTC. */
function parseDate(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice('yyyy-mm-dd'.length));
  return Date.parse(hasZone || !text.includes(':') ? text : `${text}Z`);
}

/** Merges the errors of all maps into one, since clients cannot print lists. */
async function permissionErrors(maps: readonly Fields[], mayRead: MayRead): Promise<FieldErrors | undefined> {
  const errors: FieldErrors[] = [];
  for (const map of maps) {
    const checked = checkPermission(map);
    const wrong = 'errors' in checked ? checked.errors : await resourceErrors(checked.permission, mayRead);
    if (wrong !== undefined) errors.push(wrong);
  }
  return errors.length > 0 ? Object.assign({}, ...errors) : undefined;
}

async function resourceErrors(permission: Permission, mayRead: MayRead): Promise<FieldErrors | undefined> {
  const error = await resourceError(permission, mayRead);
  return error === undefined ? undefined : { resource: error };
}

function checkPermission(map: Fields): Checked {
  const domain = textField(map.domain, [[isDomain, 'is invalid']]);
  const resource = optionalText(map.resource, []);
  if ('error' in domain) return { errors: { domain: domain.error } };
  if ('error' in resource) return { errors: { resource: resource.error } };
  return { permission: { domain: domain.value, resource: resource.value ?? null } };
}

function permissionIn(map: Fields): readonly Permission[] {
  const checked = checkPermission(map);
  return 'errors' in checked ? [] : [complete(checked.permission)];
}

/** Whether a key can have permissions in this domain. */
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
    const isAccessible = repository !== PUBLIC_REPOSITORY && (await mayRead(repository));
    return isAccessible ? undefined : 'you do not have access to this package';
  }
  return (await mayRead(resource)) ? undefined : 'you do not have access to this repository';
}

function complete(permission: Permission): Permission {
  const { domain, resource } = permission;
  return domain === 'package' && resource !== null
    ? { domain, resource: packageNamed(resource) }
    : permission;
}

/** Adds the public repository to a bare package name. */
function packageNamed(resource: string): string {
  return resource.includes('/') ? resource : `${PUBLIC_REPOSITORY}/${resource}`;
}
