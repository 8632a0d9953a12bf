import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hasVerified } from '../factors/authenticators-store.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { projectIdOf } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import { type CheckedPassword, noPassword } from '../users/checked-password.ts';
import type { Email } from '../users/email.ts';
import { findUser, findUserBy, lockUser } from '../users/store.ts';
import { newUser, type User, type UserId } from '../users/user.ts';
import { addUser, removeUserIn } from '../users/users.ts';
import type { Admin } from './admin.ts';
import {
  ADMINS_AT_MOST,
  countAdmins,
  deleteGrants,
  GRANTS_AT_MOST,
  grantsOf,
  insertGrant,
  listGrants,
  lockOwners,
} from './grants-store.ts';
import { inInstallation, installation } from './installation.ts';
import { adminPassword } from './passwords.ts';
import type { Grant } from './permissions.ts';

export type NewAdmin = {
  readonly email: Email;
  readonly name?: string;
  readonly grants: readonly Grant[];
};

/** Returns the administrators by email, 1,000 at most. */
export async function listAdmins(core: Core): Promise<readonly Admin[]> {
  const grants = await listGrants(core.read);
  const admins: Admin[] = [];
  for (const [id, held] of grants) {
    // Cast: the ids of administrators are those of users.
    const user = await findUser(core.read, installation.id, id as UserId);
    if (user) admins.push(await adminOf(core, user, held));
  }
  return admins.sort((a, b) => (a.email < b.email ? -1 : 1));
}

/** Fails with `admin_not_found`. */
export async function getAdmin(core: Core, id: string): Promise<Admin> {
  // Cast: an id that is none leads to no user.
  const user = await findUser(core.read, installation.id, id as UserId);
  const grants = user ? await grantsOf(core.read, installation.id, { user: user.id }) : [];
  if (!user || grants.length === 0) throw new Failure('admin_not_found');
  return adminOf(core, user, grants);
}

export async function findAdminByEmail(core: Core, email: Email): Promise<Admin | undefined> {
  const user = await findUserBy(core.read, installation.id, 'email', email);
  const grants = user ? await grantsOf(core.read, installation.id, { user: user.id }) : [];
  return user && grants.length > 0 ? adminOf(core, user, grants) : undefined;
}

/** Reports whether the administrator still exists with one of the roles in the project or the installation. */
export async function findGrants(core: Core, id: string): Promise<readonly Grant[]> {
  const user = await findUser(core.read, installation.id, id as UserId);
  if (!user || user.blockedAt !== null) return [];
  return grantsOf(core.read, installation.id, { user: user.id });
}

/**
 * Creates an administrator with a password. Fails with `admin_exists`, `admins_limit`, `project_not_found` of a grant,
 * `argument_invalid` and `password_personal`.
 */
export async function createAdmin(
  core: Core,
  actor: Actor,
  input: NewAdmin & { readonly password: string },
): Promise<Admin> {
  const { password, ...person } = input;
  const checked = await adminPassword(core, actor, { password, person, hasSecondFactor: false });
  return insertAdmin(core, actor, person, { password: checked, within: async () => {} });
}

/** Inserts an administrator, and runs `within` in the same write. */
export async function insertAdmin(
  core: Core,
  actor: Actor,
  { email, name = '', grants }: NewAdmin,
  also: {
    readonly password?: CheckedPassword;
    readonly within: (tx: Tx, user: User) => Promise<void>;
  },
): Promise<Admin> {
  await refuseGrants(core, grants);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const { password = noPassword } = also;
  const user: User = {
    ...newUser(freshId(sequence) as UserId, sequence, at),
    ...{ email, name, ...password },
    passwordUpdatedAt: password.password === null ? null : at,
  };
  const within = inInstallation(actor);
  const act = { act: 'admin.create', user: user.id, details: { grants: grants.map(grantText) } } as const;
  const added = await core
    .write(within, act, async (tx) => {
      const added = await addUser(core, within, tx, user);
      if ((await countAdmins(tx)) >= ADMINS_AT_MOST)
        throw new Failure({ code: 'admins_limit', most: ADMINS_AT_MOST });
      for (const grant of grants)
        await insertGrant(tx, installation.id, { user: user.id, grant, at: core.clock.now() });
      await also.within(tx, added);
      return added;
    })
    .catch((error: unknown) => {
      throw error instanceof Failure && error.code === 'user_exists' ? new Failure('admin_exists') : error;
    });
  return adminOf(core, added, grants);
}

/** Replaces the roles. Fails with `admin_not_found`, `last_owner`, and `project_not_found` of a grant. */
export async function setGrants(
  core: Core,
  actor: Actor,
  { id, grants }: { readonly id: string; readonly grants: readonly Grant[] },
): Promise<Admin> {
  await refuseGrants(core, grants);
  const { id: user } = await getAdmin(core, id);
  const act = { act: 'admin.update', user, details: { grants: grants.map(grantText) } } as const;
  await core.write(inInstallation(actor), act, async (tx) => {
    await refuseLastOwner(tx, user, grants);
    if (!(await lockUser(tx, installation.id, user as UserId))) throw new Failure('admin_not_found');
    await deleteGrants(tx, installation.id, { user });
    for (const grant of grants) await insertGrant(tx, installation.id, { user, grant, at: core.clock.now() });
  });
  return getAdmin(core, user);
}

/** Removes the administrator, whose sessions end. Fails with `admin_not_found` and `last_owner`. */
export async function removeAdmin(core: Core, actor: Actor, id: string): Promise<void> {
  const { id: user } = await getAdmin(core, id);
  const within = inInstallation(actor);
  await core.write(within, { act: 'user.delete', user }, async (tx) => {
    await refuseLastOwner(tx, user, []);
    await removeUserIn(core, within, tx, user as UserId);
  });
}

/** `operator in shop`, or `owner` of the installation. */
export function grantText({ project, role }: Grant): string {
  return project === null ? role : `${role} in ${project}`;
}

async function refuseLastOwner(tx: Tx, id: string, grants: readonly Grant[]): Promise<void> {
  if (grants.some(({ project, role }) => project === null && role === 'owner')) return;
  const owners = await lockOwners(tx);
  if (owners.length === 1 && owners[0] === id) throw new Failure('last_owner');
}

async function refuseGrants(core: Core, grants: readonly Grant[]): Promise<void> {
  const places = new Set(grants.map(({ project }) => project ?? ''));
  const isList = grants.length > 0 && grants.length <= GRANTS_AT_MOST && places.size === grants.length;
  if (!isList) throw new Failure({ code: 'argument_invalid', field: 'grants', rule: 'malformed' });
  for (const { project } of grants) {
    const id = project === null ? undefined : projectIdOf(project);
    if (project !== null && (id !== project || !(await findProject(core.read, id))))
      throw new Failure({ code: 'project_not_found', project });
  }
}

async function adminOf(core: Core, user: User, grants: readonly Grant[]): Promise<Admin> {
  const { id, name, email, createdAt, passwordUpdatedAt, accessedAt } = user;
  const hasTotp = await hasVerified(core.read, installation.id, { user: id, kind: 'totp' });
  return { id, email: email ?? '', name, grants, createdAt, passwordUpdatedAt, accessedAt, hasTotp };
}
