import type { Engine } from '../../src/db/engine.ts';

type Difference = (what: string, due: readonly string[], there: readonly string[]) => readonly string[];

/** What does not fit together of usernames and of keys: names without user or identifier, keys without owner. */
export async function hexFlaws({ read: { db } }: Engine, difference: Difference): Promise<readonly string[]> {
  const [profiles, keys, users, teams] = await Promise.all([
    db.selectFrom('profiles').select(['username', 'user_id']).execute(),
    db.selectFrom('user_keys').select(['id', 'owner_kind', 'owner_id']).execute(),
    db.selectFrom('users').select('id').execute(),
    db.selectFrom('teams').select('id').execute(),
  ]);
  const identifiers = await db
    .selectFrom('identifiers')
    .select(['value', 'user_id'])
    .where('kind', '=', 'username')
    .execute();
  const owners = { user: new Set(users.map(({ id }) => id)), team: new Set(teams.map(({ id }) => id)) };
  return [
    ...difference(
      'username',
      profiles.map(({ username, user_id }) => `${username} of ${user_id}`),
      identifiers.map(({ value, user_id }) => `${value} of ${user_id}`),
    ),
    ...profiles
      .filter(({ user_id }) => !owners.user.has(user_id))
      .map(({ username }) => `username without user ${username}`),
    ...keys
      .filter(({ owner_kind, owner_id }) => !owners[owner_kind as keyof typeof owners].has(owner_id))
      .map(({ id, owner_kind, owner_id }) => `key ${id} without ${owner_kind} ${owner_id}`),
  ];
}
