import type { CompiledQuery, KyselyPlugin } from 'kysely';
import type { Read } from '../../src/db/database.ts';

/** A handle that reads as the one given does, and keeps what it was asked. */
export function watched(read: Read): { readonly read: Read; readonly queries: CompiledQuery[] } {
  const queries: CompiledQuery[] = [];
  const executor = read.db.getExecutor();
  const watching: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      queries.push(executor.compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { read: { ...read, db: read.db.withPlugin(watching) }, queries };
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
