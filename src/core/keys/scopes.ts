/** Every scope that a key can have, with its description. */
export const scopes = {
  'users.read': 'Read users and their data',
  'users.write': 'Create, update and delete users',
  'users.hashes.read': 'Read password hashes and their parameters',
  'users.secrets.read': 'See recovery codes and the tokens of providers',
  'users.verify': 'Verify passwords, for another system that takes users over as they sign in',
  'users.lookup': 'Find users by address without a password, for such a system',
  'users.factors.read': 'Read the seeds of authenticators, for such a system',
  'users.jobs.read': 'Read jobs on many users, their failures and the users that they exported',
  'users.jobs.write': 'Act on many users: block, verify, label, sign out, delete and export them',
  'sessions.read': 'Read sessions',
  'sessions.write': 'Create and delete sessions',
  'targets.read': 'Read messaging targets of users',
  'targets.write': 'Create, update and delete messaging targets of users',
  'teams.read': 'Read teams and their members',
  'teams.write': 'Create, update and delete teams and their members',
  'project.read': 'Read the project',
  'policies.read': 'Read the policies of the project',
  'policies.write': 'Update the policies of the project',
  'project.policies.read': 'Read the policies of the project',
  'project.policies.write': 'Update the policies of the project',
  'keys.read': 'Read API keys, without their secrets',
  'keys.write': 'Update and delete API keys, and create ephemeral ones',
  'mocks.read': 'Read phone numbers with a fixed code',
  'mocks.write': 'Create, update and delete phone numbers with a fixed code',
  'webhooks.read': 'Read webhooks',
  'webhooks.write': 'Create, update and delete webhooks',
  'metrics.read': 'Read /metrics from another machine',
  'health.read': 'Read the health of the server; every key has this scope',
} as const;

/** The scopes that a key can have. */
export type KeyScope = keyof typeof scopes;
/** `account` is for users only: their own account. */
export type Scope = KeyScope | 'account';

/** The scopes of every key. */
const base: readonly KeyScope[] = ['health.read'];

export const everyScope: readonly KeyScope[] = Object.keys(scopes) as KeyScope[];

/** The scopes of callers without authentication. */
export const guestScopes: ReadonlySet<Scope> = new Set(['sessions.write']);
/** The scopes of users, on their own data. */
export const userScopes: ReadonlySet<Scope> = new Set([
  'account',
  'sessions.write',
  'targets.write',
  'teams.read',
  'teams.write',
]);
/** The additional scopes of impersonators. */
export const impersonatorScopes: ReadonlySet<Scope> = new Set([...userScopes, 'users.read']);

export function isScope(text: string): text is KeyScope {
  return Object.hasOwn(scopes, text);
}

const all: ReadonlySet<Scope> = new Set(everyScope);

/** Returns the scopes that a key's stored list grants. `*` stands for all, including those of later versions. */
export function granted(stored: readonly string[]): ReadonlySet<Scope> {
  return stored.includes('*') ? all : new Set([...base, ...stored.filter(isScope)]);
}
