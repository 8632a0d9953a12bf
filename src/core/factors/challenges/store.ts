import type { Read, Tx } from '../../../db/database.ts';
import { first, prepared } from '../../../db/prepared.ts';
import type { ChallengeRow } from '../../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../../instant.ts';
import type { ProjectId } from '../../projects/project.ts';
import type { Challenge, FactorKind } from './challenge.ts';

type Row = Omit<ChallengeRow, 'sequence'> & { sequence: number };
type OfUser = { project_id: string; user_id: string };
type Asked = OfUser & { id: string; session_id: string; now: number };

/** A challenge with the keyed hash of the code that was sent for it, if one was. */
export type StoredChallenge = Challenge & { readonly secretHash: string | null };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('challenges').values(row));

const open = first(
  prepared<Asked, Row>(({ db }, param) =>
    db
      .selectFrom('challenges')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id)
      .where('session_id', '=', param.session_id)
      .where('expires_at', '>', param.now),
  ),
);

/** One statement: of any number of tries at once, one gets the row. */
const take = prepared<Asked, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('challenges')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .where('session_id', '=', param.session_id)
    .where('expires_at', '>', param.now)
    .returning('id'),
);

const removeExpired = prepared<OfUser & { now: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('challenges')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('expires_at', '<=', param.now),
);

/** All but the newest. */
const removeOldest = prepared<OfUser & { kept: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('challenges')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where(
      'id',
      'not in',
      db
        .selectFrom('challenges')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('user_id', '=', param.user_id)
        .orderBy('sequence', 'desc')
        .orderBy('id', 'desc')
        .limit(param.kept),
    ),
);

const removeAll = prepared<OfUser, unknown>(({ db }, param) =>
  db.deleteFrom('challenges').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

export async function insertChallenge(
  tx: Tx,
  project: ProjectId,
  { challenge, sequence }: { readonly challenge: StoredChallenge; readonly sequence: Sequence },
): Promise<void> {
  await insert(tx, {
    project_id: project,
    user_id: challenge.userId,
    id: challenge.id,
    sequence,
    session_id: challenge.sessionId,
    factor: challenge.factor,
    secret_hash: challenge.secretHash,
    expires_at: challenge.expiresAt,
  });
}

type Of = { readonly user: string; readonly id: string; readonly session: string; readonly now: Instant };

const asked = (project: ProjectId, of: Of): Asked => ({
  project_id: project,
  user_id: of.user,
  id: of.id,
  session_id: of.session,
  now: of.now,
});

/** The challenge, if it is this session's and has not expired. */
export async function findChallenge(
  read: Read,
  project: ProjectId,
  of: Of,
): Promise<StoredChallenge | undefined> {
  const row = await open(read, asked(project, of));
  return (
    row && {
      id: row.id,
      userId: row.user_id,
      sessionId: row.session_id,
      // Written by `insertChallenge` and by nobody else, as all that is cast here.
      factor: row.factor as FactorKind,
      createdAt: createdAt(row.sequence as Sequence),
      expiresAt: row.expires_at as Instant,
      secretHash: row.secret_hash,
    }
  );
}

/** Takes the challenge out, for good; answers false when it is not this session's, has expired, or was taken. */
export async function takeChallenge(tx: Tx, project: ProjectId, of: Of): Promise<boolean> {
  return (await take(tx, asked(project, of))).length > 0;
}

/** Removes what has expired and all but the newest. */
export async function trimChallenges(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly kept: number; readonly now: Instant },
): Promise<void> {
  const of = { project_id: project, user_id: to.user };
  await removeExpired(tx, { ...of, now: to.now });
  await removeOldest(tx, { ...of, kept: to.kept });
}

export async function deleteChallenges(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
