import { sql } from 'kysely';
import type { Column, Table } from '../../db/conditions.ts';
import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { ProjectRemovalRow } from '../../db/schema-history.ts';
import type { ProjectId } from './project.ts';

/** Tables that say themselves what happens to them: the project, and that it was deleted. */
type OfRemoval = 'projects' | 'project_removals';
export type RemovedTable = Exclude<Table, OfRemoval>;
type KeyColumn<T extends Table> = Exclude<Column<T>, 'project_id'>;

/**
 * Every table with rows of projects, with the rest of its primary key, in the order in which a deleted project's rows
 * are removed: first what is sent, then what gives access. A table without an entry does not compile.
 */
export const rowsOfProjects: { readonly [T in RemovedTable]: readonly KeyColumn<T>[] } = {
  jobs: ['id'],
  job_parts: ['job_id', 'kind', 'position'],
  outbox: ['id'],
  webhook_deliveries: ['id'],
  keys: ['id'],
  sessions: ['user_id', 'id'],
  user_keys: ['owner_kind', 'owner_id', 'id'],
  device_grants: ['user_id', 'id'],
  device_codes: ['id'],
  tokens: ['user_id', 'id'],
  challenges: ['user_id', 'id'],
  oauth_states: ['id'],
  providers: ['key'],
  provider_errors: ['key'],
  webhooks: ['id'],
  mock_phones: ['phone'],
  import_secrets: ['id'],
  old_systems: ['system'],
  served_contracts: ['contract'],
  identities: ['user_id', 'id'],
  authenticators: ['user_id', 'kind'],
  user_metadata: ['user_id'],
  import_jobs: ['id'],
  imports: ['id'],
  import_rows: ['import_id', 'position'],
  recovery_codes: ['user_id', 'code_hash'],
  password_history: ['user_id', 'sequence'],
  attempts: ['user_id', 'factor', 'bucket'],
  targets: ['user_id', 'id'],
  profiles: ['user_id'],
  memberships: ['user_id', 'id'],
  team_words: ['word', 'team_id'],
  teams: ['id'],
  user_words: ['word', 'user_id'],
  users: ['id'],
  identifiers: ['kind', 'value'],
  lookups: ['kind', 'value', 'holder_id', 'id'],
  counts: ['counted', 'lane'],
  daily_counts: ['day', 'name'],
  rate_windows: ['key'],
  // Of the server itself, whose rows name no project.
  admin_grants: ['user_id', 'target'],
  admin_links: ['user_id'],
  seal_keys: ['key_id'],
  leases: ['name'],
  history_lanes: [],
  // The history, after its end is recorded in the history of the server.
  audit: ['place', 'id'],
  erasures: ['user_id', 'through'],
  history_heads: ['lane'],
  history_checkpoints: ['position'],
  history_cuts: ['position'],
};

export const historyTables = [
  'audit',
  'erasures',
  'history_heads',
  'history_checkpoints',
  'history_cuts',
] as const satisfies readonly RemovedTable[];

const removals = ownedTable('project_removals', { owner: {}, key: 'project_id' });

/** Returns false when the project is being removed already. */
export const insertRemoval = removals.insertIfFree;
export const hasRemoval = removals.has({});
export const findRemoval = removals.find({});
export const moveRemoval = removals.update({ part: 'part', pass_at: 'passAt' }, {});
/** Notes that the end of the history is recorded. */
export const endRows = removals.update({ part: 'part', recorded_at: 'now' }, {});
export const endRemoval = removals.removeAll;

/** Deleted projects of which rows are left, those deleted first in front. */
export async function listRemovals(read: Read, most: number): Promise<readonly ProjectRemovalRow[]> {
  return read.db
    .selectFrom('project_removals')
    .selectAll()
    .orderBy('deleted_at')
    .orderBy('project_id')
    .limit(most)
    .execute();
}

/** Locks a removal until the transaction ends. Returns nothing when another server has it, or it has ended. */
export async function lockRemoval(tx: Tx, project: string): Promise<ProjectRemovalRow | undefined> {
  return tx.db
    .selectFrom('project_removals')
    .selectAll()
    .where('project_id', '=', project)
    .modifyEnd(tx.sql.forUpdateOrSkip)
    .executeTakeFirst();
}

/** Deletes the row of the project, from which moment on every request to it is refused. */
export async function deleteProject(tx: Tx, id: ProjectId): Promise<void> {
  await tx.db.deleteFrom('projects').where('project_id', '=', id).execute();
}

/** Deletes at most `most` rows of a project in a table. Returns how many. */
export async function deleteSomeRows(
  { db }: Tx,
  table: RemovedTable,
  { project, most }: { readonly project: string; readonly most: number },
): Promise<number> {
  const key = sql.join(['project_id', ...rowsOfProjects[table]].map((column) => sql.ref(column)));
  // Along the primary key: the planner must not read the whole table for the first few rows.
  const { rows } = await sql`delete from ${sql.table(table)} where project_id = ${project} and (${key}) in
    (select ${key} from ${sql.table(table)} where project_id = ${project} order by ${key} limit ${most})
    returning project_id`.execute(db);
  return rows.length;
}
