import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { defaultPolicies, type Policies, type Project, type ProjectId } from './project.ts';
import {
  findProject,
  insertProject,
  listProjects as listRows,
  lockProject,
  projectOf,
  updatePolicies,
} from './store.ts';
import { storedAfter } from './stored-policies.ts';

export type NewProject = { readonly id: ProjectId; readonly name: string };

/** The actor's project is the one that is made. Refuses with `project_exists`. */
export async function createProject(core: Core, actor: Actor, input: NewProject): Promise<Project> {
  const project: Project = { ...input, policies: defaultPolicies };
  const made = await core.write(actor, { act: 'project.create', details: { name: input.name } }, (tx) =>
    insertProject(tx, {
      project_id: input.id,
      name: input.name,
      policies: '{}',
      created_at: core.clock.now(),
    }).then((isNew) => {
      if (!isNew) throw new Failure({ code: 'project_exists', project: input.id });
      return project;
    }),
  );
  return made;
}

export async function getProject(core: Core, id: ProjectId): Promise<Project> {
  const project = await findProject(core.read, id);
  if (!project) throw unknownProject(id);
  return project;
}

/** Oldest first, 1,000 at most. */
export function listProjects(core: Core): Promise<readonly Project[]> {
  return listRows(core.read);
}

/**
 * Sets policies of the actor's project; those that are not named stay as they are. Running servers go by them from
 * their next request on. Refuses with `project_not_found`.
 */
export async function setPolicies(core: Core, actor: Actor, changes: Partial<Policies>): Promise<Project> {
  const { id } = actor.project;
  const details = { names: Object.keys(changes) };
  return core.write(actor, { act: 'project.policies.update', details }, async (tx) => {
    const before = await lockProject(tx, id);
    if (!before) throw unknownProject(id);
    const policies = storedAfter(before.policies, changes);
    await updatePolicies(tx, id, policies);
    return projectOf({ ...before, policies });
  });
}

function unknownProject(id: ProjectId): Failure {
  return new Failure({ code: 'project_not_found', project: id });
}
