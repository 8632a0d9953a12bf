import type { ReplicaRead } from '../../db/database.ts';
import { replicable, replicableNow, type Soon } from '../../db/prepared.ts';
import { type Actor, may } from '../actor.ts';
import type { Core } from '../core.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import { keptCount } from '../listing/kept-counts.ts';
import type { Collection, Found, Listing, Page } from '../listing/listing.ts';
import { readPage } from '../listing/read-page.ts';
import type { Bounds } from '../listing/search.ts';
import { SMALL_BYTES } from '../response-memory.ts';
import { queried } from './attributes.ts';
import { emailOf } from './email.ts';
import { phoneOf } from './phone.ts';
import { type RowWithTargets, userOf } from './rows.ts';
import { unsealed } from './sealed-password.ts';
import { findUserBy, targetsOfEach, USER, userColumns, userSizes } from './store.ts';
import type { User } from './user.ts';

/** Creation time is stored in microseconds. */
const creation = { kind: 'moment', column: 'sequence', scale: 1000, indexed: true } as const;

/** The attributes users can be filtered and sorted by. */
export const users = {
  table: 'users',
  idIndex: 'sqlite_autoindex_users_1',
  words: { table: 'user_words', id: 'user_id' },
  counted: 'users',
  inside: true,
  attributes: {
    id: { kind: 'text', column: 'id', exact: true, unique: true, indexed: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1, indexed: true },
    createdAt: creation,
    registeredAt: creation,
    updatedAt: { kind: 'moment', column: 'updated_at', scale: 1, indexed: true },
    ...queried,
  },
} as const satisfies Collection;

/** So many users with so many targets each are small enough to be read without asking for their size first. */
const FEW_USERS = 25;
const FEW_TARGETS = 50;
/** Bytes of a password hash with its parameters, for callers who see it. */
const HASH_BYTES = 700;

export type UserAttribute = keyof typeof users.attributes;

const select = (read: ReplicaRead, targets?: number) =>
  read.db
    .selectFrom('users')
    .select([...userColumns])
    .select(targetsOfEach(read, targets));

type First = { readonly project_id: string; readonly limit: number };

const firstFew = replicableNow<First, RowWithTargets>((read, param) =>
  select(read, FEW_TARGETS + 1)
    .where('users.project_id', '=', param.project_id)
    .orderBy('users.sequence')
    .orderBy('users.id')
    .limit(param.limit),
);

const firstIds = replicableNow<First, { id: string }>(({ db }, param) =>
  db
    .selectFrom('users')
    .select('id')
    .where('project_id', '=', param.project_id)
    .orderBy('sequence')
    .orderBy('id')
    .limit(param.limit),
);

const byIds = (targets?: number) =>
  replicable<{ project_id: string; ids: string }, RowWithTargets>((read, param) =>
    select(read, targets)
      .where('users.project_id', '=', param.project_id)
      .where(
        'users.id',
        'in',
        read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value'),
      ),
  );
const many = byIds();
const few = byIds(FEW_TARGETS + 1);

/**
 * Fails with `cursor_not_found` and `query_too_broad`, and with `response_too_large` and
 * `unavailable` like every list (`readPage`).
 */
export async function listUsers(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const { filters, orders, search, cursor, offset, counted, limit } = listing;
  const isPlain = filters.length === 0 && orders.length === 0 && search === undefined && !cursor;
  if (!isPlain || offset > 0 || limit > FEW_USERS) return listSome(core, actor, listing);
  const project_id = actor.project.id;
  const read = readFor(core, actor);
  const [users, total] = await Promise.all([
    firstUsers(core, read, { project_id, limit }),
    counted ? keptCount(read, project_id, 'users') : 0,
  ]);
  return users ? { rows: users, total } : listSome(core, actor, listing);
}

/**
 * The first users of a project. While all of them are remembered, only their ids are read. Returns nothing when a user
 * has more targets than `FEW_TARGETS`.
 */
function firstUsers(core: Core, read: ReplicaRead, of: First): Soon<readonly User[] | undefined> {
  const { cache } = read;
  const known = cache && rememberedFirst(read, of);
  if (known) return withFewTargets(core, known);
  const rows = firstFew(read, of);
  if (rows instanceof Promise) return rows.then((later) => usersOf(core, later));
  if (!cache || lengthOf(rows) > SMALL_BYTES) return usersOf(core, rows);
  // Without awaiting, since they must be kept in the turn in which they were read.
  const users = rows.map(userOf);
  for (const user of users) {
    // Of more targets, the rows have a part.
    if (user.targets.length <= FEW_TARGETS) cache.keep(of.project_id, user.id, USER, user);
  }
  return withFewTargets(core, users);
}

/** Returns the first users if all are remembered, and no more than can be answered without asking for memory. */
function rememberedFirst(read: ReplicaRead, of: First): readonly User[] | undefined {
  const rows = firstIds(read, of);
  // Another process holds the lock: what is remembered may be out of date when they come.
  if (rows instanceof Promise) {
    // The read of the whole rows waits for the same lock, and fails with the same error.
    rows.catch(() => {});
    return undefined;
  }
  const ids = rows.map(({ id }) => id);
  const found = read.cache?.findAll(of.project_id, ids, USER);
  if (!found || found.bytes > SMALL_BYTES) return undefined;
  // Cast: kept as users, under this name.
  return found.values as readonly User[];
}

async function listSome(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const project = actor.project.id;
  const read = readFor(core, actor);
  const found = await find(read, project, users, await withOwnerFirst(core, actor, listing));
  const { ids, ...total } = found;
  const rowsOf = (ids: readonly string[]) => ({ project_id: project, ids: JSON.stringify(ids) });
  if (ids.length <= FEW_USERS) {
    const some = await usersOf(core, await few(read, rowsOf(ids)));
    const byId = new Map(some?.map((user) => [user.id as string, user]));
    const rows = ids.flatMap((id) => byId.get(id) ?? []);
    const isCut = rows.length < ids.length;
    if (some) return { ...total, rows, ...(isCut && { isCut }) };
  }
  const hash = may(actor, 'users.hashes.read') ? HASH_BYTES : 0;
  return readPage(core, listing, found, {
    sizes: async (ids) =>
      (await userSizes(read, project, ids)).map(({ id, bytes }) => ({ id, bytes: bytes + hash })),
    rows: async (ids) => (await many(read, rowsOf(ids))).map((row) => unsealed(core, userOf(row))),
  });
}

/** Like `listUsers`, without the rows: the ids of a page in order, and the total. */
export async function listUserIds(
  core: Core,
  actor: Actor,
  listing: Listing,
  bounds?: Bounds,
): Promise<Found> {
  return find(
    readFor(core, actor),
    actor.project.id,
    users,
    await withOwnerFirst(core, actor, listing),
    bounds,
  );
}

/** The users of at most 100 ids who exist, in the order of the ids. */
export async function usersByIds(core: Core, actor: Actor, ids: readonly string[]): Promise<readonly User[]> {
  const rows = await many(readFor(core, actor), { project_id: actor.project.id, ids: JSON.stringify(ids) });
  const byId = new Map(rows.map((row) => [row.id, unsealed(core, userOf(row))]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Returns nothing when a user has more targets than `FEW_TARGETS`, of which the rows have no more. */
async function usersOf(core: Core, rows: readonly RowWithTargets[]): Promise<readonly User[] | undefined> {
  await core.memory.reserve(lengthOf(rows));
  return withFewTargets(core, rows.map(userOf));
}

function lengthOf(rows: readonly RowWithTargets[]): number {
  let length = 0;
  for (const { prefs, labels, targets } of rows) length += prefs.length + labels.length + targets.length;
  return length;
}

function withFewTargets(core: Core, users: readonly User[]): readonly User[] | undefined {
  return users.some(({ targets }) => targets.length > FEW_TARGETS)
    ? undefined
    : users.map((user) => unsealed(core, user));
}

/** When a whole address is searched for, its owner stands first, since the words of an address may be those of many. */
async function withOwnerFirst(core: Core, actor: Actor, listing: Listing): Promise<Listing> {
  const text = listing.search?.trim() ?? '';
  const [email, phone] = [emailOf(text), phoneOf(text)];
  const [kind, address] = email ? (['email', email] as const) : (['phone', phone] as const);
  if (address === undefined) return listing;
  const owner = await findUserBy(core.read, actor.project.id, kind, address);
  const search = phone ?? listing.search ?? '';
  return { ...listing, search, ...(owner && listing.orders.length === 0 && { first: owner.id }) };
}
