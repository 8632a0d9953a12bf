import { type CompiledQuery, type KyselyPlugin, sql } from 'kysely';
import type { Read, Tx } from '../../src/db/database.ts';
import type { Engine } from '../../src/db/engine.ts';
import { Placeholder } from '../../src/db/prepared.ts';

/** A handle that reads as the one given does, and keeps what it was asked. */
export function watched(read: Read): { readonly read: Read; readonly queries: CompiledQuery[] } {
  const queries: CompiledQuery[] = [];
  const executor = read.db.getExecutor();
  const watching: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const query = executor.compileQuery(node, queryId);
      // What is being prepared has places in place of values.
      if (!query.parameters.some((each) => each instanceof Placeholder)) queries.push(query);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const composed: Read['composed'] = (query) => {
    queries.push(query);
    return read.composed(query);
  };
  // Each row is asked for alone, whoever else asks.
  return { read: { ...read, gather: undefined, db: read.db.withPlugin(watching), composed }, queries };
}

/** How the database goes about a query, one line a step. */
export async function planOf(read: Read, query: CompiledQuery): Promise<readonly string[]> {
  const explain = read.sql.engine === 'sqlite' ? 'explain query plan' : 'explain (costs off)';
  const rows = await read.db.executeQuery<Record<string, string>>({
    ...query,
    sql: `${explain} ${query.sql}`,
  });
  return rows.rows.map((row) => row.detail ?? row['QUERY PLAN'] ?? '');
}

/** How the database goes about what the work asks, as if the tables were large. */
export async function plansOf(
  engine: Engine,
  work: (read: Read) => Promise<unknown>,
): Promise<readonly string[]> {
  const { read: watching, queries } = watched(engine.read);
  const rows: Read['rows'] = (query) => {
    queries.push(query);
    return engine.read.rows(query);
  };
  await work({ ...watching, rows });
  return engine.transact(async (tx) => {
    if (engine.name === 'postgres') await sql`set local enable_seqscan to off`.execute(tx.db);
    const plans: string[] = [];
    for (const query of queries) plans.push(...(await planOf(tx, query)));
    const names = engine.name === 'postgres' ? await indexesOfPartitions(tx) : new Map<string, string>();
    return plans.map((line) => line.replace(/(?<= using )\w+/, (index) => names.get(index) ?? index));
  });
}

/** Indexes of partitions have names of their own: the plans name those of the table. */
async function indexesOfPartitions(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ of: string; index: string }>`select inhrelid::regclass::text as of,
    inhparent::regclass::text as index from pg_inherits join pg_class on pg_class.oid = inhparent
    where relkind = 'I'`.execute(tx.db);
  return new Map(rows.map(({ of, index }) => [of, index]));
}
