import type { Kysely, KyselyPlugin } from 'kysely';
import { sql } from 'kysely';
import { DatabaseUnavailable, type Tx } from '../src/db/database.ts';
import type { Engine } from '../src/db/engine.ts';
import type { Schema } from '../src/db/schema.ts';

/** The statement that writes are cut at, counted over all writes since `cutAt`. */
export type Cut = {
  /** Cuts at the nth statement from now on; 0 never cuts. */
  readonly cutAt: (nth: number) => void;
  /** Whether a write was cut since then. */
  readonly isCut: () => boolean;
};

/**
 * Breaks a write off at a statement, or right before its commit, which counts as one more. On PostgreSQL the connection is
 * ended by the server, as an operator or a failover would do it.
 */
export function cutting(engine: Engine): { readonly engine: Engine; readonly cut: Cut } {
  let left = 0;
  let isCut = false;
  const isDue = () => {
    left--;
    isCut ||= left === 0;
    return left === 0;
  };
  const broken = () => new DatabaseUnavailable('cut');
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (isDue()) throw broken();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const endConnection = async (db: Kysely<Schema>) => {
    if (engine.name === 'postgres') await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db);
    throw broken();
  };
  const transact: Engine['transact'] = (work) =>
    engine.transact(async (tx) => {
      const watched = {
        ...tx,
        db: tx.db.withPlugin(plugin),
        rows: async (query: Parameters<Tx['rows']>[0]) => {
          if (isDue()) await endConnection(tx.db);
          return tx.rows(query);
        },
      };
      // Cast: the brand exists in types only.
      const result = await work(watched as Tx);
      if (isDue()) await endConnection(tx.db);
      return result;
    });
  return {
    engine: { ...engine, transact },
    cut: {
      cutAt: (nth) => {
        left = nth;
        isCut = false;
      },
      isCut: () => isCut,
    },
  };
}
