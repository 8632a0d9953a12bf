import type { Read } from './database.ts';
import type { Soon } from './prepared.ts';

type Remembering<Value extends object> = {
  readonly project: string;
  readonly user: string;
  /** Tells the values of one owner apart. */
  readonly name: string;
  /** Reads a row of `rememberedTables` that belongs to the owner, and makes the value of it. */
  readonly fetch: () => Soon<Value | undefined>;
};

/**
 * Returns what is remembered, else reads it and remembers it. Inside transactions, and where nothing is remembered, it
 * reads. That there is no such row is never remembered.
 */
export function remembered<Value extends object>(
  { cache }: Read,
  { project, user, name, fetch }: Remembering<Value>,
): Soon<Value | undefined> {
  // Cast: kept below, under the name.
  const known = cache?.find(project, user, name) as Value | undefined;
  if (known) return known;
  const value = fetch();
  // Not remembered: a commit may come before the row does.
  if (!value || value instanceof Promise) return value;
  cache?.keep(project, user, name, value);
  return value;
}
