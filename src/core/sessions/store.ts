import { type Selectable, sql } from 'kysely';
import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, pointRead, prepared, type Soon } from '../../db/prepared.ts';
import { remembered } from '../../db/remembered.ts';
import type { SessionRow } from '../../db/schema.ts';
import type { Device } from '../devices/device.ts';
import type { Expiry } from '../expiry.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { bytesOf } from '../listing/row-sizes.ts';
import type { ProjectId } from '../projects/project.ts';
import { searchedColumns } from './searched-columns.ts';
import type { Session } from './session.ts';

/** As many as a response lists. */
const LISTED_AT_MOST = 1_000;
/** Bytes of a session in JSON without its device and its tokens. */
const SESSION_BYTES = 900;

type Ref = { project_id: string; user_id: string };

export const sessions = ownedTable('sessions', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ session, secretHash }: { readonly session: Session; readonly secretHash: string }) => ({
    user_id: session.userId,
    id: session.id,
    sequence: session.sequence,
    updated_at: session.updatedAt,
    secret_hash: secretHash,
    issued_at: session.issuedAt,
    expires_at: session.expiresAt,
    provider: session.provider,
    provider_uid: session.providerUid,
    factors: JSON.stringify(session.factors),
    mfa_updated_at: session.mfaUpdatedAt,
    ip: session.ip,
    country: session.country,
    device: JSON.stringify(session.device),
    ...searchedColumns(session),
    used_at: session.usedAt,
    provider_tokens: session.sealedTokens?.sealed ?? null,
    provider_expires_at: session.sealedTokens?.expiresAt ?? null,
    refreshing_until: null,
  }),
  toValue: sessionOf,
});

const live = { id: 'id', expires_at: '> now' } as const;
const setFactors = sessions.update(
  { factors: 'factors', mfa_updated_at: 'mfaUpdatedAt', updated_at: 'now' },
  live,
);

export const insertSession = sessions.insert;

/** A read of a session by its user and a column in which no two have the same. */
const by = (column: 'id' | 'secret_hash') =>
  pointRead<'user_id' | 'value', Selectable<SessionRow>, Session>({
    by: ['user_id', 'value'],
    one: (read, ref) => select(read, ref).where(column, '=', ref.value),
    notNull: 'id',
    toValue: sessionOf,
    isSpread: true,
  });
const byId = by('id');
const bySecret = by('secret_hash');

/** Returns a valid session. */
export function findSession(
  read: Read,
  project: ProjectId,
  { user, id, now }: { readonly user: string; readonly id: string; readonly now: number },
): Soon<Session | undefined> {
  const fetch = () => byId(read, { project_id: project, user_id: user, value: id });
  return valid(now, remembered(read, { project, user, name: `id ${id}`, fetch }));
}

export function findSessionBySecret(
  read: Read,
  project: ProjectId,
  { user, secretHash, now }: { readonly user: string; readonly secretHash: string; readonly now: number },
): Soon<Session | undefined> {
  const fetch = () => bySecret(read, { project_id: project, user_id: user, value: secretHash });
  return valid(now, remembered(read, { project, user, name: `by ${secretHash}`, fetch }));
}

/** The expiry is compared at each call, since a session is remembered beyond it. */
function valid(now: number, found: Soon<Session | undefined>): Soon<Session | undefined> {
  if (found instanceof Promise) return found.then((later) => valid(now, later));
  return found && found.expiresAt > now ? found : undefined;
}

function select({ db }: ReplicaRead, { project_id, user_id }: Ref) {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id);
}

// Casts: validated on write.
function sessionOf(row: Selectable<SessionRow>): Session {
  return {
    id: row.id,
    userId: row.user_id,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    issuedAt: (row.issued_at as Instant | null) ?? createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    expiresAt: row.expires_at as Expiry,
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

/** Reports whether the user has a valid session. */
export const hasSession = sessions.has({ expires_at: '> now' });
/** Reports whether the user has a session opened from this address. */
export const hasSessionFrom = sessions.has({ ip: 'ip', expires_at: '> now' });
/** The valid sessions, oldest first. */
export const sessionsOf = sessions.list(
  { expires_at: '> now' },
  { order: ['+ sequence', 'id'], most: LISTED_AT_MOST },
);
/** The same, at most `most`. */
export const someSessionsOf = sessions.list(
  { expires_at: '> now' },
  { order: ['+ sequence', 'id'], most: 'most' },
);
/** Returns nothing when there is no such session, or it has expired. */
export const extendSession = sessions.update({ expires_at: 'expiresAt', updated_at: 'now' }, live);
export const touchSession = sessions.unaudited.update({ used_at: 'at' }, { id: 'id' });

/** Returns nothing while another request refreshes the provider's tokens. */
export const beginRefresh = sessions.unaudited.update(
  { refreshing_until: 'until' },
  { id: 'id', refreshing_until: 'is null or <= now' },
);
/** Takes over a lease that ends after `latest`: it was stored while the clock was ahead. */
export const replaceLease = sessions.unaudited.update(
  { refreshing_until: 'until' },
  { id: 'id', refreshing_until: '> latest' },
);
/** Does nothing when the lease expired and another request has begun since. */
export const endRefresh = sessions.unaudited.update(
  { refreshing_until: null },
  { id: 'id', refreshing_until: 'until' },
);
export const replaceTokens = sessions.update(
  { provider_tokens: 'sealed', provider_expires_at: 'expiresAt' },
  { id: 'id' },
);

const sizes = first(
  prepared<{ project_id: string; user_id: string; now: number }, { bytes: number }>(({ db }, param) =>
    db
      .selectFrom(
        db
          .selectFrom('sessions')
          .select(
            sql<number>`${sql.lit(SESSION_BYTES)} + ${bytesOf('device')} + ${bytesOf('provider_tokens')}`.as(
              'size',
            ),
          )
          .where('project_id', '=', param.project_id)
          .where('user_id', '=', param.user_id)
          .where('expires_at', '>', param.now)
          .orderBy(sql`+ sequence`)
          .orderBy('id')
          .limit(LISTED_AT_MOST)
          .as('listed'),
      )
      .select(({ fn }) => fn.coalesce(fn.sum<number>('size'), sql<number>`0`).as('bytes')),
  ),
);

/** Returns the size of the listed sessions in JSON. Sealed tokens are longer than the tokens. */
export async function sessionsSize(
  read: Read,
  project: ProjectId,
  { user, now }: { readonly user: string; readonly now: Instant },
): Promise<number> {
  return Number((await sizes(read, { project_id: project, user_id: user, now }))?.bytes ?? 0);
}

/**
 * Adds completed factors to the session; `isProof` records that they prove who holds it. The caller holds the user's
 * lock. Returns nothing when the session has ended.
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
  const of = { user: input.user, id: input.session, now: input.at };
  const session = await findSession(tx, project, of);
  if (!session) return undefined;
  const factors = JSON.stringify([...new Set([...session.factors, ...input.factors])]);
  const mfaUpdatedAt = input.isProof ? input.at : session.mfaUpdatedAt;
  return setFactors(tx, project, { ...of, factors, mfaUpdatedAt });
}
