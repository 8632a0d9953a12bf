import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { DeviceGrantRow } from '../../db/schema-grants.ts';
import type { Expiry } from '../expiry.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import type { Grant, GrantKind } from './grant.ts';

type Row = Omit<DeviceGrantRow, 'sequence'> & { sequence: number };

/** The lifetimes and hashes of the tokens. */
export type TokenHashes = {
  readonly access: string;
  readonly accessExpiresAt: Expiry;
  readonly refresh: string | null;
  readonly refreshExpiresAt: Expiry | null;
  readonly family: string | null;
};

type NewGrant = { readonly grant: Grant; readonly hashes: TokenHashes; readonly now: Instant };

const grants = ownedTable('device_grants', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ grant, hashes, now }: NewGrant) => ({
    user_id: grant.userId,
    id: grant.id,
    sequence: grant.sequence,
    kind: grant.kind,
    client_id: grant.clientId,
    name: grant.name,
    scopes: JSON.stringify(grant.scopes),
    key_id: grant.keyId,
    family_hash: hashes.family,
    refresh_hash: hashes.refresh,
    refresh_expires_at: hashes.refreshExpiresAt,
    access_hash: hashes.access,
    access_expires_at: hashes.accessExpiresAt,
    used_at: now,
    factors: JSON.stringify(grant.factors),
  }),
  toValue: grantOf,
});

/** A grant from a key ends when the key is deleted, revoked, or has expired. */
const byAccess = first(
  prepared<{ project_id: string; hash: string; now: number }, Row>(({ db }, param) =>
    db
      .selectFrom('device_grants')
      .leftJoin('user_keys', (join) =>
        join
          .onRef('user_keys.project_id', '=', 'device_grants.project_id')
          .onRef('user_keys.owner_id', '=', 'device_grants.user_id')
          .onRef('user_keys.id', '=', 'device_grants.key_id')
          .on('user_keys.owner_kind', '=', 'user'),
      )
      .selectAll('device_grants')
      .where('device_grants.project_id', '=', param.project_id)
      .where('device_grants.access_hash', '=', param.hash)
      .where('device_grants.access_expires_at', '>', param.now)
      .where(({ and, or, eb }) =>
        or([
          eb('device_grants.key_id', 'is', null),
          and([
            eb('user_keys.id', 'is not', null),
            eb('user_keys.revoked_at', 'is', null),
            or([eb('user_keys.revoke_at', 'is', null), eb('user_keys.revoke_at', '>', param.now)]),
          ]),
        ]),
      ),
  ),
);

const rotate = grants.update(
  {
    refresh_hash: 'hashes.refresh',
    refresh_expires_at: 'hashes.refreshExpiresAt',
    access_hash: 'hashes.access',
    access_expires_at: 'hashes.accessExpiresAt',
    used_at: 'now',
  },
  { id: 'grant.id', refresh_hash: 'before', refresh_expires_at: '> now' },
);
const hasAccess = grants.has({ id: 'id', access_expires_at: '> now' });
const hasRefresh = grants.has({ id: 'id', refresh_expires_at: '> now' });
const removeEnded = grants.remove({ access_expires_at: '<= now', refresh_expires_at: 'is null or <= now' });
const keepUsedLast = grants.keepAdded(['used_at', 'sequence'], { kind: 'kind' });

/** Finds the grant by the common prefix of its refresh tokens, including used ones. */
export const findByFamily = grants.ofAnyOwner.find({ family_hash: 'hash' });
export const findByRefresh = grants.ofAnyOwner.find({ refresh_hash: 'hash' });
/** Reports whether the grant has a valid token. */
export const isGrantAlive = async (
  read: Read,
  project: ProjectId,
  of: { readonly user: UserId; readonly id: string; readonly now: Instant },
): Promise<boolean> => (await hasAccess(read, project, of)) || hasRefresh(read, project, of);
/** Removes and returns the grant. */
export const takeGrant = grants.take({ id: 'id' });
export const deleteGrants = grants.removeAll;

/**
 * Stores the grant and keeps it and the most recently used others of the user and kind, `kept` in all. The caller holds
 * the user's lock.
 */
export async function insertGrant(
  tx: Tx,
  project: ProjectId,
  fresh: NewGrant & { readonly kept: number },
): Promise<void> {
  const { grant, now, kept } = fresh;
  const user = grant.userId;
  await grants.insert(tx, project, fresh);
  await removeEnded(tx, project, { user, now });
  await keepUsedLast(tx, project, { user, kind: grant.kind, added: grant.id, kept });
}

/** Finds the grant of a valid access token by its hash. */
export async function findByAccess(
  read: Read,
  project: ProjectId,
  of: { readonly hash: string; readonly now: Instant },
): Promise<{ readonly grant: Grant; readonly hash: string } | undefined> {
  const row = await byAccess(read, { project_id: project, ...of });
  return row && { grant: grantOf(row), hash: row.access_hash };
}

/**
 * Replaces the tokens. Returns false when the refresh token of hash `before` is no longer valid: of any number of
 * concurrent refreshes with one token, one succeeds.
 */
export async function replaceTokens(
  tx: Tx,
  project: ProjectId,
  to: NewGrant & { readonly before: string },
): Promise<boolean> {
  return (await rotate(tx, project, { ...to, user: to.grant.userId })) !== undefined;
}

/** Casts: validated on write. */
function grantOf(row: Row): Grant {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    kind: row.kind as GrantKind,
    sequence: row.sequence as Sequence,
    clientId: row.client_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    keyId: row.key_id,
    factors: JSON.parse(row.factors ?? '[]') as string[],
  };
}
