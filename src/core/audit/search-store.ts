import { setImmediate } from 'node:timers/promises';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Read, ReplicaRead } from '../../db/database.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import type { AuditRow } from '../../db/schema.ts';
import { idsSince } from '../id.ts';
import { type Instant, MICROS_PER_MILLI, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';

/** Which entries of a project are wanted. All that is said must hold. */
export type EntryFilter = {
  /** The user to whom it was done. */
  readonly user?: string;
  /** Who did it. Guests, the command line and the server itself have no id. */
  readonly actor?: { readonly kind?: string; readonly id?: string };
  /** Any of these acts. */
  readonly acts?: readonly string[];
  readonly from?: Instant;
  /** Exclusive. */
  readonly to?: Instant;
};

export type FoundEntry = Omit<AuditRow, 'project_id' | 'place'> & { readonly position: number | null };

/** Entries, newest first. `reached` is the id down to which was looked, if there may be more below. */
type Found = { readonly rows: readonly FoundEntry[]; readonly reached: string | undefined };

const STEP = 2_000;
/** More acts than this are tested entry by entry, instead of read from the index one act after another. */
const ACTS_AT_ONCE = 32;
/** Kinds of actors of few entries, which `audit_by_operator` covers. */
const OPERATORS: readonly string[] = ['admin', 'cli', 'system'];

const COLUMNS = sql.join(
  [
    ...['id', 'lane', 'position', 'at', 'act', 'actor_kind', 'actor_id', 'acting_as', 'user_id', 'ip'],
    ...['user_agent', 'request_id', 'details'],
  ].map((column) => sql.ref(column)),
);

type Test = RawBuilder<SqlBool>;
/** Parts of an index that hold all wanted entries, each once and newest first, and what they leave to be tested. */
type Plan = { readonly ranges: readonly Test[]; readonly rest: readonly Test[] };

type Wanted = {
  readonly filter: EntryFilter;
  /** Only entries before this id. */
  readonly before?: string | undefined;
  readonly limit: number;
  /** Entries that may be read where not each of them is wanted. */
  readonly most: number;
};

/** Returns the newest entries that meet the filter, at most `limit`; fewer when `most` were read without finding more. */
export async function findEntries(
  read: ReplicaRead,
  project: ProjectId,
  { filter, before, limit, most }: Wanted,
): Promise<Found> {
  const { ranges, rest } = planOf(filter);
  const bounds = boundsOf(filter, before);
  const parts: Found[] = [];
  for (const range of ranges) {
    const within = sql<SqlBool>`project_id = ${project} and ${range} and ${bounds}`;
    const share = Math.ceil(most / ranges.length);
    parts.push(
      rest.length === 0
        ? await readRange(read, within, limit)
        : await scanRange(read, within, { rest, limit, most: share }),
    );
  }
  // Below the highest place where one part ended, others may have entries that it lacks.
  const reached = parts
    .flatMap((part) => part.reached ?? [])
    .toSorted()
    .at(-1);
  const rows = parts
    .flatMap((part) => part.rows)
    .filter(({ id }) => reached === undefined || id >= reached)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  if (rows.length <= limit) return { rows, reached };
  return { rows: rows.slice(0, limit), reached: rows[limit - 1]?.id };
}

function planOf({ user, actor, acts }: EntryFilter): Plan {
  const isKind = actor?.kind === undefined ? [] : [sql<SqlBool>`actor_kind = ${actor.kind}`];
  const isActor = actor?.id === undefined ? [] : [sql<SqlBool>`actor_id = ${actor.id}`];
  const isAct = acts === undefined ? [] : [anyAct(acts)];
  if (user !== undefined) {
    // Entries of a user are stored by the user.
    const range = sql<SqlBool>`place = ${user} and user_id = ${user}`;
    return { ranges: [range], rest: [...isKind, ...isActor, ...isAct] };
  }
  if (actor?.id !== undefined) {
    // Literals, so that the planners match the partial indexes.
    const byUser = sql<SqlBool>`actor_kind = 'user' and actor_id = ${actor.id}`;
    const byOther = sql<SqlBool>`actor_kind <> 'user' and actor_id is not null and actor_id = ${actor.id}`;
    if (actor.kind === 'user') return { ranges: [byUser], rest: isAct };
    if (actor.kind !== undefined) return { ranges: [byOther], rest: [...isKind, ...isAct] };
    return { ranges: [byUser, byOther], rest: isAct };
  }
  if (actor?.kind !== undefined && OPERATORS.includes(actor.kind)) {
    const byOperator = sql<SqlBool>`actor_kind in ('admin', 'cli', 'system') and actor_kind = ${actor.kind}`;
    return { ranges: [byOperator], rest: isAct };
  }
  if (acts && acts.length <= ACTS_AT_ONCE)
    return { ranges: [...new Set(acts)].map((act) => sql<SqlBool>`act = ${act}`), rest: isKind };
  return { ranges: [sql<SqlBool>`1 = 1`], rest: [...isKind, ...isAct] };
}

function anyAct(acts: readonly string[]): Test {
  return acts.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`act in (${sql.join([...acts])})`;
}

function boundsOf({ from, to }: EntryFilter, before: string | undefined): Test {
  const ends = [...(to === undefined ? [] : [idsAt(to)]), ...(before === undefined ? [] : [before])];
  const end = ends.toSorted().at(0);
  const tests = [
    ...(from === undefined ? [] : [sql<SqlBool>`id >= ${idsAt(from)}`]),
    ...(end === undefined ? [] : [sql<SqlBool>`id < ${end}`]),
  ];
  return tests.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(tests, sql` and `)}`;
}

/** Ids start with the moment in microseconds. */
function idsAt(at: Instant): string {
  return idsSince(Math.max(0, at * MICROS_PER_MILLI) as Sequence);
}

async function readRange({ db }: ReplicaRead, within: Test, limit: number): Promise<Found> {
  const { rows } = await sql<FoundEntry>`select ${COLUMNS} from audit where ${within}
    order by id desc limit ${limit + 1}`.execute(db);
  return { rows, reached: rows.length > limit ? rows.at(-1)?.id : undefined };
}

/** Reads along the index in steps, each one short statement, between which the process yields. */
async function scanRange(
  { db }: ReplicaRead,
  within: Test,
  { rest, limit, most }: { readonly rest: readonly Test[]; readonly limit: number; readonly most: number },
): Promise<Found> {
  const found: FoundEntry[] = [];
  let reached: string | undefined;
  for (let left = most; left > 0; left -= STEP) {
    const below = reached === undefined ? within : sql<SqlBool>`${within} and id < ${reached}`;
    const step = Math.min(left, STEP);
    const { rows: ends } = await sql<{ id: string }>`select id from audit where ${below}
      order by id desc limit 1 offset ${step - 1}`.execute(db);
    const { rows } = await sql<FoundEntry>`select * from
      (select ${COLUMNS} from audit where ${below} order by id desc limit ${step}) as step
      where ${sql.join(rest, sql` and `)} order by id desc limit ${limit + 1 - found.length}`.execute(db);
    found.push(...rows);
    if (found.length > limit) return { rows: found, reached: found.at(-1)?.id };
    const end = ends[0]?.id;
    if (end === undefined) return { rows: found, reached: undefined };
    reached = end;
    await setImmediate();
  }
  return { rows: found, reached };
}

const keyNames = replicable<{ project_id: string; ids: string }, { id: string; name: string }>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('keys')
      .select(['id', 'name'])
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

/** Returns the names of those keys of the project that exist. */
export async function findKeyNames(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await keyNames(read, { project_id: project, ids: JSON.stringify(ids) });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const waiting = prepared<{ project: string; lane: number; after: string; most: number }, FoundEntry>(
  ({ db }, { project, lane, after, most }) =>
    db
      .selectFrom('audit')
      .select([
        ...(['id', 'lane', 'position', 'at', 'act', 'actor_kind', 'actor_id', 'acting_as'] as const),
        ...(['user_id', 'ip', 'user_agent', 'request_id', 'details'] as const),
      ])
      .where('project_id', '=', project)
      .where('lane', '=', lane)
      .where('position', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(most),
);

/** Entries of a chain after an id that have no position yet, by id. */
export function listUnchainedEntries(
  read: Read,
  of: { readonly project: ProjectId; readonly lane: number },
  from: { readonly after: string; readonly most: number },
): Promise<readonly FoundEntry[]> {
  return waiting(read, { ...of, ...from });
}
