import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Instant } from '../instant.ts';
import { claimMailboxes } from '../users/mailboxes.ts';
import { defaultPolicies, type Policies, type Project, type ProjectId } from './project.ts';
import { hasRemoval } from './removal-store.ts';
import {
  findCreatedAt,
  findProject,
  insertProject,
  listProjects as listRows,
  lockProject,
  projectOf,
  updateName,
  updatePolicies,
} from './store.ts';
import { storedAfter } from './stored-policies.ts';

type PolicyChange = Partial<Policies> | ((current: Policies) => Partial<Policies>);

export type NewProject = { readonly id: ProjectId; readonly name: string };

/**
 * Creates the actor's project. Fails with `project_exists`, and with `project_being_deleted` while rows of a deleted
 * project with this id are left.
 */
export async function createProject(core: Core, actor: Actor, input: NewProject): Promise<Project> {
  const project: Project = { ...input, policies: defaultPolicies };
  const row = {
    project_id: input.id,
    name: input.name,
    policies: '{}',
    created_at: core.clock.now(),
    webhooks: null,
  };
  return core.write(actor, { act: 'project.create', details: { name: input.name } }, async (tx) => {
    if (!(await insertProject(tx, row))) throw new Failure({ code: 'project_exists', project: input.id });
    // After the insert, which waits for the transaction that deletes the project.
    if (await hasRemoval(tx, input.id))
      throw new Failure({ code: 'project_being_deleted', project: input.id });
    return project;
  });
}

export async function getProject(core: Core, id: ProjectId): Promise<Project> {
  const project = await findProject(core.read, id);
  if (!project) throw unknownProject(id);
  return project;
}

/** Returns when the project was created. Fails with `project_not_found`. */
export async function getCreatedAt(core: Core, id: ProjectId): Promise<Instant> {
  return (await findCreatedAt(core.read, id)) ?? refuseUnknown(id);
}

/** Oldest first, 1,000 at most. */
export function listProjects(core: Core): Promise<readonly Project[]> {
  return listRows(core.read);
}

/**
 * Updates policies of the actor's project; unnamed ones keep their values. A function gets the current policies under
 * a lock. Running servers apply them from the next request. Fails with `project_not_found`.
 */
export async function setPolicies(core: Core, actor: Actor, change: PolicyChange): Promise<Project> {
  return (await changePolicies(core, actor, change)).after;
}

/** Like `setPolicies`, and also returns the policies before the change. */
export async function changePolicies(
  core: Core,
  actor: Actor,
  change: PolicyChange,
): Promise<{ readonly before: Policies; readonly after: Project }> {
  const { id } = actor.project;
  const act = ({ names }: { readonly names: readonly string[] }) =>
    ({ act: 'project.policies.update', details: { names } }) as const;
  const { before, after } = await core.write(actor, act, async (tx) => {
    const before = await lockProject(tx, id);
    if (!before) throw unknownProject(id);
    const changes = typeof change === 'function' ? change(projectOf(before).policies) : change;
    const policies = storedAfter(before.policies, changes);
    await updatePolicies(tx, id, policies);
    const after = projectOf({ ...before, policies });
    return { before: projectOf(before).policies, after, names: Object.keys(changes) };
  });
  if (after.policies.canonicalEmails && !before.canonicalEmails)
    await claimMailboxes(core, { ...actor, project: after });
  return { before, after };
}

/** Renames the actor's project. Running servers show the name from the next request on. Fails with `project_not_found`. */
export async function renameProject(core: Core, actor: Actor, name: string): Promise<Project> {
  const { id } = actor.project;
  return core.write(actor, { act: 'project.rename', details: { name } }, async (tx) => {
    const row = await lockProject(tx, id);
    if (!row) throw unknownProject(id);
    await updateName(tx, id, name);
    return projectOf({ ...row, name });
  });
}

function refuseUnknown(id: ProjectId): never {
  throw unknownProject(id);
}

function unknownProject(id: ProjectId): Failure {
  return new Failure({ code: 'project_not_found', project: id });
}
