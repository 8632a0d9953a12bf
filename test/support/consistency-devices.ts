import type { Engine } from '../../src/db/engine.ts';

type Difference = (what: string, due: readonly string[], there: readonly string[]) => readonly string[];

/** What programs were given, or wait for, to act for users that there are not, and tokens that do not lead to theirs. */
export async function deviceFlaws(
  { read: { db } }: Engine,
  difference: Difference,
): Promise<readonly string[]> {
  const [grants, codes, users, identifiers] = await Promise.all([
    db
      .selectFrom('device_grants')
      .select(['id', 'user_id', 'access_hash', 'refresh_hash', 'family_hash'])
      .execute(),
    db.selectFrom('device_codes').select(['id', 'user_id']).where('user_id', 'is not', null).execute(),
    db.selectFrom('users').select('id').execute(),
    db.selectFrom('identifiers').selectAll().where('kind', 'like', 'grant-%').execute(),
  ]);
  const there = new Set(users.map(({ id }) => id));
  const due = grants.flatMap(({ user_id, ...hashes }) =>
    (['access', 'refresh', 'family'] as const)
      .filter((kind) => hashes[`${kind}_hash`] !== null)
      .map((kind) => `grant-${kind} ${hashes[`${kind}_hash`]} of ${user_id}`),
  );
  return [
    ...difference(
      'identifier',
      due,
      identifiers.map(({ kind, value, user_id }) => `${kind} ${value} of ${user_id}`),
    ),
    ...[...grants, ...codes]
      .filter(({ user_id }) => user_id !== null && !there.has(user_id))
      .map(({ id, user_id }) => `device ${id} acts for nobody: ${user_id}`),
  ];
}
