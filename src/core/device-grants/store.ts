import { sql } from 'kysely';
import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { DeviceGrantRow } from '../../db/schema-grants.ts';
import type { Expiry } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { claim, type IdentifierKind, ofOwner, releaseEach } from '../identifiers/store.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { findKeyOf } from '../user-keys/store.ts';
import { isActive, type UserKey } from '../user-keys/user-key.ts';
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

/** The same with the hashes of the tokens. */
const rows = ownedTable('device_grants', { owner: { user_id: 'user' }, key: 'id' });
const findBy = (column: 'access_hash' | 'refresh_hash' | 'family_hash') =>
  ofOwner<Row>(({ db }, { project_id, value }, user_id) =>
    db
      .selectFrom('device_grants')
      .selectAll()
      .where('project_id', '=', project_id)
      .where('user_id', '=', user_id)
      .where(column, '=', value),
  );
const [byAccess, byRefresh, byFamily] = [
  findBy('access_hash'),
  findBy('refresh_hash'),
  findBy('family_hash'),
];

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
const takeEnded = rows.takeAll({ access_expires_at: '<= now', refresh_expires_at: 'is null or <= now' });
const takeUsedBefore = rows.takeOlder(['used_at', 'sequence'], { kind: 'kind' });
/** When a grant ends: a refresh token outlives the access token that it was issued with. An index has it. */
const END = sql<number>`coalesce(refresh_expires_at, access_expires_at)`;
const takeEndedOfAny = prepared<{ before: number; most: number }, Row>(({ db }, param) =>
  db
    .deleteFrom('device_grants')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('project_id', 'user_id', 'id'),
        'in',
        db
          .selectFrom('device_grants')
          .select(['project_id', 'user_id', 'id'])
          .where(END, '<=', param.before)
          .orderBy(END)
          .limit(param.most)
          .$asTuple('project_id', 'user_id', 'id'),
      ),
    )
    // Checked again: a grant renewed meanwhile stays.
    .where(END, '<=', param.before)
    .returningAll(),
);
const lockRow = rows.lock({ id: 'id' });
const takeRow = rows.take({ id: 'id' });
const takeAll = rows.takeAll({});

type ByHash = { readonly hash: string };

/** Finds the grant by the common prefix of its refresh tokens, including used ones. */
export async function findByFamily(
  read: Read,
  project: ProjectId,
  { hash }: ByHash,
): Promise<Grant | undefined> {
  const row = await byFamily(read, { project_id: project, kind: 'grant-family', value: hash });
  return row && grantOf(row);
}

export async function findByRefresh(
  read: Read,
  project: ProjectId,
  { hash }: ByHash,
): Promise<Grant | undefined> {
  const row = await byRefresh(read, { project_id: project, kind: 'grant-refresh', value: hash });
  return row && grantOf(row);
}

/** Reports whether the grant has a valid token. */
export const isGrantAlive = async (
  read: Read,
  project: ProjectId,
  of: { readonly user: UserId; readonly id: string; readonly now: Instant },
): Promise<boolean> => (await hasAccess(read, project, of)) || hasRefresh(read, project, of);
/** Deletes the grant. Returns false when it had ended. */
export async function deleteGrant(
  tx: Tx,
  project: ProjectId,
  of: { readonly user: UserId; readonly id: string },
): Promise<boolean> {
  const row = await takeRow(tx, project, of);
  if (row) await releaseTokens(tx, project, [row]);
  return row !== undefined;
}

/** Deletes all grants of the user, and returns their ids. */
export async function deleteGrants(
  tx: Tx,
  project: ProjectId,
  { user }: { readonly user: UserId },
): Promise<readonly string[]> {
  const taken = await takeAll(tx, project, { user });
  await releaseTokens(tx, project, taken);
  return taken.map(({ id }) => id);
}

/** Stores the grant and keeps the user's `kept` most recently used of its kind. The caller holds the user's lock. */
export async function insertGrant(
  tx: Tx,
  project: ProjectId,
  fresh: NewGrant & { readonly kept: number },
): Promise<void> {
  const { grant, now, kept } = fresh;
  const user = grant.userId;
  const { access, refresh, family } = fresh.hashes;
  await claimToken(tx, project, { kind: 'grant-access', hash: access, user });
  if (refresh !== null) await claimToken(tx, project, { kind: 'grant-refresh', hash: refresh, user });
  if (family !== null) await claimToken(tx, project, { kind: 'grant-family', hash: family, user });
  await grants.insert(tx, project, fresh);
  await releaseTokens(tx, project, await takeEnded(tx, project, { user, now }));
  await releaseTokens(tx, project, await takeUsedBefore(tx, project, { user, kind: grant.kind, kept }));
}

/**
 * Deletes at most `most` grants of any project whose last token ended at `before` or earlier. Returns how many.
 */
export async function deleteEndedGrants(
  tx: UnauditedTx,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const taken = await takeEndedOfAny(tx, { before, most });
  for (const [project, ended] of Map.groupBy(taken, (row) => row.project_id))
    await releaseTokens(tx, project, ended);
  return taken.length;
}

/** Fails when the hash is taken, which two random tokens never share. */
async function claimToken(
  tx: Tx,
  project: ProjectId,
  { kind, hash, user }: { readonly kind: IdentifierKind; readonly hash: string; readonly user: UserId },
): Promise<void> {
  if (!(await claim(tx, { project, kind, value: hash }, user))) throw new Failure('internal');
}

async function releaseTokens(
  tx: UnauditedTx,
  project: string,
  taken: readonly Pick<Row, 'access_hash' | 'refresh_hash' | 'family_hash'>[],
): Promise<void> {
  const values = (hashes: readonly (string | null)[]) => hashes.filter((hash) => hash !== null);
  const [access, refresh, family] = [
    values(taken.map((row) => row.access_hash)),
    values(taken.map((row) => row.refresh_hash)),
    values(taken.map((row) => row.family_hash)),
  ];
  await releaseEach(tx, project, { kind: 'grant-access', values: access });
  await releaseEach(tx, project, { kind: 'grant-refresh', values: refresh });
  await releaseEach(tx, project, { kind: 'grant-family', values: family });
}

/** Finds the grant of a valid access token by its hash. A grant from a key ends with the key. */
export async function findByAccess(
  read: Read,
  project: ProjectId,
  of: { readonly hash: string; readonly now: Instant },
): Promise<{ readonly grant: Grant; readonly hash: string; readonly key: UserKey | undefined } | undefined> {
  const row = await byAccess(read, { project_id: project, kind: 'grant-access', value: of.hash });
  if (!row || row.access_expires_at <= of.now) return undefined;
  const grant = grantOf(row);
  const key = grant.keyId === null ? undefined : await findKeyOf(read, project, grant);
  if (grant.keyId !== null && !(key && isActive(key, of.now))) return undefined;
  return { grant, hash: row.access_hash, key };
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
  const { grant, hashes, before } = to;
  const user = grant.userId;
  const known = await lockRow(tx, project, { user, id: grant.id });
  if (known?.refresh_hash !== before || !(await rotate(tx, project, { ...to, user }))) return false;
  await releaseEach(tx, project, { kind: 'grant-access', values: [known.access_hash] });
  await releaseEach(tx, project, { kind: 'grant-refresh', values: [before] });
  await claimToken(tx, project, { kind: 'grant-access', hash: hashes.access, user });
  if (hashes.refresh !== null)
    await claimToken(tx, project, { kind: 'grant-refresh', hash: hashes.refresh, user });
  return true;
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
