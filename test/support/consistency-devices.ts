import type { Engine } from '../../src/db/engine.ts';

/** What programs were given, or wait for, to act for users that there are not. */
export async function deviceFlaws({ read: { db } }: Engine): Promise<readonly string[]> {
  const [grants, codes, users] = await Promise.all([
    db.selectFrom('device_grants').select(['id', 'user_id']).execute(),
    db.selectFrom('device_codes').select(['id', 'user_id']).where('user_id', 'is not', null).execute(),
    db.selectFrom('users').select('id').execute(),
  ]);
  const there = new Set(users.map(({ id }) => id));
  return [...grants, ...codes]
    .filter(({ user_id }) => user_id !== null && !there.has(user_id))
    .map(({ id, user_id }) => `device ${id} acts for nobody: ${user_id}`);
}
