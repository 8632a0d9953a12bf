import { sql } from 'kysely';
import type { Read } from '../database.ts';

/** Copying as the source knows it: one row while and after it is copied. */
export const SOURCE = 'copy_source';
/** Copying as the target knows it: one row. */
export const TARGET = 'copy_target';

/** What the database says about being copied. Instants in milliseconds since 1970. */
export type CopyState = {
  /** Set while the database is being filled: from where. */
  readonly unfinishedFrom: string | undefined;
  /** Set when nothing may be written any more because it is, or was, copied. */
  readonly readOnly: { readonly to: string; readonly movedAt: number | undefined } | undefined;
};

/** Returns what the database says about being copied, by one statement if it never was. */
export async function getCopyState({ db, sql: dialect }: Pick<Read, 'db' | 'sql'>): Promise<CopyState> {
  const there =
    dialect.engine === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_schema where name in (${SOURCE}, ${TARGET})`
      : sql<{ name: string }>`select relname as name from pg_class
          where relnamespace = current_schema()::regnamespace and relname in (${SOURCE}, ${TARGET})`;
  const names = (await there.execute(db)).rows.map(({ name }) => name);
  const target = names.includes(TARGET)
    ? (
        await sql<{ source: string }>`select source from ${sql.table(TARGET)}
          where finished_at is null`.execute(db)
      ).rows[0]
    : undefined;
  const source = names.includes(SOURCE)
    ? (
        await sql<{ target: string; moved_at: number | null }>`select target, moved_at
          from ${sql.table(SOURCE)} where read_only_at is not null`.execute(db)
      ).rows[0]
    : undefined;
  return {
    unfinishedFrom: target?.source,
    readOnly: source && { to: source.target, movedAt: source.moved_at ?? undefined },
  };
}
