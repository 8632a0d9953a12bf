import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { ProjectRow } from '../../db/schema.ts';
import { defaultPolicies, type Project, type ProjectId } from './project.ts';

const byId = first(
  prepared<{ project_id: string }, ProjectRow>(({ db }, { project_id }) =>
    db.selectFrom('projects').selectAll().where('project_id', '=', project_id),
  ),
);

export async function findProject(read: Read, id: ProjectId): Promise<Project | undefined> {
  const row = await byId(read, { project_id: id });
  return row && projectOf(row);
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

/** Answers whether the project is new. */
export async function insertProject(tx: Tx, row: ProjectRow): Promise<boolean> {
  const made = await tx.db
    .insertInto('projects')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('project_id')
    .execute();
  return made.length === 1;
}

export function projectOf(row: Pick<ProjectRow, 'project_id' | 'name' | 'policies'>): Project {
  return {
    id: row.project_id as ProjectId,
    name: row.name,
    policies:
      row.policies === '{}'
        ? defaultPolicies
        : { ...defaultPolicies, ...(JSON.parse(row.policies) as object) },
  };
}
