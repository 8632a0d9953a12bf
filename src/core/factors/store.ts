import type { Read, Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { RecoveryCodeRow } from '../../db/schema.ts';
import type { ProjectId } from '../projects/project.ts';
import { deleteAuthenticators } from './authenticators-store.ts';
import { deleteChallenges } from './challenges/store.ts';

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

/** One statement: of any number of tries at once, one gets the row. */
const take = prepared<OfUser & { code_hash: string }, { code_hash: string }>(({ db }, param) =>
  db
    .deleteFrom('recovery_codes')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('code_hash', '=', param.code_hash)
    .returning('code_hash'),
);

const removeCodes = prepared<OfUser, { code_hash: string }>(({ db }, param) =>
  db
    .deleteFrom('recovery_codes')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .returning('code_hash'),
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

/** Takes the code out, for good; answers false when the user has none of this hash. */
export async function takeCode(tx: Tx, project: ProjectId, user: string, hash: string): Promise<boolean> {
  return (await take(tx, { project_id: project, user_id: user, code_hash: hash })).length > 0;
}

/** Answers how many there were. */
export async function deleteCodes(tx: Tx, project: ProjectId, user: string): Promise<number> {
  return (await removeCodes(tx, { project_id: project, user_id: user })).length;
}

export async function deleteFactors(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await deleteCodes(tx, project, user);
  await deleteAuthenticators(tx, project, user);
  await deleteChallenges(tx, project, user);
}
