import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { UserKeyRow } from '../../db/schema-user-keys.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { KeyOwner, Permission, UserKey } from './user-key.ts';

type Row = Omit<UserKeyRow, 'sequence'> & { sequence: number };
type OfOwner = Pick<Row, 'project_id' | 'owner_kind' | 'owner_id'>;
type Id = OfOwner & Pick<Row, 'id'>;
type Moment = { now: number; sequence: number };

const bySecret = first(
  prepared<Pick<Row, 'project_id' | 'secret_hash'>, Row>(({ db }, param) =>
    db
      .selectFrom('user_keys')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('secret_hash', '=', param.secret_hash),
  ),
);

/** Of use: neither revoked nor past the moment from which it is of none. */
const living = prepared<OfOwner & { now: number; most: number }, Row>(({ db }, param) =>
  db
    .selectFrom('user_keys')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('revoke_at', 'is', null), where('revoke_at', '>', param.now)]))
    .orderBy('name')
    .limit(param.most),
);

const byName = first(
  prepared<OfOwner & { name: string; now: number }, Row>(({ db }, param) =>
    db
      .selectFrom('user_keys')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('owner_kind', '=', param.owner_kind)
      .where('owner_id', '=', param.owner_id)
      .where('name', '=', param.name)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('revoke_at', 'is', null), where('revoke_at', '>', param.now)])),
  ),
);

const insert = prepared<Row, { id: string }>(({ db }, row) =>
  db
    .insertInto('user_keys')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

/** One statement: of any number of tries at once, one gets the row. */
const revoke = first(
  prepared<Id & Moment, Row>(({ db }, param) =>
    db
      .updateTable('user_keys')
      .set({ revoked_at: param.now, updated_at: param.sequence })
      .where('project_id', '=', param.project_id)
      .where('owner_kind', '=', param.owner_kind)
      .where('owner_id', '=', param.owner_id)
      .where('id', '=', param.id)
      .where('revoked_at', 'is', null)
      .returningAll(),
  ),
);

const revokeAll = prepared<OfOwner & Moment, Row>(({ db }, param) =>
  db
    .updateTable('user_keys')
    .set({ revoked_at: param.now, updated_at: param.sequence })
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id)
    .where('revoked_at', 'is', null)
    .returningAll(),
);

/** What has come to its end by itself gives its name free. */
const revokeEnded = prepared<OfOwner & Moment, unknown>(({ db }, param) =>
  db
    .updateTable('user_keys')
    .set((set) => ({ revoked_at: set.ref('revoke_at'), updated_at: param.sequence }))
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id)
    .where('revoked_at', 'is', null)
    .where('revoke_at', '<=', param.now),
);

/** Of those that were revoked, all but the newest. */
const removeOldest = prepared<OfOwner & { kept: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('user_keys')
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id)
    .where('revoked_at', 'is not', null)
    .where(
      'id',
      'not in',
      db
        .selectFrom('user_keys')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('owner_kind', '=', param.owner_kind)
        .where('owner_id', '=', param.owner_id)
        .where('revoked_at', 'is not', null)
        .orderBy('revoked_at', 'desc')
        .orderBy('id', 'desc')
        .limit(param.kept),
    ),
);

const note = prepared<Id & Pick<Row, 'last_used_at' | 'last_used_ip' | 'last_used_agent'>, unknown>(
  ({ db }, param) =>
    db
      .updateTable('user_keys')
      .set({
        last_used_at: param.last_used_at,
        last_used_ip: param.last_used_ip,
        last_used_agent: param.last_used_agent,
      })
      .where('project_id', '=', param.project_id)
      .where('owner_kind', '=', param.owner_kind)
      .where('owner_id', '=', param.owner_id)
      .where('id', '=', param.id)
      .where((where) =>
        where.or([where('last_used_at', 'is', null), where('last_used_at', '<', param.last_used_at)]),
      ),
);

const removeAll = prepared<OfOwner, unknown>(({ db }, param) =>
  db
    .deleteFrom('user_keys')
    .where('project_id', '=', param.project_id)
    .where('owner_kind', '=', param.owner_kind)
    .where('owner_id', '=', param.owner_id),
);

type At = { readonly owner: KeyOwner; readonly now: Instant; readonly sequence: Sequence };

/** The key with this hash, of use or not, and the hash as it stands. */
export async function findKeyBySecret(
  read: Read,
  project: ProjectId,
  secretHash: string,
): Promise<{ readonly key: UserKey; readonly storedHash: string } | undefined> {
  const row = await bySecret(read, { project_id: project, secret_hash: secretHash });
  return row && { key: keyOf(row), storedHash: row.secret_hash };
}

/** Those that are of use, by name. */
export async function listActiveKeys(
  read: Read,
  project: ProjectId,
  of: { readonly owner: KeyOwner; readonly now: Instant; readonly most: number },
): Promise<readonly UserKey[]> {
  const { owner, now, most } = of;
  return (await living(read, { ...ownedBy(project, owner), now, most })).map(keyOf);
}

export async function findActiveKey(
  read: Read,
  project: ProjectId,
  of: { readonly owner: KeyOwner; readonly name: string; readonly now: Instant },
): Promise<UserKey | undefined> {
  const { owner, name, now } = of;
  const row = await byName(read, { ...ownedBy(project, owner), name, now });
  return row && keyOf(row);
}

/** Answers false when another key of the owner has the name. */
export async function insertKey(
  tx: Tx,
  project: ProjectId,
  key: UserKey,
  secretHash: string,
): Promise<boolean> {
  const row: Row = {
    ...ownedBy(project, key.owner),
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
  };
  return (await insert(tx, row)).length === 1;
}

/** The key as it is from now on; nothing when it was revoked before. */
export async function revokeKey(
  tx: Tx,
  project: ProjectId,
  id: string,
  { owner, now, sequence }: At,
): Promise<UserKey | undefined> {
  const row = await revoke(tx, { ...ownedBy(project, owner), id, now, sequence });
  return row && keyOf(row);
}

/** Revokes all keys of the owner and answers those that were not. */
export async function revokeKeys(
  tx: Tx,
  project: ProjectId,
  { owner, now, sequence }: At,
): Promise<readonly UserKey[]> {
  return (await revokeAll(tx, { ...ownedBy(project, owner), now, sequence })).map(keyOf);
}

/** Makes room: what has ended by itself loses its name, and of what was revoked the newest are kept. */
export async function trimKeys(
  tx: Tx,
  project: ProjectId,
  { kept, owner, now, sequence }: At & { readonly kept: number },
): Promise<void> {
  const of = ownedBy(project, owner);
  await revokeEnded(tx, { ...of, now, sequence });
  await removeOldest(tx, { ...of, kept });
}

export async function recordUse(
  tx: UnauditedTx,
  project: ProjectId,
  { owner, id }: UserKey,
  use: NonNullable<UserKey['lastUse']>,
): Promise<void> {
  const seen = { last_used_at: use.usedAt, last_used_ip: use.ip, last_used_agent: use.userAgent };
  await note(tx, { ...ownedBy(project, owner), id, ...seen });
}

export async function deleteUserKeys(tx: Tx, project: ProjectId, owner: KeyOwner): Promise<void> {
  await removeAll(tx, ownedBy(project, owner));
}

function ownedBy(project: ProjectId, { kind, id }: KeyOwner): OfOwner {
  return { project_id: project, owner_kind: kind, owner_id: id };
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
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
  };
}
