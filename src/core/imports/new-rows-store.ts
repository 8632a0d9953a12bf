import { bulkInsert } from '../../db/bulk-insert.ts';
import type { UnauditedTx } from '../../db/database.ts';

const user = { project_id: 'text', user_id: 'text' } as const;

/** The tables that an import fills, in the order in which it does. */
const inserts = {
  users: bulkInsert('users', {
    ...{ project_id: 'text', id: 'text', sequence: 'integer', updated_at: 'integer', name: 'text' },
    ...{ name_key: 'text', email: 'text', phone: 'text', email_verified_at: 'integer' },
    ...{ phone_verified_at: 'integer', password: 'text', password_updated_at: 'integer' },
    ...{ password_checked_at: 'integer', password_pwned_at: 'integer', blocked_at: 'integer' },
    ...{ mfa_enabled_at: 'integer', impersonator_at: 'integer', accessed_at: 'integer' },
    ...{ labels: 'text', prefs: 'text', search: 'text' },
  }),
  identifiers: bulkInsert('identifiers', {
    ...{ project_id: 'text', kind: 'text', value: 'text', user_id: 'text' },
  }),
  user_words: bulkInsert('user_words', { project_id: 'text', word: 'text', user_id: 'text' }),
  targets: bulkInsert('targets', {
    ...{ ...user, id: 'text', sequence: 'integer', updated_at: 'integer', provider_type: 'text' },
    ...{ identifier: 'text', name: 'text' },
  }),
  profiles: bulkInsert('profiles', { ...user, username: 'text', updated_at: 'integer' }),
  identities: bulkInsert('identities', {
    ...{ ...user, id: 'text', sequence: 'integer', updated_at: 'integer', provider: 'text' },
    ...{ issuer: 'text', provider_uid: 'text', provider_email: 'text' },
  }),
  lookups: bulkInsert('lookups', {
    ...{ project_id: 'text', kind: 'text', value: 'text', holder_id: 'text', id: 'text' },
  }),
  memberships: bulkInsert('memberships', {
    ...{ ...user, team_id: 'text', id: 'text', sequence: 'integer', updated_at: 'integer' },
    ...{ roles: 'text', invited_at: 'integer', joined_at: 'integer' },
  }),
  authenticators: bulkInsert('authenticators', {
    ...{ ...user, kind: 'text', sealed: 'text', verified_at: 'integer' },
  }),
  recovery_codes: bulkInsert('recovery_codes', {
    ...{ ...user, code_hash: 'text', sealed: 'text', place: 'integer' },
  }),
  user_metadata: bulkInsert('user_metadata', {
    ...{ ...user, read_only: 'text', private: 'text', updated_at: 'integer' },
  }),
  password_history: bulkInsert('password_history', { ...user, sequence: 'integer', password: 'text' }),
} as const;

export type FilledTable = keyof typeof inserts;
type Row = Readonly<Record<string, string | number | null>>;

/** Rows of new users by their tables. */
export type NewRows = Readonly<Record<FilledTable, Row[]>>;

export function noRows(): NewRows {
  // Cast: an object with these names.
  return Object.fromEntries(Object.keys(inserts).map((table) => [table, []])) as unknown as NewRows;
}

/** Where rows lie in each table: those that are inserted in this order change fewer pages. */
const order: Partial<Record<FilledTable, readonly string[]>> = {
  identifiers: ['kind', 'value'],
  user_words: ['word'],
};

/** Inserts the rows. Returns false as soon as a unique value of one is taken: then the transaction must fail. */
export async function insertAll(tx: UnauditedTx, rows: NewRows): Promise<boolean> {
  for (const [table, insert] of Object.entries(inserts)) {
    // Cast: the names of the same object.
    const name = table as FilledTable;
    const some = rows[name];
    if (some.length === 0) continue;
    const by = order[name];
    if (by) some.sort((a, b) => compare(a, b, by));
    if ((await insert(tx, some)) !== some.length) return false;
  }
  return true;
}

function compare(a: Row, b: Row, columns: readonly string[]): number {
  for (const column of columns) {
    const [one, other] = [a[column] ?? '', b[column] ?? ''];
    if (one < other) return -1;
    if (one > other) return 1;
  }
  return 0;
}
