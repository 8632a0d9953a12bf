/** Every scope that a key can hold, with what it allows. */
export const scopes = {
  'users.read': 'Read users and what belongs to them',
  'users.write': 'Create, change and delete users',
  'users.hashes.read': 'See password hashes and their parameters',
  'sessions.read': 'Read sessions',
  'sessions.write': 'Create and end sessions',
  'targets.read': 'Read where users can be reached',
  'targets.write': 'Create, change and delete where users can be reached',
  'metrics.read': 'Read /metrics from another machine',
  'health.read': 'Read the health of the server; every key holds it',
} as const;

export type Scope = keyof typeof scopes;

/** What every key may do, whatever it was made for. */
const base: readonly Scope[] = ['health.read'];

export const everyScope: readonly Scope[] = Object.keys(scopes) as Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopes, text);
}

const all: ReadonlySet<Scope> = new Set(everyScope);

/** What a key's stored list grants; `*` stands for all, also those that a later version adds. */
export function granted(stored: readonly string[]): ReadonlySet<Scope> {
  return stored.includes('*') ? all : new Set([...base, ...stored.filter(isScope)]);
}
