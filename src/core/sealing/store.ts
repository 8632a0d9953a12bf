import { type SqlBool, sql } from 'kysely';
import type { Read, Tx } from '../../db/database.ts';
import type { Instant } from '../instant.ts';

/** The key belongs to the server, not to a project. */
const SERVER = '';

/** `active` is the key in use; `next` replaces it. */
export type KeyPlace = 'active' | 'next';

/** Returns the known text as sealed by each key that the database needs. */
export async function listProofs(read: Read): Promise<readonly string[]> {
  return proofsOf(await proofs(read).execute());
}

/** Like `listProofs`, and locks them until the transaction ends. */
export async function lockProofs(tx: Tx): Promise<readonly string[]> {
  return proofsOf(await proofs(tx).modifyEnd(tx.sql.forUpdate).execute());
}

/** An existing proof stays. */
export async function insertProof(tx: Tx, place: KeyPlace, proof: string, at: Instant): Promise<void> {
  await tx.db
    .insertInto('seal_keys')
    .values({ project_id: SERVER, key_id: place, proof, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Makes this the only key that the database needs. */
export async function replaceProofs(tx: Tx, proof: string, at: Instant): Promise<void> {
  await tx.db
    .updateTable('seal_keys')
    .set({ proof, created_at: at })
    .where('project_id', '=', SERVER)
    .where('key_id', '=', 'active')
    .execute();
  await tx.db
    .deleteFrom('seal_keys')
    .where('project_id', '=', SERVER)
    .where('key_id', '!=', 'active')
    .execute();
}

function proofs({ db }: Read) {
  return db.selectFrom('seal_keys').select('proof').where('project_id', '=', SERVER).orderBy('key_id');
}

function proofsOf(rows: readonly { readonly proof: string }[]): readonly string[] {
  return rows.map(({ proof }) => proof);
}

/** A column that holds sealed texts, with the primary key of its table. */
export type SealedColumn = {
  readonly table:
    | 'users'
    | 'password_history'
    | 'recovery_codes'
    | 'authenticators'
    | 'outbox'
    | 'identities'
    | 'providers'
    | 'oauth_states'
    | 'sessions'
    | 'webhooks'
    | 'webhook_deliveries'
    | 'mock_phones'
    | 'import_secrets'
    | 'old_systems';
  readonly key: readonly [string, string, ...string[]];
  readonly column: string;
};

export type SealedRow = { readonly key: readonly (string | number)[]; readonly text: string | null };

/** Returns the next `most` rows of the table in the order of its primary key. */
export async function rowsBehind(
  read: Read,
  of: SealedColumn,
  last: SealedRow['key'] | undefined,
  most: number,
): Promise<readonly SealedRow[]> {
  const key = sql.join(of.key.map((name) => sql.ref(name)));
  const behind = last ? sql<SqlBool>`where (${key}) > (${sql.join(last)})` : sql``;
  const query = sql<Record<string, string | number | null>>`select ${key}, ${sql.ref(of.column)} as text
    from ${sql.table(of.table)} ${behind} order by ${key} limit ${most}`;
  const { rows } = await query.execute(read.db);
  return rows.map((row) => ({
    key: of.key.map((name) => row[name] as string | number),
    text: row.text as string | null,
  }));
}

/** Replaces the text and the columns that depend on it, unless the row changed meanwhile. */
export async function replaceText(
  tx: Tx,
  of: SealedColumn,
  row: SealedRow,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const set = sql.join(Object.entries(values).map(([name, value]) => sql`${sql.ref(name)} = ${value}`));
  const key = sql.join(of.key.map((name) => sql.ref(name)));
  await sql`update ${sql.table(of.table)} set ${set}
    where (${key}) = (${sql.join(row.key)}) and ${sql.ref(of.column)} = ${row.text}`.execute(tx.db);
}
