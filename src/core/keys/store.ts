import { sameText } from '../../crypto/tokens.ts';
import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { pointRead, type Soon } from '../../db/prepared.ts';
import { PROJECT_ITSELF } from '../../db/row-cache.ts';
import type { KeyRow, ProjectRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { projectOf } from '../projects/store.ts';
import type { Key } from './key.ts';
import { granted, type Scope } from './scopes.ts';

const LISTED_AT_MOST = 1_000;

type Nullable<T> = { [K in keyof T]: T[K] | null };
type Found = Pick<ProjectRow, 'project_id' | 'name' | 'policies' | 'webhooks'> &
  Nullable<Omit<KeyRow, 'project_id' | 'name'>> & { key_name: string | null };

const bySecret = pointRead<'secret_hash', Found, ProjectAndKey>({
  by: ['secret_hash'],
  one: ({ db }, param) =>
    db
      .selectFrom('projects')
      .leftJoin('keys', (join) =>
        join
          .onRef('keys.project_id', '=', 'projects.project_id')
          .on('keys.secret_hash', '=', param.secret_hash),
      )
      .where('projects.project_id', '=', param.project_id)
      .select(['projects.project_id', 'projects.name', 'projects.policies', 'projects.webhooks'])
      .select(['keys.id', 'keys.name as key_name', 'keys.secret_hash', 'keys.scopes'])
      .select(['keys.expires_at', 'keys.last_used_at', 'keys.created_at', 'keys.replaced_by']),
  notNull: 'project_id',
  toValue: projectAndKeyOf,
});

type ProjectAndKey = {
  readonly project: Project;
  readonly key?: Key;
  readonly scopes?: ReadonlySet<Scope>;
};

/** Returns a project and, if it has one with this hash, the key. One statement, since it runs on every request. */
export function findProjectAndKey(
  read: Read,
  id: ProjectId,
  secretHash: string,
): Soon<ProjectAndKey | undefined> {
  const known = read.cache?.find(id, PROJECT_ITSELF, secretHash) as ProjectAndKey | undefined;
  if (known) return known;
  const found = bySecret(read, { project_id: id, secret_hash: secretHash });
  if (!found || found instanceof Promise) return found;
  // Only of keys that exist: anyone can make up others, and would fill the memory with them.
  if (found.key) read.cache?.keep(id, PROJECT_ITSELF, secretHash, found);
  return found;
}

function projectAndKeyOf(
  row: Found,
  { secret_hash: secretHash }: { readonly secret_hash: string },
): ProjectAndKey {
  const project = projectOf(row);
  if (row.id === null || row.secret_hash === null || !sameText(row.secret_hash, secretHash))
    return { project };
  // Cast: a joined row is complete or absent. With its id, every column that is not nullable is set.
  const key = keyOf(row as KeyRow, row.key_name as string);
  return { project, key, scopes: granted(key.scopes) };
}

const keys = ownedTable('keys', {
  owner: {},
  key: 'id',
  toRow: ({ key, secretHash }: { readonly key: Key; readonly secretHash: string }) => ({
    id: key.id,
    name: key.name,
    secret_hash: secretHash,
    scopes: JSON.stringify(key.scopes),
    expires_at: key.expiresAt,
    last_used_at: null,
    created_at: key.createdAt,
    replaced_by: key.replacedBy ?? null,
  }),
  toValue: (row) => keyOf(row, row.name),
});

export const insertKey = keys.insert;
/** Oldest first. */
export const listKeys = keys.list({}, { order: ['created_at', 'id'], most: LISTED_AT_MOST });
export const findKey = keys.find({ id: 'id' });
export const lockKey = keys.lock({ id: 'id' });
const update = keys.update({ name: 'name', scopes: 'scopes', expires_at: 'expiresAt' }, { id: 'id' });
const updateForever = keys.update({ name: 'name', scopes: 'scopes', expires_at: null }, { id: 'id' });

/** Updates name, scopes and expiry. */
export function updateKeyRow(
  tx: Tx,
  project: ProjectId,
  { id, name, ...key }: Key,
): Promise<Key | undefined> {
  const scopes = JSON.stringify(key.scopes);
  const { expiresAt } = key;
  return expiresAt === null
    ? updateForever(tx, project, { id, name, scopes })
    : update(tx, project, { id, name, scopes, expiresAt });
}

/** Replaces name and scopes of earlier secrets of a key. */
export const updateReplaced = keys.updateAll({ name: 'name', scopes: 'scopes' }, { replaced_by: 'id' });
export const shortenReplaced = keys.updateAll(
  { expires_at: 'expiresAt' },
  { replaced_by: 'id', expires_at: '> expiresAt' },
);
export const deleteReplaced = keys.remove({ replaced_by: 'id' });
export const deleteExpiredReplaced = keys.remove({ replaced_by: 'id', expires_at: '<= now' });
const hashes = ownedTable('keys', { owner: {}, key: 'id', toValue: ({ secret_hash }) => secret_hash });
export const findSecretHash = hashes.find({ id: 'id' });
export const replaceSecret = keys.update({ secret_hash: 'secretHash' }, { id: 'id' });

/** Removes and returns the key. */
export const takeKey = keys.take({ id: 'id' });
/** The time of the last use never moves back. */
export const recordUse = keys.update({ last_used_at: 'at' }, { id: 'id', last_used_at: 'is null or < at' });

/** Inserts the key or updates its secret. Returns whether anything changed. */
export async function upsertKey(tx: Tx, project: ProjectId, key: Key, secretHash: string): Promise<boolean> {
  const changed = await tx.db
    .insertInto('keys')
    .values({
      project_id: project,
      id: key.id,
      name: key.name,
      secret_hash: secretHash,
      scopes: JSON.stringify(key.scopes),
      expires_at: null,
      last_used_at: null,
      created_at: key.createdAt,
      replaced_by: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'id'])
        .doUpdateSet({ secret_hash: secretHash, scopes: JSON.stringify(key.scopes), expires_at: null })
        .where('keys.secret_hash', '!=', secretHash),
    )
    .returning('id')
    .execute();
  return changed.length === 1;
}

const EVERY_SCOPE = ['*'] as const;

function keyOf(row: KeyRow, name: string): Key {
  return {
    id: row.id,
    name,
    scopes: row.scopes === '["*"]' ? EVERY_SCOPE : (JSON.parse(row.scopes) as string[]),
    ...(row.replaced_by !== null && { replacedBy: row.replaced_by }),
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant | null,
    lastUsedAt: row.last_used_at as Instant | null,
  };
}
