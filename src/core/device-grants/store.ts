import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { DeviceGrantRow } from '../../db/schema-grants.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import { deleteCodesOf } from './device-codes-store.ts';
import type { Grant, GrantKind } from './grant.ts';

type Row = Omit<DeviceGrantRow, 'sequence'> & { sequence: number };
type OfUser = { project_id: string; user_id: string };
type ByHash = { project_id: string; hash: string };

/** How long tokens live, and the hashes under which they are known. */
export type TokenHashes = {
  readonly access: string;
  readonly accessExpiresAt: Instant;
  readonly refresh: string | null;
  readonly refreshExpiresAt: Instant | null;
  readonly family: string | null;
};

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('device_grants').values(row));

/** One of a key ends with the key, be it that the key is gone, was revoked, or has had its time. */
const byAccess = first(
  prepared<ByHash & { now: number }, Row>(({ db }, param) =>
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

const byFamily = first(
  prepared<ByHash, Row>(({ db }, param) =>
    db
      .selectFrom('device_grants')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('family_hash', '=', param.hash),
  ),
);

const byRefresh = first(
  prepared<ByHash, Row>(({ db }, param) =>
    db
      .selectFrom('device_grants')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('refresh_hash', '=', param.hash),
  ),
);

/** One statement: of any number of refreshes with one token at once, one succeeds. */
const rotate = prepared<
  OfUser & {
    id: string;
    before: string;
    refresh_hash: string | null;
    refresh_expires_at: number | null;
    access_hash: string;
    access_expires_at: number;
    now: number;
  },
  { id: string }
>(({ db }, param) =>
  db
    .updateTable('device_grants')
    .set({
      refresh_hash: param.refresh_hash,
      refresh_expires_at: param.refresh_expires_at,
      access_hash: param.access_hash,
      access_expires_at: param.access_expires_at,
      used_at: param.now,
    })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .where('refresh_hash', '=', param.before)
    .where('refresh_expires_at', '>', param.now)
    .returning('id'),
);

const remove = prepared<OfUser & { id: string }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('device_grants')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .returning('id'),
);

const removeAll = prepared<OfUser, unknown>(({ db }, param) =>
  db
    .deleteFrom('device_grants')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id),
);

const removeEnded = prepared<OfUser & { now: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('device_grants')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('access_expires_at', '<=', param.now)
    .where(({ or, eb }) =>
      or([eb('refresh_expires_at', 'is', null), eb('refresh_expires_at', '<=', param.now)]),
    ),
);

/** All of a kind but those that were used last. */
const removeIdle = prepared<OfUser & { kind: string; kept: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('device_grants')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .where(
      'id',
      'not in',
      db
        .selectFrom('device_grants')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('user_id', '=', param.user_id)
        .where('kind', '=', param.kind)
        .orderBy('used_at', 'desc')
        .orderBy('sequence', 'desc')
        .limit(param.kept),
    ),
);

/** Writes the grant down; of its kind the user keeps those `kept` that were used last. The user is locked by the caller. */
export async function insertGrant(
  tx: Tx,
  project: ProjectId,
  fresh: {
    readonly grant: Grant;
    readonly hashes: TokenHashes;
    readonly now: Instant;
    readonly kept: number;
  },
): Promise<void> {
  const { grant, hashes, now, kept } = fresh;
  const of = { project_id: project, user_id: grant.userId };
  await insert(tx, {
    ...of,
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
  });
  await removeEnded(tx, { ...of, now });
  await removeIdle(tx, { ...of, kind: grant.kind, kept });
}

/** The grant whose access token has this hash and is alive. */
export async function findByAccess(
  read: Read,
  project: ProjectId,
  of: { readonly hash: string; readonly now: Instant },
): Promise<{ readonly grant: Grant; readonly hash: string } | undefined> {
  const row = await byAccess(read, { project_id: project, ...of });
  return row && { grant: grantOf(row), hash: row.access_hash };
}

/** The grant to which all refresh tokens with this part belong, also those that were used. */
export async function findByFamily(read: Read, project: ProjectId, hash: string): Promise<Grant | undefined> {
  const row = await byFamily(read, { project_id: project, hash });
  return row && grantOf(row);
}

/** The grant whose refresh token has this hash. */
export async function findByRefresh(
  read: Read,
  project: ProjectId,
  hash: string,
): Promise<Grant | undefined> {
  const row = await byRefresh(read, { project_id: project, hash });
  return row && grantOf(row);
}

/** Other tokens in place of those there are. Answers false when the refresh token of hash `before` is not good any more. */
export async function replaceTokens(
  tx: Tx,
  project: ProjectId,
  to: {
    readonly grant: Grant;
    readonly before: string;
    readonly hashes: TokenHashes;
    readonly now: Instant;
  },
): Promise<boolean> {
  const { grant, before, hashes, now } = to;
  const rotated = await rotate(tx, {
    project_id: project,
    user_id: grant.userId,
    id: grant.id,
    before,
    refresh_hash: hashes.refresh,
    refresh_expires_at: hashes.refreshExpiresAt,
    access_hash: hashes.access,
    access_expires_at: hashes.accessExpiresAt,
    now,
  });
  return rotated.length === 1;
}

/** Answers false when it was gone. */
export async function deleteGrant(tx: Tx, project: ProjectId, grant: Grant): Promise<boolean> {
  return (await remove(tx, { project_id: project, user_id: grant.userId, id: grant.id })).length === 1;
}

/** Everything that programs were given to act for the user, and what was approved and not fetched yet. */
export async function deleteGrants(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
  await deleteCodesOf(tx, project, user);
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
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
  };
}
