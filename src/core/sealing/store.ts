import { type SqlBool, sql } from 'kysely';
import type { Read, Tx } from '../../db/database.ts';
import type { Instant } from '../instant.ts';

/** The key belongs to the server, not to a project. */
const SERVER = '';

/** Of the keys that a database needs, the one that it was given first, and the one that is to replace it. */
export type KeyPlace = 'active' | 'next';

/** Known texts as each key that the database needs sealed them. */
export async function listProofs(read: Read): Promise<readonly string[]> {
  return proofsOf(await proofs(read).execute());
}

/** The same; others that want to change them wait until the transaction ends. */
export async function lockProofs(tx: Tx): Promise<readonly string[]> {
  return proofsOf(await proofs(tx).modifyEnd(tx.sql.forUpdate).execute());
}

/** Of several the first stays. */
export async function insertProof(tx: Tx, place: KeyPlace, proof: string, at: Instant): Promise<void> {
  await tx.db
    .insertInto('seal_keys')
    .values({ project_id: SERVER, key_id: place, proof, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** From now on the database needs no other key. */
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
    | 'sessions';
  readonly key: readonly [string, string, ...string[]];
  readonly column: string;
};

export type SealedRow = { readonly key: readonly (string | number)[]; readonly text: string | null };

/** The next rows of the table in the order of its primary key, `most` of them. */
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

/** Puts another text into the row, and whatever else goes with it, unless somebody changed it meanwhile. */
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
