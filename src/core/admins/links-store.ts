import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { AdminLinkRow } from '../../db/schema-admins.ts';
import type { Expiry } from '../expiry.ts';
import { installation } from './installation.ts';

export const linkKinds = ['setup', 'invite', 'reset'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** `user` is empty for the link that makes the first administrator. */
export type AdminLink = { readonly user: string; readonly kind: LinkKind };

/** The owner of the link that makes the first administrator. */
export const SETUP = '';

const links = ownedTable('admin_links', { owner: { user_id: 'user' }, key: 'kind' });

export const deleteLinks = links.removeAll;

/** Stores a link. An earlier one of the same administrator becomes invalid. */
export async function placeLink(
  { db }: Tx | UnauditedTx,
  link: AdminLink & { readonly secretHash: string; readonly expiresAt: Expiry },
): Promise<void> {
  const row: AdminLinkRow = {
    project_id: installation.id,
    user_id: link.user,
    kind: link.kind,
    secret_hash: link.secretHash,
    expires_at: link.expiresAt,
  };
  await db
    .insertInto('admin_links')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'user_id']).doUpdateSet({
        kind: row.kind,
        secret_hash: row.secret_hash,
        expires_at: row.expires_at,
      }),
    )
    .execute();
}

/** Returns the link with this secret if it has not expired. */
export async function findLink(
  { db }: Read,
  { secretHash, now }: { readonly secretHash: string; readonly now: number },
): Promise<AdminLink | undefined> {
  const row = await db
    .selectFrom('admin_links')
    .select(['user_id', 'kind'])
    .where('project_id', '=', installation.id)
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  // Cast: validated on write.
  return row && { user: row.user_id, kind: row.kind as LinkKind };
}

/** Removes the link with this secret if it has not expired. Returns whether there was one: of several takers, one gets it. */
export async function takeLink(
  { db }: Tx,
  { user, secretHash, now }: { readonly user: string; readonly secretHash: string; readonly now: number },
): Promise<boolean> {
  const taken = await db
    .deleteFrom('admin_links')
    .where('project_id', '=', installation.id)
    .where('user_id', '=', user)
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .returning('user_id')
    .execute();
  return taken.length === 1;
}
