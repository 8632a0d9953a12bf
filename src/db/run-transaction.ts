import { sql } from 'kysely';
import type { Read, Tx, UnauditedTx } from './database.ts';

/** What an engine adds to its handle inside of a transaction. */
export type TxHandle = Read & Pick<UnauditedTx, 'load'>;

/** Runs `work`, and then what it left for the end of the transaction. The caller begins and commits. */
export async function runTransaction<T>(handle: TxHandle, work: (tx: Tx) => Promise<T>): Promise<T> {
  const last: (() => Promise<unknown>)[] = [];
  const beforeCommit: Tx['beforeCommit'] = (each) => void last.push(each);
  // Cast: the brand exists in types only. Transaction handles are made only here.
  const result = await work({ ...handle, beforeCommit } as TxHandle as Tx);
  for (const each of last) await each();
  return result;
}

/**
 * Runs `work` as a part of a transaction. When it fails, what it did is undone, and the transaction may go on. What it
 * leaves for the end of the transaction runs there.
 */
export async function runInSavepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const last: (() => Promise<unknown>)[] = [];
  const beforeCommit: Tx['beforeCommit'] = (each) => void last.push(each);
  await sql`savepoint part`.execute(tx.db);
  try {
    const result = await work({ ...tx, beforeCommit });
    await sql`release savepoint part`.execute(tx.db);
    for (const each of last) tx.beforeCommit(each);
    return result;
  } catch (error) {
    try {
      await sql`rollback to savepoint part`.execute(tx.db);
      await sql`release savepoint part`.execute(tx.db);
    } catch {
      // The transaction is gone, and the original error says why.
    }
    throw error;
  }
}
