import type { Actor } from '../actor.ts';
import { defaultPolicies, type Project, type ProjectId } from '../projects/project.ts';

/** Administrators are users of the installation itself, which no protocol can name as a project. */
export const installation: Project = {
  id: '' as ProjectId,
  name: 'Denizen',
  policies: {
    ...defaultPolicies,
    passwordDictionary: true,
    passwordPersonalData: true,
    sessionSeconds: 7 * 86_400,
    sessionIdleSeconds: 12 * 3_600,
    sessionsLimit: 20,
    failedSignInsLimit: 200,
  },
};

/** The same actor, in the installation. */
export function inInstallation(actor: Actor): Actor {
  return { ...actor, project: installation };
}
