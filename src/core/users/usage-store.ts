import type { ReplicaRead } from '../../db/database.ts';
import { replicable } from '../../db/prepared.ts';
import { TOTAL_AT_MOST } from '../listing/listing.ts';
import type { ProjectId } from '../projects/project.ts';

/** Creation times in microseconds: from `from`, inclusive, to `before`, exclusive. */
type Span = { project_id: string; from: number; before: number };

const countIn = (table: 'users' | 'sessions') =>
  replicable<Span, { total: number }>(({ db }, param) =>
    db
      .selectFrom(
        db
          .selectFrom(table)
          .select('sequence')
          .where('project_id', '=', param.project_id)
          .where('sequence', '>=', param.from)
          .where('sequence', '<', param.before)
          // Makes the engines read the index in order and stop at the limit.
          .orderBy('sequence')
          .limit(TOTAL_AT_MOST)
          .as('few'),
      )
      .select(({ fn }) => fn.countAll<number>().as('total')),
  );

const counts = { users: countIn('users'), sessions: countIn('sessions') };

/** Counts existing rows created within the span, up to `TOTAL_AT_MOST`. */
export async function countMade(
  read: ReplicaRead,
  project: ProjectId,
  what: keyof typeof counts,
  { from, before }: { readonly from: number; readonly before: number },
): Promise<number> {
  const [row] = await counts[what](read, { project_id: project, from, before });
  return Number(row?.total ?? 0);
}
