import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { OutboxRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';

type Row = Omit<OutboxRow, 'sequence'> & { sequence: number };
type Key = Pick<OutboxRow, 'project_id' | 'id'>;
type Due = Key & Pick<OutboxRow, 'next_at'>;
/** A message as its delivery needs it. */
export type ClaimedRow = Key & Pick<Row, 'sequence' | 'payload' | 'tries'>;
export type DeadRow = Pick<Row, 'kind' | 'payload' | 'tries' | 'error'> & { readonly dead_at: number | null };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('outbox').values(row));

const due = prepared<{ kind: string; now: number; most: number }, Due>(({ db }, param) =>
  db
    .selectFrom('outbox')
    .select(['project_id', 'id', 'next_at'])
    .where('dead_at', 'is', null)
    .where('next_at', '<=', param.now)
    .where('kind', '=', param.kind)
    .orderBy('next_at')
    .limit(param.most),
);

/** Of servers that try at once, the first moves `next_at` on, and the condition holds for no other. */
const claim = first(
  prepared<Due & { until: number }, ClaimedRow>(({ db }, param) =>
    db
      .updateTable('outbox')
      .set(({ eb }) => ({ next_at: param.until, tries: eb('tries', '+', 1) }))
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .where('next_at', '=', param.next_at)
      .where('dead_at', 'is', null)
      .returning(['project_id', 'id', 'sequence', 'payload', 'tries']),
  ),
);

const remove = prepared<Key, unknown>(({ db }, param) =>
  db.deleteFrom('outbox').where('project_id', '=', param.project_id).where('id', '=', param.id),
);

const removeOfUser = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db.deleteFrom('outbox').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

/** Only of the try that failed: whoever took the message over after its lease goes by its own outcome. */
const settle = prepared<Key & Pick<Row, 'tries' | 'next_at' | 'dead_at' | 'error'>, unknown>(
  ({ db }, param) =>
    db
      .updateTable('outbox')
      .set({ next_at: param.next_at, dead_at: param.dead_at, error: param.error })
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .where('tries', '=', param.tries)
      .where('dead_at', 'is', null),
);

/** What was on its way to a user who is deleted is not sent any more. */
export async function deleteMessages(tx: Tx, project: string, user: string): Promise<void> {
  await removeOfUser(tx, { project_id: project, user_id: user });
}

export const listDue = due;
export const claimMessage = claim;
export const settleMessage = settle;

export async function insertMessage(tx: Tx, row: Row): Promise<void> {
  await insert(tx, row);
}

export async function removeMessage(tx: UnauditedTx, key: Key): Promise<void> {
  await remove(tx, key);
}

/** Removes at most `most` of the messages that were given up at `before` or earlier. */
export async function sweepDead(tx: UnauditedTx, before: Instant, most: number): Promise<void> {
  const old = tx.db
    .selectFrom('outbox')
    .select(['project_id', 'id'])
    .where('dead_at', 'is not', null)
    .where('dead_at', '<=', before)
    .orderBy('dead_at')
    .limit(most);
  await tx.db
    .deleteFrom('outbox')
    .where(({ eb, refTuple }) => eb(refTuple('project_id', 'id'), 'in', old.$asTuple('project_id', 'id')))
    .execute();
}

/** How many messages wait, or were given up; counted up to `most`. */
export async function countMessages(read: Read, state: 'waiting' | 'dead', most: number): Promise<number> {
  const some = read.db
    .selectFrom('outbox')
    .select('id')
    .where('dead_at', state === 'waiting' ? 'is' : 'is not', null)
    .limit(most);
  const { count } = await read.db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The messages that were given up last, the latest first. */
export function listDead(read: Read, most: number): Promise<readonly DeadRow[]> {
  return read.db
    .selectFrom('outbox')
    .select(['kind', 'payload', 'tries', 'error', 'dead_at'])
    .where('dead_at', 'is not', null)
    .orderBy('dead_at', 'desc')
    .limit(most)
    .execute();
}
