import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';
import { emailOf } from './email.ts';
import { phoneOf } from './phone.ts';
import { findUser, findUserBy } from './store.ts';
import { type User, userIdOf } from './user.ts';

type Named = {
  readonly id: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
};

/** Finds the user to impersonate. The first given field decides, even when it matches no user. */
export async function findImpersonated(
  core: Core,
  project: ProjectId,
  named: Named,
): Promise<User | undefined> {
  if (named.id !== undefined) {
    const id = userIdOf(named.id);
    return id && findUser(core.read, project, id);
  }
  if (named.email !== undefined) {
    const email = emailOf(named.email);
    return email && findUserBy(core.read, project, 'email', email);
  }
  const phone = named.phone === undefined ? undefined : phoneOf(named.phone);
  return phone && findUserBy(core.read, project, 'phone', phone);
}
