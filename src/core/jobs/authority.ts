import type { Actor } from '../actor.ts';
import { findGrants } from '../admins/admins.ts';
import { permissionsIn } from '../admins/permissions.ts';
import type { Core } from '../core.ts';
import { hasExpired } from '../keys/key.ts';
import { everyScope, granted } from '../keys/scopes.ts';
import { findKey } from '../keys/store.ts';
import type { Project } from '../projects/project.ts';
import type { Job, JobFailureReason } from './job.ts';

/** Returns why the one on whose word a job runs may no longer act on many users; nothing while they may. */
export async function authorityLost(
  core: Core,
  project: Project,
  { actor }: Pick<Job, 'actor'>,
): Promise<JobFailureReason | undefined> {
  if (actor.kind === 'admin') {
    const held = permissionsIn(await findGrants(core, actor.id ?? ''), project.id);
    return held.has('jobs.write') ? undefined : 'role_lost';
  }
  if (actor.kind !== 'key') return undefined;
  const key = await findKey(core.read, project.id, { id: actor.id ?? '' });
  if (!key) return 'key_revoked';
  if (hasExpired(key, core.clock.now())) return 'key_expired';
  return granted(key.scopes).has('users.jobs.write') ? undefined : 'scope_missing';
}

/** The actor of what a job does. Its entries name the job as their request. */
export function actorOf(project: Project, { id, actor }: Pick<Job, 'id' | 'actor'>): Actor {
  // Cast: written from an actor.
  const kind = actor.kind as Actor['kind'];
  return {
    kind,
    ...(actor.id !== undefined && { id: actor.id }),
    project,
    scopes: new Set(everyScope),
    requestId: requestOf(id),
  };
}

/** The request of everything that a job does. */
export function requestOf(job: string): string {
  return `job ${job}`;
}
