import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { KeyRow, ProjectRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { projectOf } from '../projects/store.ts';
import type { Key } from './key.ts';

type Nullable<T> = { [K in keyof T]: T[K] | null };
type Found = Pick<ProjectRow, 'project_id' | 'name' | 'policies'> &
  Nullable<Omit<KeyRow, 'project_id' | 'name'>> & { key_name: string | null };

const projectWithKey = first(
  prepared<{ project_id: string; secret_hash: string }, Found>(({ db }, param) =>
    db
      .selectFrom('projects')
      .leftJoin('keys', (join) =>
        join
          .onRef('keys.project_id', '=', 'projects.project_id')
          .on('keys.secret_hash', '=', param.secret_hash),
      )
      .where('projects.project_id', '=', param.project_id)
      .select(['projects.project_id', 'projects.name', 'projects.policies'])
      .select(['keys.id', 'keys.name as key_name', 'keys.secret_hash', 'keys.scopes'])
      .select(['keys.expires_at', 'keys.last_used_at', 'keys.created_at']),
  ),
);

/** A project and, if it has one with this hash, the key: one statement, for it runs on every request. */
export async function findProjectAndKey(
  read: Read,
  id: ProjectId,
  secretHash: string,
): Promise<{ project: Project; key?: Key; storedHash?: string } | undefined> {
  const row = await projectWithKey(read, { project_id: id, secret_hash: secretHash });
  if (!row) return undefined;
  const project = projectOf(row);
  if (row.id === null || row.secret_hash === null) return { project };
  // A joined row is whole or absent: with its id, every column that is not nullable is there.
  const key = keyOf(row as KeyRow, row.key_name as string);
  return { project, key, storedHash: row.secret_hash };
}

export async function insertKey(tx: Tx, project: ProjectId, key: Key, secretHash: string): Promise<void> {
  await tx.db
    .insertInto('keys')
    .values({
      project_id: project,
      id: key.id,
      name: key.name,
      secret_hash: secretHash,
      scopes: JSON.stringify(key.scopes),
      expires_at: key.expiresAt,
      last_used_at: null,
      created_at: key.createdAt,
    })
    .execute();
}

/** Makes the key or gives it another secret. Answers whether anything changed. */
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

export async function listKeys(read: Read, project: ProjectId): Promise<readonly Key[]> {
  const rows = await read.db
    .selectFrom('keys')
    .selectAll()
    .where('project_id', '=', project)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1000)
    .execute();
  return rows.map((row) => keyOf(row, row.name));
}

export async function deleteKey(tx: Tx, project: ProjectId, id: string): Promise<boolean> {
  const gone = await tx.db
    .deleteFrom('keys')
    .where('project_id', '=', project)
    .where('id', '=', id)
    .returning('id')
    .execute();
  return gone.length === 1;
}

export async function recordUse(tx: Tx, project: ProjectId, id: string, at: Instant): Promise<void> {
  await tx.db
    .updateTable('keys')
    .set({ last_used_at: at })
    .where('project_id', '=', project)
    .where('id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)]))
    .execute();
}

const EVERY_SCOPE = ['*'] as const;

function keyOf(row: KeyRow, name: string): Key {
  return {
    id: row.id,
    name,
    scopes: row.scopes === '["*"]' ? EVERY_SCOPE : (JSON.parse(row.scopes) as string[]),
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant | null,
    lastUsedAt: row.last_used_at as Instant | null,
  };
}
