import { type Kysely, Migrator, sql } from 'kysely';
import { DatabaseRefused, type Read } from './database.ts';
import type { EngineSql } from './engine-sql.ts';
import type { Migrations } from './migrations/all.ts';
import { migrationNames } from './migrations/names.ts';
import type { Schema } from './schema.ts';

const TABLE = 'schema_migrations';
const LOCK_TABLE = 'schema_migrations_lock';
const PHASE = /^\d{4}-(expand|contract)-/;

/**
 * What a migration does to older programs. `expand` adds what they do not see. `contract` removes what only they need,
 * and this program runs with it and without it.
 */
export type Phase = 'expand' | 'contract';

/**
 * Returns the phase, which is part of the name, so that older programs read it in the database. Migrations of before
 * the first release have none: this program needs them, and older ones do not run on them.
 */
export function phaseOf(name: string): Phase | undefined {
  // Cast: the pattern has these two words.
  return PHASE.exec(name)?.[1] as Phase | undefined;
}

/** Running servers that do not know the migration, at least as long as the transaction runs. */
export type OlderServers = (tx: Kysely<Schema>, migration: string) => Promise<number>;

/** How the database stands to the migrations of this program. */
export type SchemaState = {
  readonly applied: number;
  /** Migrations that this program needs. */
  readonly missing: readonly string[];
  /** Migrations of the kind `contract` that are not applied yet. This program runs without them. */
  readonly waiting: readonly string[];
  /** Applied migrations of a newer program, which this one fits. */
  readonly newer: readonly string[];
};

/** A migration waits for servers of an older version. */
export class OlderServersRun extends DatabaseRefused {
  override readonly name = 'OlderServersRun';

  constructor(migration: string, servers: number) {
    super(
      `The migration ${migration} does not fit ${servers === 1 ? 'a server' : `${servers} servers`} of an older version that still ${servers === 1 ? 'runs' : 'run'}. Stop ${servers === 1 ? 'it' : 'them'} first.`,
    );
  }
}

type Migrating = {
  readonly dialect: EngineSql;
  readonly olderServers: OlderServers;
  readonly list?: Migrations | undefined;
};

/**
 * Applies all missing migrations or none, and returns their names. While older servers run, those of the kind
 * `contract` wait. Fails if older servers run and another one does not fit them.
 */
export async function migrate(
  db: Kysely<Schema>,
  { dialect, olderServers, list: given }: Migrating,
): Promise<readonly string[]> {
  const { applied, missing, waiting, newer } = await pending(db, dialect, given && Object.keys(given));
  if (missing.length + waiting.length === 0) return [];
  // Loaded on demand: most starts apply none.
  const list: Migrations = given ?? (await import('./migrations/all.ts')).migrations;
  const isNew = applied === 0;
  const run = (names: readonly string[]) => runAll(db, newer, up, names);
  const up = async (tx: Kysely<Schema>, name: string): Promise<void> => {
    const older = isNew || phaseOf(name) === 'expand' ? 0 : await olderServers(tx, name);
    if (older > 0) throw new OlderServersRun(name, older);
    // Citus refuses to change a table that the transaction has read or written on several connections.
    if (dialect.isSharded)
      await sql`select set_config('citus.multi_shard_modify_mode', 'sequential', true)`.execute(tx);
    await list[name]?.(tx, dialect);
  };
  const names = Object.keys(list);
  try {
    return await run(names);
  } catch (error) {
    const canWait = error instanceof OlderServersRun && waiting.length > 0;
    if (!canWait) throw error;
    return await run(names.filter((name) => !waiting.includes(name)));
  }
}

async function runAll(
  db: Kysely<Schema>,
  newer: readonly string[],
  up: (tx: Kysely<Schema>, name: string) => Promise<void>,
  names: readonly string[],
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: LOCK_TABLE,
    // One that waited is applied after later ones.
    allowUnorderedMigrations: true,
    provider: {
      getMigrations: async () =>
        Object.fromEntries([
          // Applied by a newer program: the migrator wants to know all that were.
          ...newer.map((name) => [name, { up: async () => {} }]),
          ...names.map((name) => [name, { up: (tx: Kysely<Schema>) => up(tx, name) }]),
        ]),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/**
 * Compares the database with the migrations of the program. Fails for a database of another program, and for one that a
 * newer version changed in a way that this one does not fit.
 */
export async function pending(
  db: Kysely<Schema>,
  dialect: EngineSql,
  names: readonly string[] = migrationNames,
): Promise<SchemaState> {
  const done = new Set(await applied(db, dialect));
  const newer = [...done].filter((name) => !names.includes(name));
  const unfit = newer.filter((name) => phaseOf(name) !== 'expand');
  if (unfit.length > 0) {
    throw new DatabaseRefused(
      `This database was made by a newer Denizen (it has ${unfit.join(', ')}). Start that version, or restore a backup from before.`,
    );
  }
  const lacking = names.filter((name) => !done.has(name));
  // A new database gets all of them.
  const canWait = (name: string) => done.size > 0 && phaseOf(name) === 'contract';
  return {
    applied: done.size,
    missing: lacking.filter((name) => !canWait(name)),
    waiting: lacking.filter(canWait),
    newer,
  };
}

/** Reads a row of a migrated database, if there is one. */
export async function tryRead({ db }: Read): Promise<void> {
  await db.selectFrom('projects').select('project_id').limit(1).execute();
}

async function applied(db: Kysely<Schema>, dialect: EngineSql): Promise<readonly string[]> {
  const names = await recorded(db, dialect);
  if (names.length > 0) return names;
  // Reads the columns of all tables, which takes milliseconds: only a database without migrations is worth them.
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const others = tables
    .filter(({ name, isView }) => !isView && name !== TABLE && name !== LOCK_TABLE)
    .map(({ name }) => name);
  if (others.length === 0) return [];
  // Another process may have migrated it in between.
  const since = await recorded(db, dialect);
  if (since.length > 0) return since;
  throw new DatabaseRefused(
    `This database is not Denizen's: it has tables of another program (${others.slice(0, 3).join(', ')}). Name an empty one in DENIZEN_DATABASE.`,
  );
}

async function recorded(db: Kysely<Schema>, { tableNamed }: EngineSql): Promise<readonly string[]> {
  const { rows: found } = await tableNamed(TABLE).execute(db);
  if (found.length === 0) return [];
  const rows = await db
    .withTables<{ [TABLE]: { name: string } }>()
    .selectFrom(TABLE)
    .select('name')
    .execute();
  return rows.map(({ name }) => name);
}
