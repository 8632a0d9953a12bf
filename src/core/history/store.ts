import { sql } from 'kysely';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { HistoryHeadRow } from '../../db/schema-history.ts';

/** What chaining adds to an entry. */
export type Link = {
  readonly id: string;
  readonly position: number;
  readonly hash: string;
  readonly personal_hash: string;
  readonly salt: string;
};

/** A chained entry as stored. The database alone vouches for none of it. */
export type ChainedRow = AuditRow & {
  readonly position: number;
  readonly hash: string | null;
  readonly personal_hash: string | null;
  readonly salt: string | null;
};

type InProject = { project: string };

const nextWaiting = first(
  prepared<{ after: string }, { project_id: string }>(({ db }, { after }) =>
    db
      .selectFrom('audit')
      .select('project_id')
      .where('position', 'is', null)
      .where('project_id', '>', after)
      .orderBy('project_id')
      .limit(1),
  ),
);
const waitsWithoutProject = first(
  prepared<InProject, { id: string; at: number }>(({ db }, { project }) =>
    db
      .selectFrom('audit')
      .select(['id', 'at'])
      .where('position', 'is', null)
      .where('project_id', '=', project)
      .orderBy('id')
      .limit(1),
  ),
);
const nextOf = (table: 'audit' | 'history_heads' | 'history_checkpoints') =>
  first(
    prepared<{ after: string }, { project_id: string }>(({ db }, { after }) =>
      db
        .selectFrom(table)
        .select('project_id')
        .where('project_id', '>', after)
        .orderBy('project_id')
        .limit(1),
    ),
  );
const nextAnywhere = [nextOf('audit'), nextOf('history_heads'), nextOf('history_checkpoints')];

const lock = first(
  prepared<InProject, HistoryHeadRow>(({ db, sql: dialect }, { project }) =>
    db
      .selectFrom('history_heads')
      .selectAll()
      .where('project_id', '=', project)
      .modifyEnd(dialect.forUpdateOrSkip),
  ),
);
const head = first(
  prepared<InProject, HistoryHeadRow>(({ db }, { project }) =>
    db.selectFrom('history_heads').selectAll().where('project_id', '=', project),
  ),
);
const insertHead = first(
  prepared<HistoryHeadRow, HistoryHeadRow>(({ db }, row) =>
    db
      .insertInto('history_heads')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returningAll(),
  ),
);
const updateHead = prepared<HistoryHeadRow, unknown>(({ db }, row) =>
  db.updateTable('history_heads').set(row).where('project_id', '=', row.project_id),
);

const waiting = prepared<InProject & { most: number }, AuditRow>(({ db }, { project, most }) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('project_id', '=', project)
    .where('position', 'is', null)
    .orderBy('id')
    .limit(most),
);
const countWaiting = first(
  prepared<InProject & { most: number }, { total: number }>(({ db }, { project, most }) =>
    db
      .selectFrom(
        db
          .selectFrom('audit')
          .select('id')
          .where('project_id', '=', project)
          .where('position', 'is', null)
          .limit(most)
          .as('few'),
      )
      .select(({ fn }) => fn.countAll<number>().as('total')),
  ),
);

const chained = prepared<InProject & { after: number; most: number }, ChainedRow>(
  ({ db }, { project, after, most }) =>
    db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', project)
      .where('position', '>', after)
      // Implied for a reader, but not every planner infers the `is not null` of the partial index.
      .where('position', 'is not', null)
      .orderBy('position')
      .limit(most)
      .$castTo<ChainedRow>(),
);

const checkpoints = ownedTable('history_checkpoints', { owner: {}, key: 'position' });

/** An existing checkpoint is kept, even a forged one: verification reports it. */
export const insertCheckpoint = checkpoints.unaudited.insertIfFree;
/** Checkpoints of a project after a position, in order. */
export const listCheckpoints = checkpoints.list(
  { position: '> after' },
  { order: ['position'], most: 'most' },
);
/** Replaces the signature of a checkpoint if it is still the given one. */
export const replaceSignature = checkpoints.update(
  { signature: 'to' },
  { position: 'position', signature: 'from' },
);

/** Returns the next project after `after`, by id, with entries to chain. `undefined` starts from the beginning. */
export async function findWaiting(read: Read, after: string | undefined): Promise<string | undefined> {
  if (after === undefined && (await waitsWithoutProject(read, { project: '' }))) return '';
  return (await nextWaiting(read, { after: after ?? '' }))?.project_id;
}

/** Returns the next project after `after` that has any trace of a history. The server itself has the id "". */
export async function findChain(read: Read, after: string | undefined): Promise<string | undefined> {
  if (after === undefined && (await isThere(read, ''))) return '';
  const found = await Promise.all(nextAnywhere.map((next) => next(read, { after: after ?? '' })));
  return found
    .flatMap((row) => (row ? [row.project_id] : []))
    .toSorted()
    .at(0);
}

async function isThere(read: Read, project: string): Promise<boolean> {
  return Boolean(
    (await head(read, { project })) ??
      (await waitsWithoutProject(read, { project })) ??
      (await chained(read, { project, after: 0, most: 1 }))[0],
  );
}

/** Locks the head until the transaction ends. Returns nothing when it is locked by another or missing. */
export function lockHead(tx: UnauditedTx, project: string): Promise<HistoryHeadRow | undefined> {
  return lock(tx, { project });
}

export function findHead(read: Read, project: string): Promise<HistoryHeadRow | undefined> {
  return head(read, { project });
}

/** Returns nothing when the head exists. */
export function beginHead(tx: UnauditedTx, row: HistoryHeadRow): Promise<HistoryHeadRow | undefined> {
  return insertHead(tx, row);
}

export async function moveHead(tx: UnauditedTx, row: HistoryHeadRow): Promise<void> {
  await updateHead(tx, row);
}

/** Entries that are not chained, by id. */
export function listWaiting(read: Read, project: string, most: number): Promise<readonly AuditRow[]> {
  return waiting(read, { project, most });
}

/** The oldest entry that is not chained. */
export function findOldestWaiting(
  read: Read,
  project: string,
): Promise<{ readonly id: string; readonly at: number } | undefined> {
  return waitsWithoutProject(read, { project });
}

export async function countWaitingEntries(read: Read, project: string, most: number): Promise<number> {
  return Number((await countWaiting(read, { project, most }))?.total ?? 0);
}

/** Entries after a position, in order. */
export function listChained(
  read: Read,
  project: string,
  from: { readonly after: number; readonly most: number },
): Promise<readonly ChainedRow[]> {
  return chained(read, { project, ...from });
}

/** One statement, so that a batch costs one round trip. */
export async function writeLinks(tx: UnauditedTx, project: string, links: readonly Link[]): Promise<void> {
  const rows = links.map(
    (link) =>
      sql`(${link.id}, cast(${link.position} as bigint), ${link.hash}, ${link.personal_hash}, ${link.salt})`,
  );
  await sql`update audit set position = link.column2, hash = link.column3, personal_hash = link.column4, salt = link.column5
    from (values ${sql.join(rows)}) as link
    where audit.project_id = ${project} and audit.id = link.column1 and audit.position is null`.execute(
    tx.db,
  );
}

/**
 * Heads that grew since their last checkpoint by the given number of entries, or whose checkpoint was signed at
 * `before` or earlier, or after `latest`.
 */
export function listUnsigned(
  read: Read,
  due: { readonly every: number; readonly before: number; readonly latest: number; readonly most: number },
): Promise<readonly HistoryHeadRow[]> {
  return read.db
    .selectFrom('history_heads')
    .selectAll()
    .whereRef('position', '>', 'signed_position')
    .where((eb) =>
      eb.or([
        eb(eb('position', '-', eb.ref('signed_position')), '>=', due.every),
        eb('signed_at', '<=', due.before),
        // Signed while the clock was ahead.
        eb('signed_at', '>', due.latest),
      ]),
    )
    .orderBy('project_id')
    .limit(due.most)
    .execute();
}
