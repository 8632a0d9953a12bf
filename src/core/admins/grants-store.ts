import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { Instant } from '../instant.ts';
import { installation } from './installation.ts';
import type { Grant, Role } from './permissions.ts';

/** So many projects at most have a role of their own for one administrator. */
export const GRANTS_AT_MOST = 100;
export const ADMINS_AT_MOST = 1_000;

type NewGrant = { readonly user: string; readonly grant: Grant; readonly at: Instant };

const grants = ownedTable('admin_grants', {
  owner: { user_id: 'user' },
  key: 'target',
  toRow: ({ user, grant, at }: NewGrant) => ({
    user_id: user,
    target: grant.project ?? '',
    role: grant.role,
    created_at: at,
  }),
  // Cast: validated on write.
  toValue: ({ target, role }): Grant => ({ project: target === '' ? null : target, role: role as Role }),
});

export const insertGrant = grants.insert;
export const deleteGrants = grants.removeAll;
export const grantsOf = grants.list({}, { order: ['target'], most: GRANTS_AT_MOST });

/** Returns each administrator with its grants. */
export async function listGrants(read: Read): Promise<ReadonlyMap<string, readonly Grant[]>> {
  const rows = await read.db
    .selectFrom('admin_grants')
    .select(['user_id', 'target', 'role'])
    .where('project_id', '=', installation.id)
    .orderBy('user_id')
    .orderBy('target')
    .limit(ADMINS_AT_MOST * GRANTS_AT_MOST)
    .execute();
  const byUser = new Map<string, Grant[]>();
  for (const { user_id, target, role } of rows) {
    const grant: Grant = { project: target === '' ? null : target, role: role as Role };
    byUser.set(user_id, [...(byUser.get(user_id) ?? []), grant]);
  }
  return byUser;
}

/** Locks and returns the administrators who own the installation, in a fixed order. */
export async function lockOwners(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.db
    .selectFrom('admin_grants')
    .select('user_id')
    .where('project_id', '=', installation.id)
    .where('target', '=', '')
    .where('role', '=', 'owner')
    .orderBy('user_id')
    .limit(ADMINS_AT_MOST)
    .modifyEnd(tx.sql.forUpdate)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

export async function hasAdmins({ db }: Read): Promise<boolean> {
  const rows = await db
    .selectFrom('admin_grants')
    .select('user_id')
    .where('project_id', '=', installation.id)
    .limit(1)
    .execute();
  return rows.length > 0;
}

export async function countAdmins({ db }: Read): Promise<number> {
  const rows = await db
    .selectFrom('admin_grants')
    .select('user_id')
    .distinct()
    .where('project_id', '=', installation.id)
    .limit(ADMINS_AT_MOST)
    .execute();
  return rows.length;
}

/** Removes the roles in a project that is deleted. */
export async function deleteGrantsIn(tx: Tx, project: string): Promise<void> {
  await tx.db
    .deleteFrom('admin_grants')
    .where('project_id', '=', installation.id)
    .where('target', '=', project)
    .execute();
}
