import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { createKey, setBootstrapKey } from '../keys/keys.ts';
import { FIRST_PROJECT, type Project, type ProjectId } from './project.ts';
import { createProject, listProjects } from './projects.ts';
import { finishRemoval } from './removal.ts';
import { findProject } from './store.ts';

const ROWS_AT_ONCE = 250;

export type Bootstrap = {
  readonly project: Project;
  /** The secret of a key created now; shown only once. */
  readonly secret: string | undefined;
};

type Settings = {
  readonly project: string | undefined;
  readonly apiKey: string | undefined;
  /** Called before rows of a deleted project are removed whose id is needed. */
  readonly onWait?: (project: string) => void;
};

/**
 * Ensures that there is a project and a key: the operator's chosen one, or a fresh one when the project is new. Of
 * several processes that start at once, one creates them.
 */
export async function bootstrap(
  core: Core,
  actorIn: (project?: Project) => Actor,
  settings: Settings,
): Promise<Bootstrap> {
  const { project, isNew } = await ensureProject(core, actorIn, settings);
  if (settings.apiKey !== undefined) {
    await setBootstrapKey(core, actorIn(project), settings.apiKey);
    return { project, secret: undefined };
  }
  if (!isNew) return { project, secret: undefined };
  const { secret } = await createKey(core, actorIn(project), {
    name: 'First key',
    scopes: ['*'],
    expiresAt: null,
  });
  return { project, secret };
}

async function ensureProject(
  core: Core,
  actorIn: (project?: Project) => Actor,
  settings: Settings,
): Promise<{ project: Project; isNew: boolean }> {
  const projectId = settings.project as ProjectId | undefined;
  const known = projectId ? await findProject(core.read, projectId) : (await listProjects(core))[0];
  if (known) return { project: known, isNew: false };
  const id = projectId ?? FIRST_PROJECT;
  try {
    return { project: await createProject(core, actorIn(), { id, name: id }), isNew: true };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'project_being_deleted') {
      settings.onWait?.(id);
      await finishRemoval(core, id, { most: ROWS_AT_ONCE });
      return ensureProject(core, actorIn, settings);
    }
    const made = error.code === 'project_exists' ? await findProject(core.read, id) : undefined;
    if (!made) throw error;
    return { project: made, isNew: false };
  }
}
