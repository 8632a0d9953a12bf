import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { first, pointRead, prepared, type Soon } from '../../db/prepared.ts';
import { remembered } from '../../db/remembered.ts';
import { PROJECT_ITSELF } from '../../db/row-cache.ts';
import type { ProjectRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import type { Project, ProjectId } from './project.ts';
import { policiesOf } from './stored-policies.ts';

const select = ({ db }: ReplicaRead, { project_id }: { readonly project_id: string }) =>
  db.selectFrom('projects').selectAll().where('project_id', '=', project_id);

const byId = pointRead<never, ProjectRow, Project>({
  by: [],
  one: select,
  notNull: 'project_id',
  toValue: projectOf,
});
const rowById = first(prepared(select));

export function findProject(read: Read, id: ProjectId): Soon<Project | undefined> {
  const fetch = () => byId(read, { project_id: id });
  return remembered(read, { project: id, user: PROJECT_ITSELF, name: 'project', fetch });
}

/** Returns when the project was created. */
export async function findCreatedAt(read: Read, id: ProjectId): Promise<Instant | undefined> {
  const row = await rowById(read, { project_id: id });
  return row && (row.created_at as Instant);
}

/** Oldest first. */
export async function listProjects(read: Read): Promise<readonly Project[]> {
  const rows = await read.db
    .selectFrom('projects')
    .selectAll()
    .orderBy('created_at')
    .orderBy('project_id')
    .limit(1000)
    .execute();
  return rows.map(projectOf);
}

/** Returns false when the project exists. */
export async function insertProject(tx: Tx, row: ProjectRow): Promise<boolean> {
  const made = await tx.db
    .insertInto('projects')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('project_id')
    .execute();
  return made.length === 1;
}

/** Reads and locks the project until the transaction ends. */
export async function lockProject(tx: Tx, id: ProjectId): Promise<ProjectRow | undefined> {
  const rows = await tx.db
    .selectFrom('projects')
    .selectAll()
    .where('project_id', '=', id)
    .modifyEnd(tx.sql.forUpdate)
    .execute();
  return rows[0];
}

export async function updatePolicies(tx: Tx, id: ProjectId, policies: string): Promise<void> {
  await tx.db.updateTable('projects').set({ policies }).where('project_id', '=', id).execute();
}

export async function updateName(tx: Tx, id: ProjectId, name: string): Promise<void> {
  await tx.db.updateTable('projects').set({ name }).where('project_id', '=', id).execute();
}

/** Updates how many enabled webhooks the project has. The caller has locked it. */
export async function updateWebhookCount(tx: Tx, id: ProjectId, webhooks: number): Promise<void> {
  await tx.db.updateTable('projects').set({ webhooks }).where('project_id', '=', id).execute();
}

export function projectOf(row: Pick<ProjectRow, 'project_id' | 'name' | 'policies' | 'webhooks'>): Project {
  const { project_id: id, name, policies, webhooks } = row;
  return {
    id: id as ProjectId,
    name,
    policies: policiesOf(policies),
    ...(webhooks && { hasWebhooks: true }),
  };
}
