import { bulkInsert } from '../../db/bulk-insert.ts';
import type { LoadRow, UnauditedTx } from '../../db/database.ts';

/** The tables that an import fills. Users are last: see `LoadTarget.inFewStatements`. */
const inserts = {
  identifiers: bulkInsert('identifiers', ['project_id', 'kind', 'value', 'user_id']),
  user_words: bulkInsert('user_words', ['project_id', 'word', 'user_id']),
  targets: bulkInsert('targets', [
    ...(['project_id', 'user_id', 'id', 'sequence', 'updated_at'] as const),
    ...(['provider_type', 'identifier', 'name'] as const),
  ]),
  profiles: bulkInsert('profiles', ['project_id', 'user_id', 'username', 'updated_at']),
  identities: bulkInsert('identities', [
    ...(['project_id', 'user_id', 'id', 'sequence', 'updated_at', 'provider'] as const),
    ...(['issuer', 'provider_uid', 'provider_email'] as const),
  ]),
  lookups: bulkInsert('lookups', ['project_id', 'kind', 'value', 'holder_id', 'id']),
  memberships: bulkInsert('memberships', [
    ...(['project_id', 'user_id', 'team_id', 'id', 'sequence', 'updated_at'] as const),
    ...(['roles', 'invited_at', 'joined_at'] as const),
  ]),
  authenticators: bulkInsert('authenticators', ['project_id', 'user_id', 'kind', 'sealed', 'verified_at']),
  recovery_codes: bulkInsert('recovery_codes', ['project_id', 'user_id', 'code_hash', 'sealed', 'place']),
  user_metadata: bulkInsert('user_metadata', ['project_id', 'user_id', 'read_only', 'private', 'updated_at']),
  password_history: bulkInsert('password_history', ['project_id', 'user_id', 'sequence', 'password']),
  users: bulkInsert(
    'users',
    [
      ...(['project_id', 'id', 'sequence', 'updated_at', 'name', 'name_key', 'email', 'phone'] as const),
      ...(['email_verified_at', 'phone_verified_at', 'password', 'password_updated_at'] as const),
      ...(['password_checked_at', 'password_pwned_at', 'blocked_at', 'mfa_enabled_at'] as const),
      ...(['impersonator_at', 'accessed_at', 'labels', 'prefs', 'search'] as const),
    ],
    { inFewStatements: true },
  ),
} as const;

type Inserts = typeof inserts;
export type FilledTable = keyof Inserts;

/** Rows of new users by their tables. */
export type NewRows = Readonly<Record<FilledTable, LoadRow[]>>;

export function noRows(): NewRows {
  // Cast: an object with these names.
  return Object.fromEntries(Object.keys(inserts).map((table) => [table, []])) as unknown as NewRows;
}

export function addRow<T extends FilledTable>(
  rows: NewRows,
  table: T,
  values: Parameters<Inserts[T]['rowOf']>[0],
): void {
  const { rowOf } = inserts[table];
  // Cast: the union of the tables hides that the values are those of this one.
  rows[table].push((rowOf as (values: unknown) => LoadRow)(values));
}

/** Adds a word of a user. There are several for each, so that no object is made for one. */
export function addWord(rows: NewRows, project: string, word: string, user: string): void {
  rows.user_words.push([project, word, user]);
}

export function addIdentifier(
  rows: NewRows,
  { project, kind, value, user }: Readonly<Record<'project' | 'kind' | 'value' | 'user', string>>,
): void {
  rows.identifiers.push([project, kind, value, user]);
}

/** Returns the team of each new membership. */
export function teamsIn(rows: NewRows): readonly string[] {
  // As in `inserts`.
  return rows.memberships.map(([, , team]) => String(team));
}

/** Where rows lie in each table, by the places of columns: those that are inserted in this order change fewer pages. */
const order: Partial<Record<FilledTable, readonly number[]>> = { identifiers: [1, 2], user_words: [1] };

/** Sorts the rows by where they lie, and returns them. */
export function inOrder(rows: NewRows): NewRows {
  for (const [table, by] of Object.entries(order)) {
    // Cast: the names of the same object.
    rows[table as FilledTable].sort((a, b) => compare(a, b, by));
  }
  return rows;
}

/**
 * Inserts the rows, and takes them out of the lists, since many are in memory. Returns false as soon as a unique value of
 * one is taken: then the transaction must fail.
 */
export async function insertAll(tx: UnauditedTx, rows: NewRows): Promise<boolean> {
  for (const [table, { into }] of Object.entries(inserts)) {
    // Cast: the names of the same object.
    const name = table as FilledTable;
    const some = rows[name];
    if (some.length === 0) continue;
    if (!(await into(tx, some))) return false;
    some.length = 0;
  }
  return true;
}

function compare(a: LoadRow, b: LoadRow, places: readonly number[]): number {
  for (const place of places) {
    const [one, other] = [a[place] ?? '', b[place] ?? ''];
    if (one < other) return -1;
    if (one > other) return 1;
  }
  return 0;
}
