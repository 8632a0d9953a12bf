import { z } from 'zod';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import { keptCount } from '../core/listing/kept-counts.ts';
import type { Project } from '../core/projects/project.ts';
import { createProject, getCreatedAt, listProjects, renameProject } from '../core/projects/projects.ts';
import { removeProject } from '../core/projects/removal.ts';
import type { Model } from '../http/endpoint.ts';
import { isoOf, moment, rowsOf } from './models.ts';
import { newProjectId, projectInPath, someText } from './params.ts';
import { type AdminEndpoint, adminOf, type Call, endpoint } from './route.ts';

const tag = 'projects';
const displayName = someText('Display name.', 128);

/** A project with what is known of its size. */
export type ProjectShown = {
  readonly project: Project;
  readonly createdAt: Instant;
  readonly users: number;
};

export const projectModel: Model<ProjectShown, Call> = {
  name: 'project',
  schema: z.object({
    id: z.string(),
    name: z.string(),
    createdAt: moment('When the project was created.'),
    users: z.int().describe('How many users it has.'),
  }),
  view: ({ project: { id, name }, createdAt, users }) => ({ id, name, createdAt: isoOf(createdAt), users }),
};

const projectListModel = rowsOf(projectModel, 'projectList');

/** Endpoints of projects. */
export const projectRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects', operation: 'listProjects', summary: 'List the own projects' },
    ...{ tag, meta: { access: 'signed-in' }, input: {} },
    output: { status: 200, model: projectListModel },
    run: async (core, call) => {
      const { grants } = adminOf(call);
      const mine = (await listProjects(core)).filter(({ id }) =>
        grants.some(({ project }) => project === null || project === id),
      );
      return { rows: await Promise.all(mine.map((project) => shown(core, project))) };
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects', operation: 'createProject', summary: 'Create a project' },
    ...{ tag, meta: { access: { permission: 'projects.create' } } },
    input: { id: newProjectId, name: displayName },
    output: { status: 201, model: projectModel },
    run: async (core, { actor }, input) => {
      const project = { ...actor.project, id: input.id, name: input.name };
      return shown(core, await createProject(core, { ...actor, project }, input));
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project', operation: 'getProject', summary: 'Get a project' },
    ...{ tag, meta: { access: { permission: 'projects.read' } }, input: { project: projectInPath } },
    output: { status: 200, model: projectModel },
    run: (core, { actor }) => shown(core, actor.project),
  }),
  endpoint({
    ...{
      method: 'PATCH',
      path: '/projects/:project',
      operation: 'updateProject',
      summary: 'Rename a project',
    },
    ...{ tag, meta: { access: { permission: 'projects.write' } } },
    input: { project: projectInPath, name: displayName },
    output: { status: 200, model: projectModel },
    run: async (core, { actor }, input) => shown(core, await renameProject(core, actor, input.name)),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/projects/:project', operation: 'deleteProject' },
    summary: 'Delete a project with everything in it',
    ...{ tag, meta: { access: { permission: 'projects.delete' }, isDangerous: true } },
    input: { project: projectInPath, confirm: someText('The id of the project once more.', 36) },
    output: { status: 204 },
    run: async (core, { actor }, input) => {
      if (input.confirm !== actor.project.id)
        throw new Failure({
          code: 'argument_invalid',
          ...{ field: 'confirm', rule: 'malformed', expected: 'must be the id of the project' },
        });
      await removeProject(core, actor, actor.project.id);
    },
  }),
];

export async function shown(core: Core, project: Project): Promise<ProjectShown> {
  const [createdAt, users] = await Promise.all([
    getCreatedAt(core, project.id),
    keptCount(core.read, project.id, 'users'),
  ]);
  return { project, createdAt, users };
}
