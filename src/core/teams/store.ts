import { sql } from 'kysely';
import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { TeamRow } from '../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { parseJson } from '../json.ts';
import { splitWords } from '../listing/words.ts';
import type { ProjectId } from '../projects/project.ts';
import { comparable } from '../text.ts';
import type { Prefs } from '../users/user.ts';
import { joined } from '../users/words.ts';
import type { Team, TeamId } from './team.ts';

type Row = Omit<TeamRow, 'sequence'> & { sequence: number };
type Ref = { project_id: string; id: string };

const byId = first(
  prepared<Ref, Row>(({ db }, param) =>
    db.selectFrom('teams').selectAll().where('project_id', '=', param.project_id).where('id', '=', param.id),
  ),
);

const byIdLocked = first(
  prepared<Ref, Row>(({ db, sql: dialect }, param) =>
    db
      .selectFrom('teams')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .modifyEnd(dialect.forUpdate),
  ),
);

const byIds = prepared<{ project_id: string; ids: string }, Row>((read, param) =>
  read.db
    .selectFrom('teams')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('id', 'in', read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value')),
);

const insert = prepared<Row, { id: string }>(({ db }, row) =>
  db
    .insertInto('teams')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

const update = prepared<Row, unknown>(({ db }, { project_id, id, sequence: _, total: __, ...columns }) =>
  db.updateTable('teams').set(columns).where('project_id', '=', project_id).where('id', '=', id),
);

const grow = prepared<{ project_id: string; ids: string; by: number }, unknown>(
  ({ db, sql: dialect }, param) =>
    db
      .updateTable('teams')
      .set((set) => ({ total: set('total', '+', param.by) }))
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const remove = prepared<Ref, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('teams')
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id)
    .returning('id'),
);

const addWords = prepared<Ref & { words: string }, unknown>(
  ({ db, sql: dialect }, { project_id, id, words }) =>
    db
      .insertInto('team_words')
      .columns(['project_id', 'word', 'team_id'])
      .expression(
        db
          .selectFrom(dialect.eachText(words).as('each'))
          .select([
            sql<string>`${project_id}`.as('project_id'),
            'each.value as word',
            sql<string>`${id}`.as('team_id'),
          ]),
      ),
);

const dropWords = prepared<Ref & { words: string }, unknown>(
  ({ db, sql: dialect }, { project_id, id, words }) =>
    db
      .deleteFrom('team_words')
      .where('project_id', '=', project_id)
      .where('team_id', '=', id)
      .where('word', 'in', db.selectFrom(dialect.eachText(words).as('each')).select('each.value')),
);

export async function findTeam(read: Read, project: ProjectId, id: TeamId): Promise<Team | undefined> {
  const row = await byId(read, { project_id: project, id });
  return row && teamOf(row);
}

/** The team as it stands, and stays until the transaction ends. */
export async function lockTeam(tx: Tx, project: ProjectId, id: TeamId): Promise<Team | undefined> {
  const row = await byIdLocked(tx, { project_id: project, id });
  return row && teamOf(row);
}

/** Those that have these ids, in no order. */
export async function findTeams(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Team[]> {
  return (await byIds(read, { project_id: project, ids: JSON.stringify(ids) })).map(teamOf);
}

/** Answers false when the id is taken. */
export async function insertTeam(tx: Tx, project: ProjectId, team: Team): Promise<boolean> {
  if ((await insert(tx, rowOf(project, team))).length === 0) return false;
  await addWords(tx, { project_id: project, id: team.id, words: JSON.stringify(wordsOf(team)) });
  return true;
}

/** Changes everything but the number of members. */
export async function updateTeam(tx: Tx, project: ProjectId, before: Team, after: Team): Promise<void> {
  await update(tx, rowOf(project, after));
  const [had, has] = [new Set(wordsOf(before)), new Set(wordsOf(after))];
  const ref = { project_id: project, id: after.id };
  const [gone, fresh] = [[...had.difference(has)], [...has.difference(had)]];
  if (gone.length > 0) await dropWords(tx, { ...ref, words: JSON.stringify(gone) });
  if (fresh.length > 0) await addWords(tx, { ...ref, words: JSON.stringify(fresh) });
}

/** Counts one member into each team, or out of it. */
export async function growTeams(
  tx: Tx,
  project: ProjectId,
  ids: readonly string[],
  by: 1 | -1,
): Promise<void> {
  if (ids.length > 0) await grow(tx, { project_id: project, ids: JSON.stringify(ids), by });
}

export async function deleteTeam(tx: Tx, project: ProjectId, team: Team): Promise<void> {
  const ref = { project_id: project, id: team.id };
  await remove(tx, ref);
  await dropWords(tx, { ...ref, words: JSON.stringify(wordsOf(team)) });
}

/** The words by which a team is found, each once. */
function wordsOf({ id, name }: Team): readonly string[] {
  return [...new Set([...splitWords(id), ...splitWords(name)])];
}

function rowOf(project: ProjectId, team: Team): Row {
  return {
    project_id: project,
    id: team.id,
    sequence: team.sequence,
    updated_at: team.updatedAt,
    name: team.name,
    name_key: comparable(team.name),
    prefs: JSON.stringify(team.prefs),
    total: team.total,
    search: joined(wordsOf(team)),
  };
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
function teamOf(row: Row): Team {
  const sequence = row.sequence as Sequence;
  return {
    id: row.id as TeamId,
    sequence,
    createdAt: createdAt(sequence),
    updatedAt: row.updated_at as Instant,
    name: row.name,
    prefs: parseJson(row.prefs) as Prefs,
    total: Number(row.total),
  };
}
