import { type Kysely, Migrator } from 'kysely';
import { DatabaseRefused, type Read } from './database.ts';
import type { EngineSql } from './engine-sql.ts';
import { type Migrations, migrations } from './migrations/all.ts';
import type { Schema } from './schema.ts';

const TABLE = 'schema_migrations';
const LOCK_TABLE = 'schema_migrations_lock';

/** Applies all missing migrations or none. Returns their names. */
export async function migrate(
  db: Kysely<Schema>,
  dialect: EngineSql,
  list: Migrations = migrations,
): Promise<readonly string[]> {
  if ((await pending(db, list)).missing.length === 0) return [];

  const migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: LOCK_TABLE,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(list).map(([name, up]) => [name, { up: (tx: Kysely<Schema>) => up(tx, dialect) }]),
        ),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/**
 * Returns the number of applied migrations and the names of missing ones. Fails for a database of a newer version or
 * another program.
 */
export async function pending(
  db: Kysely<Schema>,
  list: Migrations = migrations,
): Promise<{ readonly applied: number; readonly missing: readonly string[] }> {
  const done = new Set(await applied(db));
  const unknown = [...done].filter((name) => !(name in list));
  if (unknown.length > 0) {
    throw new DatabaseRefused(
      `This database was made by a newer Denizen (it has ${unknown.join(', ')}). Start that version, or restore a backup from before.`,
    );
  }
  return { applied: done.size, missing: Object.keys(list).filter((name) => !done.has(name)) };
}

/** Reads a row of a migrated database, if there is one. */
export async function tryRead({ db }: Read): Promise<void> {
  await db.selectFrom('projects').select('project_id').limit(1).execute();
}

async function applied(db: Kysely<Schema>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const names = tables.filter((table) => !table.isView).map((table) => table.name);
  const rows = names.includes(TABLE)
    ? await db.withTables<{ [TABLE]: { name: string } }>().selectFrom(TABLE).select('name').execute()
    : [];
  const others = names.filter((name) => name !== TABLE && name !== LOCK_TABLE);
  if (rows.length === 0 && others.length > 0) {
    throw new DatabaseRefused(
      `This database is not Denizen's: it has tables of another program (${others.slice(0, 3).join(', ')}). Name an empty one in DENIZEN_DATABASE.`,
    );
  }
  return rows.map((row) => row.name);
}
