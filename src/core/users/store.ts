import { type RawBuilder, sql } from 'kysely';
import type { Read, ReplicaRead, Tx, UnauditedTx } from '../../db/database.ts';
import { first, pointRead, prepared, type Soon } from '../../db/prepared.ts';
import { remembered } from '../../db/remembered.ts';
import type { UserRow } from '../../db/schema.ts';
import { ofOwner } from '../identifiers/store.ts';
import type { Instant } from '../instant.ts';
import { changeCount } from '../listing/kept-counts.ts';
import { rowSizes } from '../listing/row-sizes.ts';
import { wordIndex, wordsBeside } from '../listing/word-index.ts';
import type { ProjectId } from '../projects/project.ts';
import { hideEmail, touchProfile } from '../usernames/profiles-store.ts';
import { selections } from './attributes.ts';
import { columnsOfUser, type RowWithTargets, userOf, valuesOf } from './rows.ts';
import type { User, UserId } from './user.ts';
import { wordsOf } from './words.ts';

type Ref = { project_id: string; id: string };
type Values = ReturnType<typeof valuesOf>;

export const userColumns = [
  'users.id',
  'users.sequence',
  'users.updated_at as updatedAt',
  ...selections,
] as const;

const TARGET_COLUMNS = [
  'id',
  'user_id',
  'sequence',
  'updated_at',
  'provider_type',
  'provider_id',
  'identifier',
  'name',
  'expired_at',
] as const;

/** The name by which a user is remembered. */
export const USER = 'user';
const TARGETS_AT_MOST = 1_000;
/** Bytes of a target in JSON without its identifier and its name. */
const TARGET_BYTES = 290;

/** The targets of the user as JSON, oldest first and 1,000 at most, so that a user is one row. */
export function targetsOfUser(read: ReplicaRead, { project_id, id }: Ref) {
  // By value: on shards, a statement that locks has no subquery that refers to its rows.
  return targetsWhere(
    read,
    sql`targets.project_id = ${project_id} and targets.user_id = ${id}`,
    TARGETS_AT_MOST,
  );
}

/** The targets of each row `users`. */
export function targetsOfEach(read: ReplicaRead, most: number = TARGETS_AT_MOST) {
  return targetsWhere(read, sql`targets.project_id = users.project_id and targets.user_id = users.id`, most);
}

function targetsWhere(read: ReplicaRead, isTheirs: RawBuilder<unknown>, most: number) {
  const rows = sql`select ${sql.join(TARGET_COLUMNS.map((column) => sql.ref(column)))} from targets
    where ${isTheirs} order by sequence limit ${sql.lit(most)}`;
  return read.sql.jsonRows(rows, TARGET_COLUMNS).as('targets');
}

/** Returns the size of each user in JSON, without the password hash. */
export const userSizes = rowSizes('users', {
  fixed: 900,
  plain: ['email', 'phone', 'labels', 'prefs'],
  escaped: ['name'],
  others: ({ sql: dialect }) => sql`(select coalesce(sum(size), 0) from
    (select ${sql.lit(TARGET_BYTES)} + ${dialect.jsonBytes('identifier')} + ${dialect.jsonBytes('name')} as size from targets
      where targets.project_id = users.project_id and targets.user_id = users.id order by sequence
      limit ${sql.lit(TARGETS_AT_MOST)}) as listed)`,
});

const select = (read: ReplicaRead, { project_id, id }: Ref) =>
  read.db
    .selectFrom('users')
    .select([...userColumns])
    .select(targetsOfUser(read, { project_id, id }))
    .where('users.project_id', '=', project_id)
    .where('users.id', '=', id);

const byId = pointRead<'id', RowWithTargets, User>({
  by: ['id'],
  one: select,
  notNull: 'id',
  toValue: userOf,
  isSpread: true,
});

const byIdLocked = first(
  prepared<Ref, RowWithTargets>((read, ref) => select(read, ref).modifyEnd(read.sql.forUpdate)),
);

const byIdentifier = {
  email: ofOwner<RowWithTargets>((read, { project_id, value }, id) =>
    select(read, { project_id, id }).where('users.email', '=', value),
  ),
  phone: ofOwner<RowWithTargets>((read, { project_id, value }, id) =>
    select(read, { project_id, id }).where('users.phone', '=', value),
  ),
  username: ofOwner<RowWithTargets>((read, { project_id, value }, id) =>
    select(read, { project_id, id }).where(({ exists }) =>
      exists(
        read.db
          .selectFrom('profiles')
          .select('username')
          .where('profiles.project_id', '=', project_id)
          .where('profiles.user_id', '=', id)
          .where('profiles.username', '=', value),
      ),
    ),
  ),
};

const touch = prepared<Ref & { at: number; before: number }, unknown>(({ db }, param) =>
  db
    .updateTable('users')
    .set({ accessed_at: param.at })
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id)
    .where((where) => where.or([where('accessed_at', 'is', null), where('accessed_at', '<=', param.before)])),
);

const insert = prepared<Values, { id: string }>(({ db }, param) =>
  db
    .insertInto('users')
    .values({
      project_id: param.project_id,
      id: param.id,
      sequence: param.sequence,
      ...columnsOfUser(param),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

const update = prepared<Values, unknown>(({ db }, param) =>
  db
    .updateTable('users')
    .set(columnsOfUser(param))
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id),
);

const remove = prepared<Ref, Pick<UserRow, 'id'>>(({ db }, { project_id, id }) =>
  db.deleteFrom('users').where('project_id', '=', project_id).where('id', '=', id).returning('id'),
);

const emails = prepared<
  { project_id: string; after: number; most: number },
  { id: string; sequence: number; email: string | null }
>(({ db }, param) =>
  db
    .selectFrom('users')
    .select(['id', 'sequence', 'email'])
    .where('project_id', '=', param.project_id)
    .where('sequence', '>', param.after)
    .orderBy('sequence')
    .limit(param.most),
);

const index = wordIndex('user_words');

/** Lists the next `most` users after a sequence with their addresses, oldest first. */
export const listEmails = emails;

export function findUser(read: Read, project: ProjectId, id: UserId): Soon<User | undefined> {
  const fetch = () => byId(read, { project_id: project, id });
  return remembered(read, { project, user: id, name: USER, fetch });
}

/** Finds a user by an identifier: an address or a username. */
export async function findUserBy(
  read: Read,
  project: ProjectId,
  kind: 'email' | 'phone' | 'username',
  value: string,
): Promise<User | undefined> {
  const row = await byIdentifier[kind](read, { project_id: project, kind, value });
  return row && userOf(row);
}

/** Updates last-seen, unless it was updated after `before`. */
export async function touchUser(
  tx: UnauditedTx,
  project: ProjectId,
  seen: { readonly id: string; readonly at: Instant; readonly before: Instant },
): Promise<void> {
  await touch(tx, { project_id: project, ...seen });
}

/** Reads and locks the user until the transaction ends. */
export async function lockUser(tx: Tx, project: ProjectId, id: UserId): Promise<User | undefined> {
  const row = await byIdLocked(tx, { project_id: project, id });
  return row && userOf(row);
}

/** Returns false when the id is taken. */
export async function insertUser(tx: Tx, project: ProjectId, user: User): Promise<boolean> {
  const words = wordsOf(user);
  if ((await insert(tx, valuesOf(project, user, words))).length === 0) return false;
  await index.add(tx, project, { id: user.id, words });
  changeCount(tx, project, 'users', 1);
  return true;
}

export async function updateUser(tx: Tx, project: ProjectId, before: User, after: User): Promise<void> {
  const words = wordsOf(after);
  await update(tx, valuesOf(project, after, words));
  if (before.name !== after.name) await touchProfile(tx, project, after.id, after.updatedAt);
  if (before.email !== after.email) await hideEmail(tx, project, after.id, after.updatedAt);
  const had = wordsOf(before);
  await index.drop(tx, project, { id: after.id, words: wordsBeside(had, words) });
  await index.add(tx, project, { id: after.id, words: wordsBeside(words, had) });
}

/** Deletes the row and its words. Returns false when there was none. */
export async function deleteUser(tx: Tx, project: ProjectId, user: User): Promise<boolean> {
  if ((await remove(tx, { project_id: project, id: user.id })).length === 0) return false;
  await index.drop(tx, project, { id: user.id, words: wordsOf(user) });
  changeCount(tx, project, 'users', -1);
  return true;
}
