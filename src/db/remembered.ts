import type { Read } from './database.ts';
import type { Soon } from './prepared.ts';

type Remembering<Row, Value extends object> = {
  readonly project: string;
  readonly user: string;
  /** Tells the values of one owner apart. */
  readonly name: string;
  /** Reads a row of `rememberedTables` that belongs to the owner. */
  readonly fetch: () => Soon<Row | undefined>;
  readonly toValue: (row: Row) => Value;
};

/**
 * Returns what is remembered, else reads it and remembers it. Inside transactions, and where nothing is remembered, it
 * reads. That there is no such row is never remembered.
 */
export function remembered<Row, Value extends object>(
  { cache }: Read,
  { project, user, name, fetch, toValue }: Remembering<Row, Value>,
): Soon<Value | undefined> {
  // Cast: kept below, under the name.
  const known = cache?.find(project, user, name) as Value | undefined;
  if (known) return known;
  const row = fetch();
  // Not remembered: a commit may come before the row does.
  if (row instanceof Promise) return row.then((later) => later && toValue(later));
  if (!row) return undefined;
  const value = toValue(row);
  cache?.keep(project, user, name, value);
  return value;
}
