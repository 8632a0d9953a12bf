import { sql } from 'kysely';
import type { UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { AttemptsRow, RateWindowRow } from '../../db/schema-limits.ts';

type Counted = Pick<AttemptsRow, 'project_id' | 'user_id' | 'factor' | 'bucket'>;
const COUNTED = ['project_id', 'user_id', 'factor', 'bucket'] as const;
type Turn = Pick<RateWindowRow, 'project_id' | 'key'>;

const counted = first(
  prepared<Counted, Pick<AttemptsRow, 'tried' | 'not_before'>>(({ db }, param) =>
    db
      .selectFrom('attempts')
      .select(['tried', 'not_before'])
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('factor', '=', param.factor)
      .where('bucket', '=', param.bucket),
  ),
);

/** One statement, so that of guesses at once none slips past the limit. */
const begin = first(
  prepared<AttemptsRow & { limit: number }, { tried: number }>(({ db }, { limit, ...row }) =>
    db
      .insertInto('attempts')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['project_id', 'user_id', 'factor', 'bucket'])
          .doUpdateSet((set) => ({ tried: set('attempts.tried', '+', 1), updated_at: row.updated_at }))
          .where('attempts.tried', '<', limit)
          .where('attempts.not_before', '<=', row.updated_at),
      )
      .returning('tried'),
  ),
);

const postpone = prepared<Counted & { not_before: number }, unknown>(({ db }, param) =>
  db
    .updateTable('attempts')
    .set({ not_before: param.not_before })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('factor', '=', param.factor)
    .where('bucket', '=', param.bucket)
    .where('not_before', '<', param.not_before),
);

const forget = prepared<Counted, unknown>(({ db }, param) =>
  db
    .deleteFrom('attempts')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('factor', '=', param.factor)
    .where('bucket', '=', param.bucket),
);

const forgetFactor = prepared<Omit<Counted, 'bucket'>, unknown>(({ db }, param) =>
  db
    .deleteFrom('attempts')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('factor', '=', param.factor),
);

const forgetAll = prepared<Pick<Counted, 'project_id' | 'user_id'>, unknown>(({ db }, param) =>
  db.deleteFrom('attempts').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

const window = first(
  prepared<Turn & { now: number }, Pick<RateWindowRow, 'used' | 'ends_at'>>(({ db }, param) =>
    db
      .selectFrom('rate_windows')
      .select(['used', 'ends_at'])
      .where('project_id', '=', param.project_id)
      .where('key', '=', param.key)
      .where('ends_at', '>', param.now),
  ),
);

const take = first(
  prepared<RateWindowRow & { now: number }, Pick<RateWindowRow, 'used' | 'ends_at'>>(
    ({ db }, { now, ...row }) =>
      db
        .insertInto('rate_windows')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['project_id', 'key']).doUpdateSet({
            used: sql<number>`case when rate_windows.ends_at <= ${now} then 1 else rate_windows.used + 1 end`,
            ends_at: sql<number>`case when rate_windows.ends_at <= ${now} then excluded.ends_at else rate_windows.ends_at end`,
          }),
        )
        .returning(['used', 'ends_at']),
  ),
);

const clear = prepared<Turn, unknown>(({ db }, param) =>
  db.deleteFrom('rate_windows').where('project_id', '=', param.project_id).where('key', '=', param.key),
);

export const findAttempts = counted;
export const beginAttempt = begin;
export const postponeAttempts = postpone;
export const forgetAttempts = forget;
export const forgetAttemptsAt = forgetFactor;
export const forgetAllAttempts = forgetAll;
export const findWindow = window;
export const takeInWindow = take;
export const clearWindow = clear;

/**
 * Removes what says nothing any more, at most `most` of each: windows that ended, and guesses at addresses that nobody
 * has. What began anew meanwhile stays, for the age of each row is looked at again where it is removed.
 */
export async function sweep(tx: UnauditedTx, before: { now: number; unknown: number }, most: number) {
  const { now, unknown } = before;
  const ended = tx.db.selectFrom('rate_windows').select(['project_id', 'key']).where('ends_at', '<=', now);
  await tx.db
    .deleteFrom('rate_windows')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('project_id', 'key'),
        'in',
        ended.orderBy('ends_at').limit(most).$asTuple('project_id', 'key'),
      ),
    )
    .where('ends_at', '<=', now)
    .execute();
  // A literal, as in the index of these rows alone: users' counts stay, and must not be walked through.
  const nobodys = sql<boolean>`user_id >= '~'`;
  const old = tx.db.selectFrom('attempts').select(COUNTED).where('updated_at', '<', unknown).where(nobodys);
  await tx.db
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
    .execute();
}
