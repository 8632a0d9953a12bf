import { z } from 'zod';
import type { Core } from '../core/core.ts';
import type { Instant } from '../core/instant.ts';
import { keptCount } from '../core/listing/kept-counts.ts';
import type { Project } from '../core/projects/project.ts';
import { createProject, getCreatedAt, listProjects } from '../core/projects/projects.ts';
import type { Model } from '../http/endpoint.ts';
import { isoOf, moment, rowsOf } from './models.ts';
import { newProjectId, projectInPath, someText } from './params.ts';
import { type AdminEndpoint, adminOf, type Call, endpoint } from './route.ts';

const tag = 'projects';

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
    input: { id: newProjectId, name: someText('Display name.', 128) },
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
];

export async function shown(core: Core, project: Project): Promise<ProjectShown> {
  const [createdAt, users] = await Promise.all([
    getCreatedAt(core, project.id),
    keptCount(core.read, project.id, 'users'),
  ]);
  return { project, createdAt, users };
}
