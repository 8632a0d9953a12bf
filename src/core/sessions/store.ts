import type { Read, Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { SessionRow } from '../../db/schema.ts';
import type { Device } from '../devices/device.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Session } from './session.ts';

/** As many as an answer lists. */
const LISTED_AT_MOST = 1_000;

type Row = Omit<SessionRow, 'sequence'> & { sequence: number };
type OfUser = { project_id: string; user_id: string };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('sessions').values(row));

const ofUser = prepared<OfUser & { now: number }, Row>(({ db }, param) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('expires_at', '>', param.now)
    .orderBy('sequence')
    .orderBy('id')
    .limit(LISTED_AT_MOST),
);

const remove = prepared<OfUser & { id: string }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .returning('id'),
);

const removeAll = prepared<OfUser, unknown>(({ db }, param) =>
  db.deleteFrom('sessions').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

export async function insertSession(
  tx: Tx,
  project: ProjectId,
  session: Session,
  secretHash: string,
): Promise<void> {
  await insert(tx, {
    project_id: project,
    user_id: session.userId,
    id: session.id,
    sequence: session.sequence,
    updated_at: session.updatedAt,
    secret_hash: secretHash,
    expires_at: session.expiresAt,
    provider: session.provider,
    provider_uid: session.providerUid,
    factors: JSON.stringify(session.factors),
    mfa_updated_at: session.mfaUpdatedAt,
    ip: session.ip,
    country: session.country,
    device: JSON.stringify(session.device),
    used_at: null,
  });
}

/** The sessions that have not expired, oldest first. */
export async function sessionsOf(
  read: Read,
  project: ProjectId,
  user: string,
  now: Instant,
): Promise<readonly Session[]> {
  return (await ofUser(read, { project_id: project, user_id: user, now })).map(sessionOf);
}

/** Answers false when the user has no such session. */
export async function deleteSession(tx: Tx, project: ProjectId, user: string, id: string): Promise<boolean> {
  return (await remove(tx, { project_id: project, user_id: user, id })).length === 1;
}

export async function deleteSessions(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
function sessionOf(row: Row): Session {
  const sequence = row.sequence as Sequence;
  return {
    id: row.id,
    userId: row.user_id,
    sequence,
    createdAt: createdAt(sequence),
    updatedAt: row.updated_at as Instant,
    expiresAt: row.expires_at as Instant,
    provider: row.provider,
    providerUid: row.provider_uid,
    factors: JSON.parse(row.factors) as string[],
    mfaUpdatedAt: row.mfa_updated_at as Instant | null,
    ip: row.ip,
    country: row.country,
    device: JSON.parse(row.device) as Device,
  };
}
