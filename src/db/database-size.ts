import { sql } from 'kysely';
import type { Read } from './database.ts';

/** Returns the bytes of the database: of its file, or of all its tables and indexes on the server it is asked of. */
export async function databaseBytes({ db, sql: dialect }: Read): Promise<number> {
  const { rows } =
    dialect.engine === 'sqlite'
      ? await sql<{ bytes: number }>`select page_count * page_size as bytes
          from pragma_page_count, pragma_page_size`.execute(db)
      : await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}
