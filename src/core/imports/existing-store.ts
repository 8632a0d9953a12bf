import type { Read } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { IdentifierKind } from '../identifiers/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { type RowWithTargets, userOf } from '../users/rows.ts';
import { targetsOfEach, userColumns } from '../users/store.ts';
import type { User } from '../users/user.ts';

/** Values that rows want, by the kind of identifier. */
export type Wanted = ReadonlyMap<IdentifierKind, readonly string[]>;

/** What users here have of what rows want. */
export type Existing = {
  readonly users: ReadonlyMap<string, User>;
  /** The owner of an identifier, by `keyOf`. */
  readonly owners: ReadonlyMap<string, string>;
  /** Users whose identities have an email address. */
  readonly byProviderEmail: ReadonlyMap<string, readonly string[]>;
};

const owners = prepared<
  { project_id: string; kind: string; values: string },
  { value: string; user_id: string }
>(({ db, sql }, param) =>
  db
    .selectFrom('identifiers')
    .select(['value', 'user_id'])
    .where('project_id', '=', param.project_id)
    .where('kind', '=', param.kind)
    .where('value', 'in', db.selectFrom(sql.eachText(param.values).as('each')).select('each.value')),
);

const providerEmails = prepared<
  { project_id: string; kind: 'identity-email'; values: string },
  { value: string; holder_id: string }
>(({ db, sql }, param) =>
  db
    .selectFrom('lookups')
    .select(['value', 'holder_id'])
    .where('project_id', '=', param.project_id)
    .where('kind', '=', param.kind)
    .where('value', 'in', db.selectFrom(sql.eachText(param.values).as('each')).select('each.value')),
);

const usersOf = prepared<{ project_id: string; ids: string }, RowWithTargets>((read, param) =>
  read.db
    .selectFrom('users')
    .select([...userColumns])
    .select(targetsOfEach(read))
    .where('users.project_id', '=', param.project_id)
    .where(
      'users.id',
      'in',
      read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value'),
    ),
);

export function keyOf(kind: IdentifierKind, value: string): string {
  return `${kind} ${value}`;
}

/** Finds users by their ids and by what they own, in a few statements. */
export async function findExisting(
  read: Read,
  project: ProjectId,
  { ids, wanted }: { readonly ids: readonly string[]; readonly wanted: Wanted },
): Promise<Existing> {
  const owned = new Map<string, string>();
  for (const [kind, values] of wanted) {
    if (values.length === 0) continue;
    const found = await owners(read, { project_id: project, kind, values: JSON.stringify(values) });
    for (const { value, user_id } of found) owned.set(keyOf(kind, value), user_id);
  }
  const named = new Set([...ids, ...owned.values()]);
  const rows = await usersOf(read, { project_id: project, ids: JSON.stringify([...named]) });
  const users = new Map(rows.map((row) => [row.id, userOf(row)]));
  return {
    users,
    owners: owned,
    byProviderEmail: await findProviderEmails(read, project, wanted.get('email') ?? []),
  };
}

/** Users whose identities have one of these addresses. */
export async function findProviderEmails(
  read: Read,
  project: ProjectId,
  emails: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (emails.length === 0) return new Map();
  const values = JSON.stringify(emails);
  const rows = await providerEmails(read, { project_id: project, kind: 'identity-email', values });
  const holders = new Map<string, string[]>();
  for (const { value, holder_id } of rows) holders.set(value, [...(holders.get(value) ?? []), holder_id]);
  return holders;
}
