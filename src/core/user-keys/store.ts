import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { UserKeyRow } from '../../db/schema-user-keys.ts';
import { claim, ofOwner, releaseEach } from '../identifiers/store.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { KeyRole } from '../organizations/role.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import type { KeyOwner, Permission, UserKey } from './user-key.ts';

type Row = Omit<UserKeyRow, 'sequence'> & { sequence: number };
type OfOwner = Pick<Row, 'project_id' | 'owner_kind' | 'owner_id'>;

const keys = ownedTable('user_keys', {
  owner: { owner_kind: 'owner.kind', owner_id: 'owner.id' },
  key: 'id',
  toRow: ({ key, secretHash }: { readonly key: UserKey; readonly secretHash: string }) => ({
    owner_kind: key.owner.kind,
    owner_id: key.owner.id,
    id: key.id,
    sequence: key.createdAtMicros,
    updated_at: key.updatedAtMicros,
    name: key.name,
    secret_hash: secretHash,
    permissions: JSON.stringify(key.permissions),
    revoke_at: key.revokeAt,
    revoked_at: null,
    last_used_at: null,
    last_used_ip: null,
    last_used_agent: null,
    factors: JSON.stringify(key.factors),
    lineage: JSON.stringify(key.lineage),
    grant_id: key.grantId,
    maker_id: key.maker?.id ?? null,
    maker_membership_id: key.maker?.membershipId ?? null,
    maker_role: key.maker?.role ?? null,
  }),
  toValue: keyOf,
});

/** The same with the hashes of the secrets. */
const rows = ownedTable('user_keys', {
  owner: { owner_kind: 'owner.kind', owner_id: 'owner.id' },
  key: 'id',
});
const findBy = (column: 'secret_hash' | 'id') =>
  ofOwner<Row>(({ db }, { project_id, value }, owner_id) =>
    db
      .selectFrom('user_keys')
      .selectAll()
      .where('project_id', '=', project_id)
      .where('owner_id', '=', owner_id)
      .where(column, '=', value),
  );
const findBySecret = findBy('secret_hash');
const findById = findBy('id');

/** An expired key releases its name. */
const revokeEnded = prepared<OfOwner & { now: number; sequence: number }, unknown>(({ db }, param) =>
  db
    .updateTable('user_keys')
    .set((set) => ({ revoked_at: set.ref('revoke_at'), updated_at: param.sequence }))
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id)
    .where('revoked_at', 'is', null)
    .where('revoke_at', '<=', param.now),
);

/** Neither revoked nor expired. */
const live = { revoked_at: null, revoke_at: 'is null or > now' } as const;
const revoked = { revoked_at: 'now', updated_at: 'sequence' } as const;
const takeRevokedBefore = rows.takeOlder(['revoked_at', 'id'], { revoked_at: 'is not null' });
const takeAll = rows.takeAll({});
const recordUseOf = keys.unaudited.update(
  { last_used_at: 'usedAt', last_used_ip: 'ip', last_used_agent: 'userAgent' },
  { id: 'id', last_used_at: 'is null or < usedAt' },
);

/** Active keys, by name. */
export const listActiveKeys = keys.list(live, { order: ['name'], most: 'most' });
export const findActiveKey = keys.find({ name: 'name', ...live });
/** Returns the revoked key; nothing when it was revoked before. */
export const revokeKey = keys.update(revoked, { id: 'id', revoked_at: null });
/** Revokes all keys of the owner and returns those that were not revoked. */
export const revokeOwnedKeys = keys.updateAll(revoked, { revoked_at: null });
/** Revokes the keys that the user made for a team, of these roles, and returns those that were not. */
export const revokeKeysForTeam = keys.updateAll(revoked, {
  revoked_at: null,
  maker_id: 'maker',
  maker_role: 'in roles',
});
const findOwned = keys.find({ id: 'id' });
/** The key that was exchanged for the grant, valid or not. */
export function findKeyOf(
  read: Read,
  project: ProjectId,
  { userId, keyId }: { readonly userId: UserId; readonly keyId: string | null },
): Promise<UserKey | undefined> {
  return findOwned(read, project, { owner: { kind: 'user', id: userId }, id: keyId ?? '' });
}

const revokeMadeFor = keys.updateAll(revoked, { revoked_at: null, maker_id: 'maker' });

/** Returns false when another key of the owner has the name. */
export async function insertKey(
  tx: Tx,
  project: ProjectId,
  fresh: { readonly key: UserKey; readonly secretHash: string },
): Promise<boolean> {
  const { key, secretHash } = fresh;
  if (!(await claim(tx, { project, kind: 'key', value: secretHash }, key.owner.id))) return false;
  await claim(tx, { project, kind: 'key-id', value: key.id }, key.owner.id);
  return keys.insertIfFree(tx, project, fresh);
}

/** Returns the key of any owner, active or not. */
export async function findKeyById(read: Read, project: ProjectId, id: string): Promise<UserKey | undefined> {
  const row = await findById(read, { project_id: project, kind: 'key-id', value: id });
  return row && keyOf(row);
}

type Revocation = {
  readonly owner: KeyOwner;
  readonly now: Instant;
  readonly sequence: Sequence;
  /** The teams for which a user may have made keys: those of the user's memberships. */
  readonly teams: readonly string[];
};

/** Revokes the keys that the user made for teams. */
async function revokeMade(tx: Tx, project: ProjectId, of: Revocation): Promise<readonly UserKey[]> {
  const { owner, now, sequence, teams } = of;
  const revoked: UserKey[] = [];
  for (const id of teams) {
    const made = { owner: { kind: 'team', id }, maker: owner.id, now, sequence } as const;
    revoked.push(...(await revokeMadeFor(tx, project, made)));
  }
  return revoked;
}

/** As `revokeOwnedKeys`; for a user, also revokes the keys that the user made for teams. */
export async function revokeKeys(tx: Tx, project: ProjectId, of: Revocation): Promise<readonly UserKey[]> {
  const own = await revokeOwnedKeys(tx, project, of);
  return [...own, ...(await revokeMade(tx, project, of))];
}

/** Deletes the keys of the owner, and returns their ids. */
export async function deleteOwnedKeys(
  tx: Tx,
  project: ProjectId,
  { owner }: { readonly owner: KeyOwner },
): Promise<readonly string[]> {
  return releaseKeys(tx, project, await takeAll(tx, project, { owner }));
}

async function releaseKeys(tx: Tx, project: ProjectId, taken: readonly Row[]): Promise<readonly string[]> {
  const ids = taken.map(({ id }) => id);
  const secrets = taken.map((row) => row.secret_hash);
  await releaseEach(tx, project, { kind: 'key', values: secrets });
  await releaseEach(tx, project, { kind: 'key-id', values: ids });
  return ids;
}

/** Removes the keys of the owner, and revokes those that a user made for teams. Returns the ids of both. */
export async function deleteUserKeys(tx: Tx, project: ProjectId, of: Revocation): Promise<readonly string[]> {
  const own = await deleteOwnedKeys(tx, project, of);
  return [...own, ...(await revokeMade(tx, project, of)).map(({ id }) => id)];
}

/** Returns the key with this hash, active or not, and the stored hash. */
export async function findKeyBySecret(
  read: Read,
  project: ProjectId,
  secretHash: string,
): Promise<{ readonly key: UserKey; readonly storedHash: string } | undefined> {
  const row = await findBySecret(read, { project_id: project, kind: 'key', value: secretHash });
  return row && { key: keyOf(row), storedHash: row.secret_hash };
}

/** Makes room: expired keys release their names, and only the newest revoked ones are kept. */
export async function trimKeys(
  tx: Tx,
  project: ProjectId,
  to: {
    readonly owner: KeyOwner;
    readonly now: Instant;
    readonly sequence: Sequence;
    readonly kept: number;
  },
): Promise<void> {
  const { owner, now, sequence } = to;
  const of = { project_id: project, owner_kind: owner.kind, owner_id: owner.id };
  await revokeEnded(tx, { ...of, now, sequence });
  await releaseKeys(tx, project, await takeRevokedBefore(tx, project, to));
}

export async function recordUse(
  tx: UnauditedTx,
  project: ProjectId,
  { owner, id }: UserKey,
  use: NonNullable<UserKey['lastUse']>,
): Promise<void> {
  await recordUseOf(tx, project, { owner, id, ...use });
}

/** Casts: validated on write. A key without a recorded origin has no factors. */
function keyOf(row: Row): UserKey {
  const used = row.last_used_at as Instant | null;
  return {
    id: row.id,
    owner: { kind: row.owner_kind as KeyOwner['kind'], id: row.owner_id },
    name: row.name,
    permissions: JSON.parse(row.permissions) as Permission[],
    revokeAt: row.revoke_at as Instant | null,
    revokedAt: row.revoked_at as Instant | null,
    createdAtMicros: row.sequence,
    updatedAtMicros: row.updated_at,
    lastUse:
      used === null
        ? null
        : { usedAt: used, ip: row.last_used_ip ?? '', userAgent: row.last_used_agent ?? '' },
    factors: JSON.parse(row.factors ?? '[]') as string[],
    lineage: JSON.parse(row.lineage ?? '[]') as string[],
    grantId: row.grant_id,
    maker:
      row.maker_id === null
        ? null
        : {
            id: row.maker_id as UserId,
            membershipId: row.maker_membership_id ?? '',
            role: row.maker_role as KeyRole,
          },
  };
}
