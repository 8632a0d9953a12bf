import type { Scope } from '../keys/scopes.ts';

/** What an administrator does: everything, the daily work, support of users, or reading. */
export const roles = ['owner', 'operator', 'support', 'auditor'] as const;
export type Role = (typeof roles)[number];

const everyone = roles;
const staff = ['owner', 'operator', 'support'] as const;
const operators = ['owner', 'operator'] as const;
const owners = ['owner'] as const;

type Rule = {
  readonly roles: readonly Role[];
  /** Whether it concerns the installation, where a role in one project does not count. */
  readonly of?: 'installation';
  /** The scopes of operations that it stands for. */
  readonly scopes?: readonly Scope[];
};

/** Every permission with the roles that have it. */
export const permissions = {
  'admins.read': { roles: ['owner', 'auditor'], of: 'installation' },
  'admins.write': { roles: owners, of: 'installation' },
  'system.read': { roles: ['owner', 'operator', 'auditor'], of: 'installation' },
  /** Makes a backup, which is written where the settings say. */
  'system.backup': { roles: operators, of: 'installation' },
  /** Lets the server ask what is in its own network, on behalf of a project. */
  'network.private': { roles: owners, of: 'installation' },
  'projects.create': { roles: owners, of: 'installation' },
  'projects.read': { roles: everyone, scopes: ['project.read'] },
  'projects.write': { roles: operators },
  'projects.delete': { roles: owners },
  'policies.read': { roles: everyone, scopes: ['policies.read', 'project.policies.read'] },
  'policies.write': { roles: owners, scopes: ['policies.write', 'project.policies.write'] },
  'platforms.write': { roles: operators },
  'providers.read': { roles: everyone },
  'providers.write': { roles: owners },
  'migrations.read': { roles: everyone },
  'migrations.write': { roles: owners },
  'keys.read': { roles: ['owner', 'operator', 'auditor'], scopes: ['keys.read'] },
  'keys.write': { roles: owners, scopes: ['keys.write'] },
  'users.read': { roles: everyone, scopes: ['users.read', 'targets.read'] },
  'users.write': { roles: operators, scopes: ['users.write', 'targets.write'] },
  /** Blocks, verifies, and sends links that set a new password. */
  'users.support': { roles: staff },
  'users.credentials': { roles: operators },
  'users.impersonate': { roles: operators },
  'users.hashes.read': { roles: owners, scopes: ['users.hashes.read'] },
  'users.delete': { roles: operators },
  'users.export': { roles: operators },
  'sessions.read': { roles: everyone, scopes: ['sessions.read'] },
  'sessions.write': { roles: staff, scopes: ['sessions.write'] },
  'teams.read': { roles: everyone, scopes: ['teams.read'] },
  'teams.write': { roles: operators, scopes: ['teams.write'] },
  'jobs.read': { roles: everyone },
  'jobs.write': { roles: operators },
  'imports.read': { roles: everyone },
  'imports.write': { roles: operators },
  'history.read': { roles: everyone },
  'messages.read': { roles: staff },
  'messages.write': { roles: operators },
} as const satisfies Readonly<Record<string, Rule>>;

export type Permission = keyof typeof permissions;

/** A role in one project or, with null, in the installation with all its projects. */
export type Grant = { readonly project: string | null; readonly role: Role };

const rules: readonly (readonly [Permission, Rule])[] = Object.entries<Rule>(permissions) as never;

/** Returns what the grants allow in a project or, with null, in the installation. */
export function permissionsIn(grants: readonly Grant[], project: string | null): ReadonlySet<Permission> {
  const held = grants.filter(({ project: in_ }) => in_ === null || in_ === project);
  const names = rules.flatMap(([name, { roles, of }]) => {
    if (of === 'installation' && project !== null) return [];
    return held.some(({ role }) => roles.includes(role)) ? [name] : [];
  });
  return new Set(names);
}

/** Returns the scopes of operations that go with the permissions. */
export function scopesOf(held: ReadonlySet<Permission>): ReadonlySet<Scope> {
  return new Set(rules.flatMap(([name, { scopes = [] }]) => (held.has(name) ? scopes : [])));
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
