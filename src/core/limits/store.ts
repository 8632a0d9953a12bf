import { sql } from 'kysely';
import type { UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { AttemptsRow, RateWindowRow } from '../../db/schema-limits.ts';

const COUNTED = ['project_id', 'user_id', 'factor', 'bucket'] as const;

const attempts = ownedTable('attempts', { owner: { user_id: 'user' }, key: 'factor' });
const windows = ownedTable('rate_windows', { owner: {}, key: 'key' });

const guessed = { factor: 'factor', bucket: 'bucket' } as const;

type Guessed = Pick<AttemptsRow, (typeof COUNTED)[number]>;

export const findAttempts = attempts.find(guessed);
export const postponeAttempts = attempts.unaudited.update(
  { not_before: 'notBefore' },
  { ...guessed, not_before: '< notBefore' },
);
export const forgetAttempts = attempts.unaudited.remove(guessed);
export const forgetAttemptsAt = attempts.unaudited.remove({ factor: 'factor' });
export const forgetAllAttempts = attempts.unaudited.removeAll;

export const findWindow = windows.find({ key: 'key', ends_at: '> now' });
export const clearWindow = windows.unaudited.remove({ key: 'key' });

/** Ends a wait that was stored while the clock was ahead at `latest`, and dates the attempt from now. */
export const shortenWait = first(
  prepared<Guessed & { latest: number; now: number }, { tried: number }>(({ db }, { latest, now, ...at }) =>
    db
      .updateTable('attempts')
      .set({
        not_before: sql<number>`case when not_before > ${latest} then ${latest} else not_before end`,
        updated_at: sql<number>`case when updated_at > ${now} then ${now} else updated_at end`,
      })
      .where('project_id', '=', at.project_id)
      .where('user_id', '=', at.user_id)
      .where('factor', '=', at.factor)
      .where('bucket', '=', at.bucket)
      .returning('tried'),
  ),
);

/** One statement, so that no concurrent attempt slips past the limit. */
export const beginAttempt = first(
  prepared<AttemptsRow & { limit: number; rested: number }, { tried: number }>(
    ({ db }, { limit, rested, ...row }) =>
      db
        .insertInto('attempts')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['project_id', 'user_id', 'factor', 'bucket'])
            .doUpdateSet({
              tried: sql<number>`case when attempts.updated_at < ${rested} then 1 else attempts.tried + 1 end`,
              updated_at: row.updated_at,
            })
            .where((or) => or.or([or('attempts.tried', '<', limit), or('attempts.updated_at', '<', rested)]))
            .where('attempts.not_before', '<=', row.updated_at),
        )
        .returning('tried'),
  ),
);

export const takeInWindow = first(
  prepared<RateWindowRow & { now: number }, Pick<RateWindowRow, 'used' | 'ends_at'>>(
    ({ db }, { now, ...row }) =>
      db
        .insertInto('rate_windows')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['project_id', 'key']).doUpdateSet({
            used: sql<number>`case when rate_windows.ends_at <= ${now} then 1 else rate_windows.used + 1 end`,
            // A window never ends later than one that begins now: its end was stored while the clock was ahead.
            ends_at: sql<number>`case when rate_windows.ends_at <= ${now} or rate_windows.ends_at > excluded.ends_at
              then excluded.ends_at else rate_windows.ends_at end`,
          }),
        )
        .returning(['used', 'ends_at']),
  ),
);

/**
 * Deletes expired rows, at most `most` of each: windows that ended, and attempts at unknown addresses. Rows renewed
 * meanwhile stay, since the age is checked again in the delete. Returns how many of the kind that had more.
 */
export async function sweep(
  tx: UnauditedTx,
  before: { now: number; unknown: number },
  most: number,
): Promise<number> {
  const { now, unknown } = before;
  const ended = tx.db.selectFrom('rate_windows').select(['project_id', 'key']).where('ends_at', '<=', now);
  const windows = await tx.db
    .deleteFrom('rate_windows')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('project_id', 'key'),
        'in',
        ended.orderBy('ends_at').limit(most).$asTuple('project_id', 'key'),
      ),
    )
    .where('ends_at', '<=', now)
    .returning('project_id')
    .execute();
  // A literal, so that the planner uses the partial index: counts of users stay and must not be scanned.
  const nobodys = sql<boolean>`user_id >= '~'`;
  const old = tx.db.selectFrom('attempts').select(COUNTED).where('updated_at', '<', unknown).where(nobodys);
  const attempts = await tx.db
    .deleteFrom('attempts')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple(...COUNTED),
        'in',
        old
          .orderBy('updated_at')
          .limit(most)
          .$asTuple(...COUNTED),
      ),
    )
    .where('updated_at', '<', unknown)
    .returning('project_id')
    .execute();
  return Math.max(windows.length, attempts.length);
}
