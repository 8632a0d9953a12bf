import type { Read, Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { RecoveryCodeRow } from '../../db/schema.ts';
import type { ProjectId } from '../projects/project.ts';

type OfUser = { project_id: string; user_id: string };

const codes = prepared<OfUser, Pick<RecoveryCodeRow, 'sealed'>>(({ db }, param) =>
  db
    .selectFrom('recovery_codes')
    .select('sealed')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .limit(100),
);

const insertCode = prepared<RecoveryCodeRow, unknown>(({ db }, row) =>
  db.insertInto('recovery_codes').values(row),
);

const removeCodes = prepared<OfUser, { code_hash: string }>(({ db }, param) =>
  db
    .deleteFrom('recovery_codes')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .returning('code_hash'),
);

const verified = prepared<OfUser & { kind: string }, { kind: string }>(({ db }, param) =>
  db
    .selectFrom('authenticators')
    .select('kind')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .where('verified_at', 'is not', null),
);

const removeAuthenticator = prepared<OfUser & { kind: string }, { kind: string }>(({ db }, param) =>
  db
    .deleteFrom('authenticators')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .returning('kind'),
);

const removeAuthenticators = prepared<OfUser, unknown>(({ db }, param) =>
  db
    .deleteFrom('authenticators')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id),
);

export async function sealedCodes(read: Read, project: ProjectId, user: string): Promise<readonly string[]> {
  return (await codes(read, { project_id: project, user_id: user })).map(({ sealed }) => sealed);
}

export async function insertCodes(
  tx: Tx,
  project: ProjectId,
  user: string,
  fresh: readonly { readonly hash: string; readonly sealed: string }[],
): Promise<void> {
  for (const { hash, sealed } of fresh) {
    await insertCode(tx, { project_id: project, user_id: user, code_hash: hash, sealed });
  }
}

/** Answers how many there were. */
export async function deleteCodes(tx: Tx, project: ProjectId, user: string): Promise<number> {
  return (await removeCodes(tx, { project_id: project, user_id: user })).length;
}

export async function hasVerified(
  read: Read,
  project: ProjectId,
  user: string,
  kind: 'totp',
): Promise<boolean> {
  return (await verified(read, { project_id: project, user_id: user, kind })).length > 0;
}

/** Answers false when there was none. */
export async function deleteAuthenticator(
  tx: Tx,
  project: ProjectId,
  user: string,
  kind: 'totp',
): Promise<boolean> {
  return (await removeAuthenticator(tx, { project_id: project, user_id: user, kind })).length > 0;
}

export async function deleteFactors(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await deleteCodes(tx, project, user);
  await removeAuthenticators(tx, { project_id: project, user_id: user });
}
