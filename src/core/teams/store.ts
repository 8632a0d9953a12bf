import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import type { TeamRow } from '../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { parseJson } from '../json.ts';
import { changeCount } from '../listing/kept-counts.ts';
import { rowSizes } from '../listing/row-sizes.ts';
import { wordIndex, wordsBeside } from '../listing/word-index.ts';
import { wordsFound } from '../listing/words.ts';
import type { ProjectId } from '../projects/project.ts';
import { comparable } from '../text.ts';
import type { Prefs } from '../users/user.ts';
import { joined } from '../users/words.ts';
import type { Team, TeamId, TeamSummary } from './team.ts';

const teams = ownedTable('teams', {
  owner: {},
  key: 'id',
  toRow: (team: Team) => ({
    id: team.id,
    sequence: team.sequence,
    updated_at: team.updatedAt,
    name: team.name,
    name_key: comparable(team.name),
    prefs: JSON.stringify(team.prefs),
    total: team.total,
    search: joined(wordsOf(team)),
  }),
  // Casts: validated on write.
  toValue: (row): Team => ({
    id: row.id as TeamId,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    name: row.name,
    prefs: parseJson(row.prefs) as Prefs,
    total: Number(row.total),
  }),
});

const replace = teams.replace(['sequence', 'total']);
const remove = teams.remove({ id: 'id' });

const grow = prepared<{ project_id: string; ids: string; by: number }, unknown>(
  ({ db, sql: dialect }, param) =>
    db
      .updateTable('teams')
      .set((set) => ({ total: set('total', '+', param.by) }))
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const names = prepared<{ project_id: string; ids: string }, Pick<TeamRow, 'id' | 'sequence' | 'updated_at'>>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('teams')
      .select(['id', 'sequence', 'updated_at'])
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

const namesOnly = replicable<{ project_id: string; ids: string }, Pick<TeamRow, 'id' | 'name'>>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('teams')
      .select(['id', 'name'])
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);
const nameOf = replicable<{ project_id: string; id: string }, Pick<TeamRow, 'id' | 'name'>>(({ db }, param) =>
  db
    .selectFrom('teams')
    .select(['id', 'name'])
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id),
);
const growOne = prepared<{ project_id: string; id: string; by: number }, unknown>(({ db }, param) =>
  db
    .updateTable('teams')
    .set((set) => ({ total: set('total', '+', param.by) }))
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id),
);

const words = wordIndex('team_words');

export const findTeam = teams.find({ id: 'id' });
/** Reads and locks the team until the transaction ends. */
export const lockTeam = teams.lock({ id: 'id' });
const lockInOrder = teams.lockAll({ id: 'in ids' }, { order: ['id'] });
/** By id, in no order. */
export const findTeams = teams.replicable.list({ id: 'in ids' }, {});

/** The same without name and preferences, which can be long. */
export async function findTeamSummarys(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly TeamSummary[]> {
  const rows = await names(read, { project_id: project, ids: JSON.stringify(ids) });
  // Casts: validated on write.
  return rows.map(({ id, sequence, updated_at }) => ({
    id: id as TeamId,
    sequence: Number(sequence) as Sequence,
    updatedAt: updated_at as Instant,
  }));
}

/** Returns the size of each team in JSON. */
export const teamSizes = rowSizes('teams', { fixed: 200, plain: ['prefs'], escaped: ['name'] });

/** Returns false when the id is taken. */
export async function insertTeam(tx: Tx, project: ProjectId, team: Team): Promise<boolean> {
  if (!(await teams.insertIfFree(tx, project, team))) return false;
  await words.add(tx, project, { id: team.id, words: wordsOf(team) });
  changeCount(tx, project, 'teams', 1);
  return true;
}

/** Writes everything but the number of members. */
export async function updateTeam(tx: Tx, project: ProjectId, before: Team, after: Team): Promise<void> {
  await replace(tx, project, after);
  const [had, has] = [wordsOf(before), wordsOf(after)];
  await words.drop(tx, project, { id: after.id, words: wordsBeside(had, has) });
  await words.add(tx, project, { id: after.id, words: wordsBeside(has, had) });
}

/**
 * Locks the teams until the transaction ends, in the given order, which is that of their ids. Returns false when one of them
 * is not there.
 */
export async function lockTeams(tx: Tx, project: ProjectId, ids: readonly string[]): Promise<boolean> {
  if (ids.length > 1 && !tx.sql.isSharded)
    return (await lockInOrder(tx, project, { ids })).length === new Set(ids).size;
  let found = 0;
  for (const id of ids) if (await lockTeam(tx, project, { id })) found++;
  return found === ids.length;
}

/** Adds to the number of members of each team. */
export async function growTeams(
  tx: Tx,
  project: ProjectId,
  ids: readonly string[],
  by: number,
): Promise<void> {
  if (ids.length > 1 && !tx.sql.isSharded) {
    await grow(tx, { project_id: project, ids: JSON.stringify(ids), by });
    return;
  }
  for (const id of ids) await growOne(tx, { project_id: project, id, by });
}

/** Returns the names of the teams by their ids. */
export async function teamNames(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const [first, another] = ids;
  if (first === undefined) return new Map();
  const rows =
    another === undefined
      ? await nameOf(read, { project_id: project, id: first })
      : await namesOnly(read, { project_id: project, ids: JSON.stringify(ids) });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function deleteTeam(tx: Tx, project: ProjectId, team: Team): Promise<void> {
  if ((await remove(tx, project, team)).length === 0) return;
  await words.drop(tx, project, { id: team.id, words: wordsOf(team) });
  changeCount(tx, project, 'teams', -1);
}

/** The distinct words by which a team is found. */
function wordsOf({ id, name }: Team): readonly string[] {
  return [...new Set([...wordsFound(id), ...wordsFound(name)])];
}
