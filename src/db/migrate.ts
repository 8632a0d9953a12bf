import { type Kysely, Migrator } from 'kysely';
import { DatabaseRefused } from './database.ts';
import type { EngineSql } from './engine.ts';
import { migrations } from './migrations/all.ts';
import type { Schema } from './schema.ts';

const TABLE = 'schema_migrations';
const LOCK_TABLE = 'schema_migrations_lock';

/** Applies what is missing, all of it or nothing. Answers the names of what it applied. */
export async function migrate(db: Kysely<Schema>, dialect: EngineSql): Promise<readonly string[]> {
  const done = await applied(db);
  const unknown = done.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new DatabaseRefused(
      `This database was made by a newer Denizen (it has ${unknown.join(', ')}). Start that version, or restore a backup from before.`,
    );
  }
  if (done.length === Object.keys(migrations).length) return [];

  const migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: LOCK_TABLE,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).map(([name, up]) => [name, { up: (tx: Kysely<Schema>) => up(tx, dialect) }])),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** How many migrations the database has, and the names of those that this program knows and it lacks. */
export async function pending(db: Kysely<Schema>): Promise<{ applied: number; missing: readonly string[] }> {
  const done = new Set(await applied(db));
  return { applied: done.size, missing: Object.keys(migrations).filter((name) => !done.has(name)) };
}

async function applied(db: Kysely<Schema>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === TABLE)) return [];
  const rows = await db.withTables<{ [TABLE]: { name: string } }>().selectFrom(TABLE).select('name').execute();
  return rows.map((row) => row.name);
}
