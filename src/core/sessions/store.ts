import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
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

const bySecret = first(
  prepared<OfUser & { secret_hash: string; now: number }, Row>(({ db }, param) =>
    db
      .selectFrom('sessions')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('secret_hash', '=', param.secret_hash)
      .where('expires_at', '>', param.now),
  ),
);

const byIp = prepared<OfUser & { ip: string; now: number }, { id: string }>(({ db }, param) =>
  db
    .selectFrom('sessions')
    .select('id')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('ip', '=', param.ip)
    .where('expires_at', '>', param.now)
    .limit(1),
);

const extend = first(
  prepared<OfUser & { id: string; expires_at: number; now: number }, Row>(({ db }, param) =>
    db
      .updateTable('sessions')
      .set({ expires_at: param.expires_at, updated_at: param.now })
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id)
      .where('expires_at', '>', param.now)
      .returningAll(),
  ),
);

const show = first(
  prepared<OfUser & { id: string; factors: string; mfa: number | null; at: number }, Row>(({ db }, param) =>
    db
      .updateTable('sessions')
      .set({ factors: param.factors, mfa_updated_at: param.mfa, updated_at: param.at })
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id)
      .where('expires_at', '>', param.at)
      .returningAll(),
  ),
);

const byId = first(
  prepared<OfUser & { id: string; now: number }, Row>(({ db }, param) =>
    db
      .selectFrom('sessions')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id)
      .where('expires_at', '>', param.now),
  ),
);

const use = prepared<OfUser & { id: string; at: number }, unknown>(({ db }, param) =>
  db
    .updateTable('sessions')
    .set({ used_at: param.at })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id),
);

export async function findSession(
  read: Read,
  project: ProjectId,
  of: { readonly user: string; readonly id: string; readonly now: Instant },
): Promise<Session | undefined> {
  const row = await byId(read, { project_id: project, user_id: of.user, id: of.id, now: of.now });
  return row && sessionOf(row);
}

export async function findSessionBySecret(
  read: Read,
  project: ProjectId,
  of: { readonly user: string; readonly secretHash: string; readonly now: Instant },
): Promise<Session | undefined> {
  const row = await bySecret(read, {
    project_id: project,
    user_id: of.user,
    secret_hash: of.secretHash,
    now: of.now,
  });
  return row && sessionOf(row);
}

/** Whether the user has a session that was opened from this address. */
export async function hasSessionFrom(
  read: Read,
  project: ProjectId,
  from: { readonly user: string; readonly ip: string; readonly now: Instant },
): Promise<boolean> {
  return (
    (await byIp(read, { project_id: project, user_id: from.user, ip: from.ip, now: from.now })).length > 0
  );
}

/**
 * Adds factors that the session's holder has shown; `isProof` says that they prove who holds it from now on. The user is
 * locked by the caller. Answers nothing when the session is gone.
 */
export async function addFactors(
  tx: Tx,
  project: ProjectId,
  input: {
    readonly user: string;
    readonly session: string;
    readonly factors: readonly string[];
    readonly isProof: boolean;
    readonly at: Instant;
  },
): Promise<Session | undefined> {
  const { user, at } = input;
  const session = await findSession(tx, project, { user, id: input.session, now: at });
  if (!session) return undefined;
  const factors = JSON.stringify([...new Set([...session.factors, ...input.factors])]);
  const mfa = input.isProof ? at : session.mfaUpdatedAt;
  const row = await show(tx, { project_id: project, user_id: user, id: session.id, factors, mfa, at });
  return row && sessionOf(row);
}

/** Answers nothing when there is no such session, or none that is alive. */
export async function extendSession(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly id: string; readonly expiresAt: Instant; readonly now: Instant },
): Promise<Session | undefined> {
  const row = await extend(tx, {
    project_id: project,
    user_id: to.user,
    id: to.id,
    expires_at: to.expiresAt,
    now: to.now,
  });
  return row && sessionOf(row);
}

export async function touchSession(
  tx: UnauditedTx,
  project: ProjectId,
  used: { readonly user: string; readonly id: string; readonly at: Instant },
): Promise<void> {
  await use(tx, { project_id: project, user_id: used.user, id: used.id, at: used.at });
}

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
    used_at: session.usedAt,
    provider_tokens: session.sealedTokens?.sealed ?? null,
    provider_expires_at: session.sealedTokens?.expiresAt ?? null,
    refreshing_until: null,
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
    usedAt: row.used_at as Instant | null,
    ...(row.provider_tokens !== null && {
      sealedTokens: {
        sealed: row.provider_tokens,
        expiresAt: row.provider_expires_at as Instant | null,
      },
    }),
  };
}
