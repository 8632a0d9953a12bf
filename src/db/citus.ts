import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { prepareShards } from './audit-partitions.ts';
import { DatabaseRefused, type UnauditedTx } from './database.ts';
import { type Placement, placement } from './placement.ts';
import { runningServers } from './postgres-servers.ts';
import type { Schema } from './schema.ts';

/** Chains of the history that grow at once in each project. They are for good. */
const LANES = 16;

type Distributed = { readonly name: string; readonly localBytes: number };

/**
 * Distributes the tables that are not distributed yet over the shards of the cluster, as `placement` says, with their
 * rows. Each table is a statement of its own: interrupted, it goes on with the next call. Fails with `DatabaseRefused`
 * if servers run that would not notice.
 */
export async function distribute(
  db: Kysely<Schema>,
  unaudited: (tx: Kysely<Schema>) => UnauditedTx,
): Promise<void> {
  const before = new Set((await listDistributed(db)).map(({ name }) => name));
  const missing = Object.entries(placement).flatMap(([table, place]) =>
    place === 'local' || before.has(table) ? [] : [{ table, place }],
  );
  if (before.size === 0) await db.transaction().execute(refuseWhileServed);
  if (missing.some(({ table }) => table === 'audit'))
    await db.transaction().execute((tx) => prepareShards(unaudited(tx), LANES));
  for (const { table, place } of missing) await distributeTable(db, table, place);
  await removeCopies(db);
}

async function distributeTable(
  db: Kysely<Schema>,
  table: string,
  place: Exclude<Placement, 'local'>,
): Promise<void> {
  if (place === 'reference') {
    await sql`select create_reference_table(${table})`.execute(db);
    return;
  }
  const { by, beside = 'none' } = place;
  await sql`select create_distributed_table(${table}, ${by}, colocate_with => ${beside})`.execute(db);
}

/** The rows that were moved stay on the coordinator's disk, where no statement sees them. */
async function removeCopies(db: Kysely<Schema>): Promise<void> {
  for (const { name, localBytes } of await listDistributed(db))
    if (localBytes > 0) await sql`select truncate_local_data_after_distributing_table(${name})`.execute(db);
}

/** Partitions are listed with their table. */
async function listDistributed(db: Kysely<Schema>): Promise<readonly Distributed[]> {
  const { rows } = await sql<{ name: string; bytes: string | number }>`select table_name::text as name,
    (select sum(pg_relation_size(relid)) from pg_partition_tree(table_name)) as bytes
    from citus_tables where citus_table_type in ('distributed', 'reference')`.execute(db);
  return rows.flatMap(({ name, bytes }) => (name in placement ? [{ name, localBytes: Number(bytes) }] : []));
}

/** A server of before sends statements that fit one node only. */
async function refuseWhileServed(tx: Kysely<Schema>): Promise<void> {
  const servers = await runningServers(tx);
  if (servers > 0)
    throw new DatabaseRefused(
      `The tables are about to be distributed by Citus, and ${servers === 1 ? 'a server runs' : `${servers} servers run`}. Stop all servers first.`,
    );
}

/**
 * Adds the extension to the database, and sets the number of shards of tables that are distributed from now on. Fails
 * with `DatabaseRefused` if the server has no such extension or the user may not add it.
 */
export async function addCitus(db: Kysely<Schema>, shards: number | undefined): Promise<void> {
  const { rows } = await sql<{ there: boolean; name: string }>`select current_database() as name,
    exists (select from pg_proc where proname = 'create_distributed_table') as there`.execute(db);
  const [row] = rows;
  if (!row?.there) await createExtension(db);
  if (row === undefined || shards === undefined) return;
  await sql`alter database ${sql.id(row.name)} set citus.shard_count = ${sql.lit(shards)}`.execute(db);
}

async function createExtension(db: Kysely<Schema>): Promise<void> {
  const available = await sql`select 1 from pg_available_extensions where name = 'citus'`.execute(db);
  if (available.rows.length === 0)
    throw new DatabaseRefused(
      "The PostgreSQL server has no extension citus. Install it on every node, with shared_preload_libraries = 'citus'.",
    );
  try {
    await sql`create extension citus`.execute(db);
  } catch (error) {
    if (error instanceof pg.DatabaseError)
      throw new DatabaseRefused(`PostgreSQL refuses the extension citus: ${error.message}.`, {
        cause: error,
      });
    throw error;
  }
}
