import { sql } from 'kysely';
import type { Read, ReplicaRead, UnauditedTx } from '../../db/database.ts';
import { replicable } from '../../db/prepared.ts';
import type { SessionRow } from '../../db/schema.ts';
import type { ProjectId } from '../projects/project.ts';

/** A session as the search shows it, with what names its user. */
export type FoundSession = Pick<
  SessionRow,
  'id' | 'user_id' | 'ip' | 'country' | 'device' | 'provider' | 'issued_at' | 'used_at' | 'expires_at'
> & { readonly sequence: number; readonly name: string; readonly email: string | null };

/** Where the session stands in the order of creation. */
export type SessionPlace = { readonly id: string; readonly user_id: string; readonly sequence: number };

/** The values by which sessions are counted. */
export type SessionTraits = Pick<
  SessionRow,
  'network' | 'country' | 'os' | 'browser' | 'device_kind' | 'provider'
>;

type Ids = { project_id: string; ids: string };

const found = replicable<Ids, FoundSession>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', (join) =>
      join.onRef('users.project_id', '=', 'sessions.project_id').onRef('users.id', '=', 'sessions.user_id'),
    )
    .select(['sessions.id', 'sessions.user_id', 'sessions.sequence', 'sessions.ip', 'sessions.country'])
    .select(['sessions.device', 'sessions.provider', 'sessions.issued_at', 'sessions.used_at'])
    .select(['sessions.expires_at', 'users.name', 'users.email'])
    .where('sessions.project_id', '=', param.project_id)
    .where('sessions.id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const places = replicable<Ids, SessionPlace>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('sessions')
    .select(['id', 'user_id', 'sequence'])
    .where('project_id', '=', param.project_id)
    .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const traits = replicable<Ids, SessionTraits>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('sessions')
    .select(['network', 'country', 'os', 'browser', 'device_kind', 'provider'])
    .where('project_id', '=', param.project_id)
    .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

/** The sessions with these ids that are there, in any order. */
export function findFoundSessions(read: ReplicaRead, project: ProjectId, ids: readonly string[]) {
  return found(read, { project_id: project, ids: JSON.stringify(ids) });
}

/** The same, without what is shown. */
export function findPlaces(read: ReplicaRead, project: ProjectId, ids: readonly string[]) {
  return places(read, { project_id: project, ids: JSON.stringify(ids) });
}

/** The same, what is counted. */
export function findTraits(read: ReplicaRead, project: ProjectId, ids: readonly string[]) {
  return traits(read, { project_id: project, ids: JSON.stringify(ids) });
}

/** Returns the session so many places before a moment of creation, newest first; nothing if there are fewer. */
export async function findPlaceBefore(
  { db }: Read,
  project: ProjectId,
  { before, offset }: { readonly before: number; readonly offset: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ sequence: number }>`select sequence from sessions
    where project_id = ${project} and sequence <= ${before}
    order by sequence desc, id desc limit 1 offset ${offset}`.execute(db);
  return rows[0]?.sequence;
}

/** A session whose searched columns are empty: a server of the version before them has opened it. */
export type UnfilledSession = Pick<SessionRow, 'project_id' | 'user_id' | 'id' | 'ip' | 'device'>;

/** Sessions of any project that are to be filled in. */
export function listUnfilled({ db }: Read, most: number): Promise<readonly UnfilledSession[]> {
  return db
    .selectFrom('sessions')
    .select(['project_id', 'user_id', 'id', 'ip', 'device'])
    .where('os', 'is', null)
    .orderBy('project_id')
    .orderBy('user_id')
    .orderBy('id')
    .limit(most)
    .execute();
}

/** Sets the searched columns of one session. */
export async function fillSession(
  { db }: UnauditedTx,
  { project_id, user_id, id }: UnfilledSession,
  searched: Pick<SessionRow, 'network' | 'os' | 'browser' | 'device_kind'>,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set(searched)
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id)
    .where('id', '=', id)
    .execute();
}
