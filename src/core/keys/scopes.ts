/** Every scope that a key can hold, with what it allows. */
export const scopes = {
  'users.read': 'Read users and what belongs to them',
  'users.write': 'Create, change and delete users',
  'users.hashes.read': 'See password hashes and their parameters',
  'users.secrets.read': 'See recovery codes and the tokens of providers',
  'sessions.read': 'Read sessions',
  'sessions.write': 'Create and end sessions',
  'targets.read': 'Read where users can be reached',
  'targets.write': 'Create, change and delete where users can be reached',
  'teams.read': 'Read teams and their members',
  'teams.write': 'Create, change and delete teams and their members',
  'metrics.read': 'Read /metrics from another machine',
  'health.read': 'Read the health of the server; every key holds it',
} as const;

/** What a key can hold. */
export type KeyScope = keyof typeof scopes;
/** `account` is held by users only: their own account. */
export type Scope = KeyScope | 'account';

/** What every key may do, whatever it was made for. */
const base: readonly KeyScope[] = ['health.read'];

export const everyScope: readonly KeyScope[] = Object.keys(scopes) as KeyScope[];

/** What anybody may do on the routes that are open to everybody. */
export const guestScopes: ReadonlySet<Scope> = new Set(['sessions.write']);
/** What users may do on these routes, with their own. */
export const userScopes: ReadonlySet<Scope> = new Set([
  'account',
  'sessions.write',
  'targets.write',
  'teams.read',
  'teams.write',
]);
/** What impersonators may do beside. */
export const impersonatorScopes: ReadonlySet<Scope> = new Set([...userScopes, 'users.read']);

export function isScope(text: string): text is KeyScope {
  return Object.hasOwn(scopes, text);
}

const all: ReadonlySet<Scope> = new Set(everyScope);

/** What a key's stored list grants; `*` stands for all, also those that a later version adds. */
export function granted(stored: readonly string[]): ReadonlySet<Scope> {
  return stored.includes('*') ? all : new Set([...base, ...stored.filter(isScope)]);
}
