import { type RawBuilder, sql } from 'kysely';
import type { End } from '../../db/copy/end.ts';

type Reading = Pick<End, 'db'>;

/** Rows of users whose ids follow `after`, up to `last`, in one order for all tables. */
export type UserRange = { readonly project: string; readonly after: string; readonly last: string };

export type PersonRow = Awaited<ReturnType<typeof listPeople>>[number];

/** The users after an id, in the order of the ids. */
export function listPeople(
  { db }: Reading,
  { project, after, most }: { readonly project: string; readonly after: string; readonly most: number },
) {
  return db
    .selectFrom('users')
    .select(['id', 'sequence', 'updated_at', 'name', 'email', 'phone', 'email_verified_at'])
    .select(['phone_verified_at', 'password', 'password_updated_at', 'blocked_at', 'mfa_enabled_at'])
    .select(['accessed_at', 'labels', 'prefs'])
    .where('project_id', '=', project)
    .where('id', '>', after)
    .orderBy('id')
    .limit(most)
    .execute();
}

export type BelongingRows = Awaited<ReturnType<typeof listBelongings>>;

/**
 * What belongs to the users of a range. The range is said by its ends instead of its ids, so that each table is read once,
 * along its key, and on a cluster by all nodes at once.
 */
export async function listBelongings({ db }: Reading, range: UserRange) {
  return {
    profiles: await db.selectFrom('profiles').where(within(range)).select(['user_id', 'username']).execute(),
    targets: await db
      .selectFrom('targets')
      .where(within(range))
      .select(['user_id', 'provider_type', 'identifier'])
      .where('provider_type', 'in', ['email', 'sms'])
      .orderBy('user_id')
      .orderBy('id')
      .execute(),
    identities: await db
      .selectFrom('identities')
      .where(within(range))
      .select(['user_id', 'provider', 'issuer', 'provider_uid', 'provider_email'])
      .orderBy('user_id')
      .orderBy('id')
      .execute(),
    memberships: await db
      .selectFrom('memberships')
      .where(within(range))
      .select(['user_id', 'team_id', 'roles', 'joined_at'])
      .orderBy('user_id')
      .orderBy('id')
      .execute(),
    authenticators: await db
      .selectFrom('authenticators')
      .where(within(range))
      .select(['user_id', 'sealed'])
      .where('kind', '=', 'totp')
      .where('verified_at', 'is not', null)
      .execute(),
    codes: await db
      .selectFrom('recovery_codes')
      .where(within(range))
      .select(['user_id', 'sealed', 'place'])
      .orderBy('user_id')
      .orderBy('code_hash')
      .execute(),
    metadata: await db
      .selectFrom('user_metadata')
      .where(within(range))
      .select(['user_id', 'read_only', 'private'])
      .execute(),
    sources: await db
      .selectFrom('import_rows')
      .innerJoin('imports', (join) =>
        join
          .onRef('imports.project_id', '=', 'import_rows.project_id')
          .onRef('imports.id', '=', 'import_rows.import_id'),
      )
      .select(['import_rows.user_id', 'import_rows.source_id', 'imports.system', 'imports.sequence'])
      .where('import_rows.project_id', '=', range.project)
      .where('import_rows.user_id', '>', range.after)
      .where('import_rows.user_id', '<=', range.last)
      // Written by the import that created the user.
      .where('import_rows.stamp', 'is not', null)
      .execute(),
  };
}

function within({ project, after, last }: UserRange): RawBuilder<boolean> {
  return sql<boolean>`project_id = ${project} and user_id > ${after} and user_id <= ${last}`;
}

/** The names of these teams. */
export function listTeamNames(
  { db }: Reading,
  { project, ids }: { readonly project: string; readonly ids: readonly string[] },
) {
  return db
    .selectFrom('teams')
    .select(['id', 'name'])
    .where('project_id', '=', project)
    .where('id', 'in', ids)
    .execute();
}

/** The teams after an id, in the order of the ids. */
export function listTeamsAfter(
  { db }: Reading,
  { project, after, most }: { readonly project: string; readonly after: string; readonly most: number },
) {
  return db
    .selectFrom('teams')
    .select(['id', 'name', 'prefs', 'sequence'])
    .where('project_id', '=', project)
    .where('id', '>', after)
    .orderBy('id')
    .limit(most)
    .execute();
}

/** What the hashes of an import need, sealed. */
export async function findSealedSecrets(
  { db }: Reading,
  { project, id }: { readonly project: string; readonly id: string },
): Promise<string | undefined> {
  const found = await db
    .selectFrom('import_secrets')
    .select('sealed')
    .where('project_id', '=', project)
    .where('id', '=', id)
    .executeTakeFirst();
  return found?.sealed;
}
