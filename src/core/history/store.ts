import { sql } from 'kysely';
import { inPartitionsOf } from '../../db/audit-partitions.ts';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { HistoryHeadRow } from '../../db/schema-history.ts';

/** What chaining adds to an entry. */
export type Link = {
  readonly place: string;
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
type InLane = { project: string; lane: number };

const nextProjectWaiting = first(
  prepared<{ after: string }, { project_id: string; lane: number }>(({ db }, { after }) =>
    db
      .selectFrom('audit')
      .select(['project_id', 'lane'])
      .where('position', 'is', null)
      .where('project_id', '>', after)
      .orderBy('project_id')
      .orderBy('lane')
      .limit(1),
  ),
);
const oldestWaiting = first(
  prepared<InLane, { id: string; at: number }>(({ db }, { project, lane }) =>
    db
      .selectFrom('audit')
      .select(['id', 'at'])
      .where('position', 'is', null)
      .where('project_id', '=', project)
      .where('lane', '=', lane)
      .orderBy('id')
      .limit(1),
  ),
);
const nextLane = (condition: 'is' | 'is not') =>
  first(
    prepared<InLane, { lane: number }>(({ db }, { project, lane }) =>
      db
        .selectFrom('audit')
        .select('lane')
        .where('project_id', '=', project)
        .where('position', condition, null)
        .where('lane', '>', lane)
        .orderBy('lane')
        .limit(1),
    ),
  );
const nextLaneWaiting = nextLane('is');
const nextLaneChained = nextLane('is not');
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
const anyOf = first(
  prepared<InProject, { project_id: string }>(({ db }, { project }) =>
    db.selectFrom('audit').select('project_id').where('project_id', '=', project).limit(1),
  ),
);

const lock = first(
  prepared<InLane, HistoryHeadRow>(({ db, sql: dialect }, { project, lane }) =>
    db
      .selectFrom('history_heads')
      .selectAll()
      .where('project_id', '=', project)
      .where('lane', '=', lane)
      .modifyEnd(dialect.forUpdateOrSkip),
  ),
);
const heads = prepared<InProject, HistoryHeadRow>(({ db }, { project }) =>
  db.selectFrom('history_heads').selectAll().where('project_id', '=', project).orderBy('lane'),
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
  db
    .updateTable('history_heads')
    .set(row)
    .where('project_id', '=', row.project_id)
    .where('lane', '=', row.lane),
);

const waiting = prepared<InLane & { most: number }, AuditRow>(({ db }, { project, lane, most }) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('project_id', '=', project)
    .where('lane', '=', lane)
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

const chained = prepared<InLane & { after: number; most: number }, ChainedRow>(
  ({ db }, { project, lane, after, most }) =>
    db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', project)
      .where('lane', '=', lane)
      .where('position', '>', after)
      // Implied for a reader, but not every planner infers the `is not null` of the partial index.
      .where('position', 'is not', null)
      .orderBy('position')
      .limit(most)
      .$castTo<ChainedRow>(),
);

const anyChained = first(
  prepared<InLane & { after: number }, { position: number | null }>(({ db }, { project, lane, after }) =>
    db
      .selectFrom('audit')
      .select('position')
      .where('project_id', '=', project)
      .where('lane', '=', lane)
      .where('position', '>', after)
      .where('position', 'is not', null)
      .limit(1),
  ),
);

const checkpoints = ownedTable('history_checkpoints', { owner: {}, key: 'position' });

/** An existing checkpoint is kept, even a forged one: verification reports it. */
export const insertCheckpoint = checkpoints.unaudited.insertIfFree;
/** Checkpoints of a project after a position, in order. */
export const listCheckpoints = checkpoints.list(
  { position: '> after' },
  { order: ['position'], most: 'most' },
);
/** Checkpoints of a project before a position, the last first. */
export const listCheckpointsBefore = checkpoints.list(
  { position: '< before' },
  { order: ['position desc'], most: 'most' },
);
/** The last checkpoint of a project, if there is one. */
export const listLastCheckpoints = checkpoints.list({}, { order: ['position desc'], most: 1 });
/** Replaces the signature of a checkpoint if it is still the given one. */
export const replaceSignature = checkpoints.update(
  { signature: 'to' },
  { position: 'position', signature: 'from' },
);

/** Returns the number of lanes of each project's history. */
export async function findLanes(read: Read): Promise<number> {
  const row = await read.db.selectFrom('history_lanes').select('lanes').executeTakeFirst();
  return row?.lanes ?? 1;
}

/** A chain of a project's history. */
export type Chain = { readonly project: string; readonly lane: number };

/** Returns the next chain after `after` with entries to chain. `undefined` starts from the beginning. */
export async function findWaiting(read: Read, after: Chain | undefined): Promise<Chain | undefined> {
  const behind = after ?? { project: '', lane: -1 };
  // Not one comparison of both columns: SQLite would walk over all entries of the chain that it begins behind.
  const sibling = await nextLaneWaiting(read, behind);
  if (sibling) return { project: behind.project, lane: sibling.lane };
  const row = await nextProjectWaiting(read, { after: behind.project });
  return row && { project: row.project_id, lane: row.lane };
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
  return Boolean((await heads(read, { project }))[0] ?? (await anyOf(read, { project })));
}

/** Returns the lanes of a project that have entries, in order. */
export async function listLanes(read: Read, project: string): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const next of [nextLaneWaiting, nextLaneChained]) {
    for (
      let row = await next(read, { project, lane: -1 });
      row !== undefined;
      row = await next(read, { project, lane: row.lane })
    )
      found.add(row.lane);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Locks the head until the transaction ends. Returns nothing when it is locked by another or missing. */
export function lockHead(tx: UnauditedTx, { project, lane }: Chain): Promise<HistoryHeadRow | undefined> {
  return lock(tx, { project, lane });
}

/** The heads of a project's chains as they were at one moment, by lane. */
export function listHeads(read: Read, project: string): Promise<readonly HistoryHeadRow[]> {
  return heads(read, { project });
}

/** Returns nothing when the head exists. */
export function beginHead(tx: UnauditedTx, row: HistoryHeadRow): Promise<HistoryHeadRow | undefined> {
  return insertHead(tx, row);
}

export async function moveHead(tx: UnauditedTx, row: HistoryHeadRow): Promise<void> {
  await updateHead(tx, row);
}

/** Entries of a chain that are not chained, by id. */
export function listWaiting(read: Read, chain: Chain, most: number): Promise<readonly AuditRow[]> {
  return waiting(read, { ...chain, most });
}

/** The oldest entry of a chain that is not chained. */
export function findOldestWaiting(
  read: Read,
  { project, lane }: Chain,
): Promise<{ readonly id: string; readonly at: number } | undefined> {
  return oldestWaiting(read, { project, lane });
}

export async function countWaitingEntries(read: Read, project: string, most: number): Promise<number> {
  return Number((await countWaiting(read, { project, most }))?.total ?? 0);
}

/** Entries of a chain after a position, in order. */
export function listChained(
  read: Read,
  { project, lane }: Chain,
  from: { readonly after: number; readonly most: number },
): Promise<readonly ChainedRow[]> {
  return chained(read, { project, lane, ...from });
}

/** Reports whether a chain has entries after a position. Given again, the next positions would be there twice. */
export async function hasEntriesAfter(
  read: Read,
  { project, lane }: Chain,
  position: number,
): Promise<boolean> {
  return Boolean(await anyChained(read, { project, lane, after: position }));
}

/** On SQLite, a statement for each: to build one of a batch takes several times as long as running them. */
export async function writeLinks(tx: UnauditedTx, project: string, links: readonly Link[]): Promise<void> {
  if (tx.sql.engine !== 'sqlite') return writeTogether(tx, project, links);
  for (const link of links) await writeLink(tx, { project_id: project, ...link });
}

const writeLink = prepared<Link & { project_id: string }, unknown>(({ db }, param) =>
  db
    .updateTable('audit')
    .set({
      position: param.position,
      hash: param.hash,
      personal_hash: param.personal_hash,
      salt: param.salt,
    })
    .where('project_id', '=', param.project_id)
    .where('place', '=', param.place)
    .where('id', '=', param.id)
    .where('position', 'is', null),
);

/** One statement, so that a batch costs one round trip. The ids of the batch lead to its partitions. */
async function writeTogether(tx: UnauditedTx, project: string, links: readonly Link[]): Promise<void> {
  const rows = links.map(
    (link) =>
      sql`(${link.place}, ${link.id}, cast(${link.position} as bigint), ${link.hash}, ${link.personal_hash}, ${link.salt})`,
  );
  const partitions = inPartitionsOf(
    tx,
    links.map(({ id }) => id),
  );
  await sql`update audit set position = link.column3, hash = link.column4, personal_hash = link.column5, salt = link.column6
    from (values ${sql.join(rows)}) as link
    where audit.project_id = ${project} and audit.place = link.column1 and audit.id = link.column2
      ${partitions} and audit.position is null`.execute(tx.db);
}

/** A project whose chains grew since its last checkpoint. */
type Unsigned = { readonly project_id: string };

/**
 * Projects whose chains grew since their last checkpoint by the given number of entries, or whose checkpoint was
 * signed at `before` or earlier, or after `latest`.
 */
export async function listUnsigned(
  read: Read,
  due: { readonly every: number; readonly before: number; readonly latest: number; readonly most: number },
): Promise<readonly Unsigned[]> {
  const grown = sql`sum(position) - max(signed_position)`;
  const signedAt = sql`max(case when lane = 0 then signed_at end)`;
  // Signed after `latest`: while the clock was ahead.
  const { rows } = await sql<Unsigned>`select project_id from history_heads group by project_id
    having ${grown} > 0 and (${grown} >= ${due.every} or ${signedAt} <= ${due.before} or ${signedAt} > ${due.latest})
    order by project_id limit ${due.most}`.execute(read.db);
  return rows;
}
