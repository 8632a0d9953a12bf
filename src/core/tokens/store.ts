import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { TokenRow } from '../../db/schema.ts';
import type { Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Token } from './tokens.ts';

type Row = Omit<TokenRow, 'sequence'> & { sequence: number };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('tokens').values(row));

const removeAll = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db.deleteFrom('tokens').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

type NewToken = {
  readonly token: Token;
  readonly sequence: Sequence;
  readonly kind: string;
  readonly secretHash: string;
};

export async function insertToken(
  tx: Tx,
  project: ProjectId,
  { token, sequence, kind, secretHash }: NewToken,
): Promise<void> {
  await insert(tx, {
    project_id: project,
    user_id: token.userId,
    id: token.id,
    sequence,
    kind,
    secret_hash: secretHash,
    expires_at: token.expiresAt,
  });
}

export async function deleteTokens(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
