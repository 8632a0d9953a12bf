import type { Read } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { OutboxRow } from '../../db/schema.ts';

type Row = Omit<OutboxRow, 'sequence'> & { sequence: number };
type Key = Pick<OutboxRow, 'project_id' | 'id'>;
type Due = Key & Pick<OutboxRow, 'next_at'>;
/** The columns needed for delivery. */
export type ClaimedRow = Key & Pick<Row, 'sequence' | 'payload' | 'tries'>;
export type DeadRow = Pick<Row, 'kind' | 'payload' | 'tries' | 'error'> & { readonly dead_at: number | null };

const messages = ownedTable('outbox', { owner: {}, key: 'id' });

export const listDue = prepared<{ kind: string; now: number; most: number }, Due>(({ db }, param) =>
  db
    .selectFrom('outbox')
    .select(['project_id', 'id', 'next_at'])
    .where('dead_at', 'is', null)
    .where('next_at', '<=', param.now)
    .where('kind', '=', param.kind)
    .orderBy('next_at')
    .limit(param.most),
);

/** Of concurrent servers, the first moves `next_at`, and the condition fails for the others. */
export const claimMessage = first(
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

export const insertMessage = messages.insert;
export const removeMessage = messages.unaudited.remove({ id: 'id' });
/** Discards undelivered messages to a deleted user. */
export const deleteMessages = messages.remove({ user_id: 'user' });
/** Applies to the failed attempt only: a server that took over after the lease reports its own outcome. */
export const settleMessage = messages.unaudited.update(
  { next_at: 'nextAt', dead_at: 'deadAt', error: 'error' },
  { id: 'id', tries: 'tries', dead_at: null },
);

/** Sends a message that was given up again, from the first attempt on. */
export const reviveMessage = messages.update(
  { next_at: 'now', dead_at: null, tries: 'tries' },
  { id: 'id', dead_at: 'is not null' },
);
export const takeMessage = messages.take({ id: 'id' });

/** The columns that describe a message. */
export type MessageRow = Pick<
  OutboxRow,
  'id' | 'kind' | 'payload' | 'tries' | 'next_at' | 'dead_at' | 'error'
>;

/** Messages of a project that wait or were given up, newest first, those before `before` if it is set. */
export function listMessages(
  read: Read,
  project: string,
  {
    state,
    before,
    most,
  }: {
    readonly state: 'waiting' | 'failed';
    readonly before: string | undefined;
    readonly most: number;
  },
): Promise<readonly MessageRow[]> {
  return read.db
    .selectFrom('outbox')
    .select(['id', 'kind', 'payload', 'tries', 'next_at', 'dead_at', 'error'])
    .where('project_id', '=', project)
    .where('dead_at', state === 'waiting' ? 'is' : 'is not', null)
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
}

/** Counts waiting or dead messages of a project up to `most`, and returns the id of the oldest. */
export async function countMessagesOf(
  read: Read,
  project: string,
  { state, most }: { readonly state: 'waiting' | 'failed'; readonly most: number },
): Promise<{ readonly count: number; readonly oldest: string | null }> {
  const some = read.db
    .selectFrom('outbox')
    .select('id')
    .where('project_id', '=', project)
    .where('dead_at', state === 'waiting' ? 'is' : 'is not', null)
    .orderBy('id')
    .limit(most);
  const { count, oldest } = await read.db
    .selectFrom(some.as('some'))
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<string | null>('id').as('oldest')])
    .executeTakeFirstOrThrow();
  return { count: Number(count), oldest };
}

/** Counts waiting or dead messages up to `most`. */
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

/** The id of the oldest message that waits, out of those that are due first. */
export async function findOldestWaiting(read: Read, most: number): Promise<string | null> {
  const some = read.db
    .selectFrom('outbox')
    .select('id')
    .where('dead_at', 'is', null)
    .orderBy('next_at')
    .limit(most);
  const row = await read.db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.min<string | null>('id').as('oldest'))
    .executeTakeFirst();
  return row?.oldest ?? null;
}

/** The messages given up last, latest first. */
export function listDead(read: Read, most: number): Promise<readonly DeadRow[]> {
  return read.db
    .selectFrom('outbox')
    .select(['kind', 'payload', 'tries', 'error', 'dead_at'])
    .where('dead_at', 'is not', null)
    .orderBy('dead_at', 'desc')
    .limit(most)
    .execute();
}
