import { splitWords } from '../../src/core/listing/words.ts';
import { joined } from '../../src/core/users/words.ts';
import type { Engine } from '../../src/db/engine.ts';

type Difference = (what: string, due: readonly string[], there: readonly string[]) => readonly string[];

/** What does not fit together of teams: totals, words, and memberships without team, user or identifier. */
export async function teamFlaws(
  { read: { db } }: Engine,
  difference: Difference,
): Promise<readonly string[]> {
  const teams = await db.selectFrom('teams').select(['id', 'name', 'total', 'search']).execute();
  const rows = await db.selectFrom('memberships').select(['id', 'team_id', 'user_id', 'joined_at']).execute();
  const words = await db.selectFrom('team_words').select(['word', 'team_id']).execute();
  const identifiers = await db
    .selectFrom('identifiers')
    .select(['kind', 'value', 'user_id'])
    .where('kind', 'in', ['membership', 'membership-id'])
    .execute();
  const users = await db.selectFrom('users').select('id').execute();
  const [teamIds, userIds] = [teams, users].map((each) => new Set(each.map(({ id }) => id)));
  const members = Map.groupBy(
    rows.filter(({ joined_at }) => joined_at !== null),
    ({ team_id }) => team_id,
  );
  const found = teams.map(({ id, name, search }) => ({
    id,
    search,
    words: [...new Set([...splitWords(id), ...splitWords(name)])],
  }));
  return [
    ...difference(
      'membership',
      rows.flatMap(({ id, team_id, user_id }) => [
        `membership ${team_id} ${user_id} of ${user_id}`,
        `membership-id ${id} of ${user_id}`,
      ]),
      identifiers.map(({ kind, value, user_id }) => `${kind} ${value} of ${user_id}`),
    ),
    ...rows
      .filter(({ team_id }) => !teamIds?.has(team_id))
      .map(({ team_id }) => `member of no team ${team_id}`),
    // An open invitation may name no user: its inviter is not told.
    ...rows
      .filter(({ user_id, joined_at }) => joined_at !== null && !userIds?.has(user_id))
      .map(({ user_id }) => `member without user ${user_id}`),
    ...teams
      .filter(({ id, total }) => Number(total) !== (members.get(id)?.length ?? 0))
      .map(({ id, total }) => `${id} has ${members.get(id)?.length ?? 0} members and counts ${total}`),
    ...difference(
      'word of a team',
      found.flatMap((team) => team.words.map((word) => `${word} of ${team.id}`)),
      words.map(({ word, team_id }) => `${word} of ${team_id}`),
    ),
    ...found
      .filter((team) => team.search !== joined(team.words))
      .map(({ id }) => `searched text of team ${id} is stale`),
  ];
}
