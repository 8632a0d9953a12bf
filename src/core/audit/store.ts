import { type RawBuilder, sql } from 'kysely';
import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import type { EngineSql } from '../../db/engine-sql.ts';
import { first, prepared, replicable } from '../../db/prepared.ts';
import type { AuditRow, UserRow } from '../../db/schema.ts';
import type { Actor } from '../actor.ts';
import { expiryAfter } from '../expiry.ts';
import { markErasure } from '../history/erasure-store.ts';
import { laneOf, placeOf } from '../history/lanes.ts';
import { freshId, idsSince } from '../id.ts';
import { type Clock, createdAt, type Sequence } from '../instant.ts';
import { TOTAL_AT_MOST } from '../listing/listing.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Act } from './acts.ts';
import { listedActs, teamActs } from './listed-acts.ts';

const USER_AGENT_KEPT = 500;
/** Longer than any request that began before the user was deleted and may still write an entry. */
const MEANT_FOR_MS = 30_000;
/** After all entries covered by the erasure have been committed. */
export const ERASED_AFTER_MS = 60_000;

const insert = prepared<AuditRow, unknown>(({ db }, row) => db.insertInto('audit').values(row));

/**
 * Records who did what to whom in the transaction that does it. Called by `core.write` only. Deleting a user also
 * schedules the erasure of their personal data from the history, including this entry and those still being written.
 */
export async function record(
  tx: Tx,
  { clock, lanes }: { readonly clock: Clock; readonly lanes: number },
  actor: Actor,
  act: Act,
): Promise<void> {
  const sequence = clock.nextSequence();
  const id = freshId(sequence);
  const [actorId, user] = [actor.impersonatorId ?? actor.id ?? null, act.user ?? null];
  const place = placeOf({ user_id: user, actor_id: actorId, id });
  await insert(tx, {
    project_id: actor.project.id,
    place,
    id,
    lane: laneOf(place, lanes),
    at: createdAt(sequence),
    act: act.act,
    actor_kind: actor.kind,
    actor_id: actorId,
    acting_as: actor.impersonatorId === undefined ? null : (actor.id ?? null),
    user_id: user,
    ip: actor.ip ?? null,
    user_agent: actor.userAgent?.slice(0, USER_AGENT_KEPT).toWellFormed().replaceAll('\0', '') ?? null,
    request_id: actor.requestId ?? null,
    details: JSON.stringify(
      actor.trace ? { ...act.details, traceId: actor.trace.traceId } : (act.details ?? {}),
    ),
  });
  if (act.act !== 'user.delete' || act.user === undefined) return;
  // Sequences are in microseconds.
  const through = idsSince((sequence + MEANT_FOR_MS * 1000) as Sequence);
  const due = { due_at: expiryAfter(clock, ERASED_AFTER_MS), part: 0, after: '' };
  await markErasure(tx, actor.project.id, { user_id: act.user, through, ...due });
}

/** An entry with the current name of its actor, a user or a key. */
export type EntryRow = Pick<
  AuditRow,
  'at' | 'act' | 'actor_kind' | 'actor_id' | 'acting_as' | 'ip' | 'user_agent'
> & { readonly name: string | null; readonly email: string | null };

/** An entry in the acts of a user. */
export type ByRow = Pick<AuditRow, 'act' | 'user_id' | 'details' | 'user_agent' | 'at'>;

/** The user whose entries are read, and when that user was created. */
type UserRef = { readonly project: ProjectId; readonly user: string; readonly since: Sequence };
type OfUser = { project_id: string; user_id: string; first: string };

const SHOWN = [
  'project_id',
  'id',
  'at',
  'act',
  'actor_kind',
  'actor_id',
  'acting_as',
  'ip',
  'user_agent',
] as const;

const oldest = first(
  prepared<OfUser, Pick<AuditRow, 'act' | 'actor_kind' | 'ip' | 'user_agent'>>(({ db }, param) =>
    db
      .selectFrom('audit')
      .select(['act', 'actor_kind', 'ip', 'user_agent'])
      .where('project_id', '=', param.project_id)
      .where('place', '=', param.user_id)
      .where('user_id', '=', param.user_id)
      .where('id', '>=', param.first)
      .orderBy('id')
      .limit(1),
  ),
);

type PageRow = Omit<EntryRow, 'name' | 'email'> & { readonly key_name: string | null };

const page = replicable<OfUser & { limit: number; offset: number }, PageRow>(({ db }, param) =>
  db
    .selectFrom(
      db
        .selectFrom('audit')
        .select(SHOWN)
        .where('project_id', '=', param.project_id)
        .where('place', '=', param.user_id)
        .where('user_id', '=', param.user_id)
        .where('id', '>=', param.first)
        .orderBy('id', 'desc')
        .limit(param.limit)
        .offset(param.offset)
        .as('entry'),
    )
    .leftJoin('keys', (join) =>
      join
        .onRef('keys.project_id', '=', 'entry.project_id')
        .onRef('keys.id', '=', 'entry.actor_id')
        .on('entry.actor_kind', '=', 'key'),
    )
    .select(['at', 'act', 'actor_kind', 'actor_id', 'acting_as', 'ip', 'user_agent', 'keys.name as key_name'])
    .orderBy('entry.id', 'desc'),
);

type ActorRow = Pick<UserRow, 'id' | 'name' | 'email'>;

// On shards, the actors are on other nodes, except for a user's own acts, which are most of them.
const actor = replicable<{ project_id: string; id: string }, ActorRow>(({ db }, param) =>
  db
    .selectFrom('users')
    .select(['id', 'name', 'email'])
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id),
);
const actors = replicable<{ project_id: string; ids: string }, ActorRow>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('users')
    .select(['id', 'name', 'email'])
    .where('project_id', '=', param.project_id)
    .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const count = replicable<OfUser, { total: number }>(({ db }, param) =>
  db
    .selectFrom(
      db
        .selectFrom('audit')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('place', '=', param.user_id)
        .where('user_id', '=', param.user_id)
        .where('id', '>=', param.first)
        .limit(TOTAL_AT_MOST)
        .as('few'),
    )
    .select(({ fn }) => fn.countAll<number>().as('total')),
);

/** Literals, so that the planner matches the partial index. */
const IS_LISTED = sql<boolean>`act in (${sql.join(listedActs.map((act) => sql.lit(act)))})`;
const BY_USERS = sql<boolean>`actor_kind = 'user' and acting_as is null`;

const by = replicable<OfUser & { acts: string; limit: number; offset: number }, ByRow>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('audit')
      .select(['act', 'user_id', 'details', 'user_agent', 'at'])
      .where('project_id', '=', param.project_id)
      .where('actor_id', '=', param.user_id)
      .where(BY_USERS)
      .where(IS_LISTED)
      .where('act', 'in', db.selectFrom(dialect.eachText(param.acts).as('each')).select('each.value'))
      .where('id', '>=', param.first)
      .orderBy('id', 'desc')
      .limit(param.limit)
      .offset(param.offset),
);

/** The subject of an act as the index stores it: `team ID`, or `user ID` for a user's own key. */
function subjectOfAct(dialect: EngineSql): RawBuilder<string | null> {
  return sql`coalesce(${dialect.field('details', 'owner')}, 'team ' || ${dialect.field('details', 'teamId')})`;
}

const IS_IN_TEAM = sql<boolean>`act in (${sql.join(teamActs.map((act) => sql.lit(act)))})`;

const on = replicable<
  { project_id: string; subject: string; first: string; limit: number; offset: number },
  ByRow
>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('audit')
    .select(['act', 'user_id', 'details', 'user_agent', 'at'])
    .where('project_id', '=', param.project_id)
    .where(subjectOfAct(dialect), '=', param.subject)
    .where(IS_IN_TEAM)
    .where('id', '>=', param.first)
    .orderBy('id', 'desc')
    .limit(param.limit)
    .offset(param.offset),
);

/** Newest first. */
export async function listEntries(
  read: ReplicaRead,
  of: UserRef,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly EntryRow[]> {
  const rows = await page(read, { ...paramsOf(of), limit, offset });
  const ids = rows.flatMap((row) =>
    row.actor_kind === 'user' && row.actor_id !== null ? [row.actor_id] : [],
  );
  const users = await findActors(read, of.project, [...new Set(ids)]);
  return rows.map(({ key_name, ...row }) => {
    const user = row.actor_kind === 'user' ? users.get(row.actor_id ?? '') : undefined;
    return { ...row, name: user?.name ?? key_name, email: user?.email ?? null };
  });
}

/** Returns those of the users that exist, by id. */
export async function findActors(
  read: ReplicaRead,
  project_id: ProjectId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ActorRow>> {
  const [id, another] = ids;
  if (id === undefined) return new Map();
  const rows =
    another === undefined
      ? await actor(read, { project_id, id })
      : await actors(read, { project_id, ids: JSON.stringify(ids) });
  return new Map(rows.map((row) => [row.id, row]));
}

/** The listed acts that the user did as itself, newest first. */
export function listEntriesBy(
  read: ReplicaRead,
  of: UserRef,
  page: { readonly acts: readonly string[]; readonly limit: number; readonly offset: number },
): Promise<readonly ByRow[]> {
  return by(read, { ...paramsOf(of), ...page, acts: JSON.stringify(page.acts) });
}

/** Acts on a team and its keys by any actor, newest first. The subject has the form of `subjectOfAct`. */
export function listEntriesOn(
  read: ReplicaRead,
  of: { readonly project: ProjectId; readonly subject: string; readonly since: Sequence },
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly ByRow[]> {
  return on(read, { project_id: of.project, subject: of.subject, first: idsSince(of.since), ...page });
}

/** Counts up to `TOTAL_AT_MOST`. */
export async function countEntries(read: ReplicaRead, of: UserRef): Promise<number> {
  const [row] = await count(read, paramsOf(of));
  return Number(row?.total ?? 0);
}

function paramsOf({ project, user, since }: UserRef): OfUser {
  return { project_id: project, user_id: user, first: idsSince(since) };
}

/** Returns the entry of how the user was created; nothing when it is not kept. */
export async function creationOf(read: Read, of: UserRef) {
  const entry = await oldest(read, paramsOf(of));
  return entry?.act === 'user.create' ? entry : undefined;
}
