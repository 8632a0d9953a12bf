import type { Engine } from '../../src/db/engine.ts';

type Difference = (what: string, due: readonly string[], there: readonly string[]) => readonly string[];

/** What does not fit together of usernames and of keys: names without user or identifier, keys without owner. */
export async function hexFlaws({ read: { db } }: Engine, difference: Difference): Promise<readonly string[]> {
  const [profiles, keys, users, teams] = await Promise.all([
    db.selectFrom('profiles').select(['username', 'user_id']).execute(),
    db.selectFrom('user_keys').select(['id', 'owner_kind', 'owner_id', 'secret_hash']).execute(),
    db.selectFrom('users').select('id').execute(),
    db.selectFrom('teams').select('id').execute(),
  ]);
  const identifiers = await db
    .selectFrom('identifiers')
    .select(['kind', 'value', 'user_id'])
    .where('kind', 'in', ['username', 'key', 'key-id'])
    .execute();
  const owners = { user: new Set(users.map(({ id }) => id)), team: new Set(teams.map(({ id }) => id)) };
  return [
    ...difference(
      'identifier',
      [
        ...profiles.map(({ username, user_id }) => `username ${username} of ${user_id}`),
        ...keys.map(({ secret_hash, owner_id }) => `key ${secret_hash} of ${owner_id}`),
        ...keys.map(({ id, owner_id }) => `key-id ${id} of ${owner_id}`),
      ],
      identifiers.map(({ kind, value, user_id }) => `${kind} ${value} of ${user_id}`),
    ),
    ...profiles
      .filter(({ user_id }) => !owners.user.has(user_id))
      .map(({ username }) => `username without user ${username}`),
    ...keys
      .filter(({ owner_kind, owner_id }) => !owners[owner_kind as keyof typeof owners].has(owner_id))
      .map(({ id, owner_kind, owner_id }) => `key ${id} without ${owner_kind} ${owner_id}`),
  ];
}
