import { setImmediate } from 'node:timers/promises';
import type { Read } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { find } from '../listing/find.ts';
import { type Collection, type Listing, type Page, TOTAL_AT_MOST } from '../listing/listing.ts';
import { queried } from './attributes.ts';
import { emailOf } from './email.ts';
import { phoneOf } from './phone.ts';
import { type RowWithTargets, userOf } from './rows.ts';
import { unsealed } from './sealed-password.ts';
import { findUserBy, targetsOfUser, userColumns } from './store.ts';
import type { User } from './user.ts';

/** Creation time is stored in microseconds. */
const creation = { kind: 'moment', column: 'sequence', scale: 1000, indexed: true } as const;

/** The attributes users can be filtered and sorted by. */
export const users = {
  table: 'users',
  words: { table: 'user_words', id: 'user_id' },
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

/** Rows per statement; the process yields in between. */
const ROWS_AT_ONCE = 1_000;

export type UserAttribute = keyof typeof users.attributes;

const select = (read: Read) =>
  read.db
    .selectFrom('users')
    .select([...userColumns])
    .select(targetsOfUser(read));

const firstPage = prepared<{ project_id: string; limit: number }, RowWithTargets>((read, param) =>
  select(read)
    .where('users.project_id', '=', param.project_id)
    .orderBy('users.sequence')
    .orderBy('users.id')
    .limit(param.limit),
);

const byIds = prepared<{ project_id: string; ids: string }, RowWithTargets>((read, param) =>
  select(read)
    .where('users.project_id', '=', param.project_id)
    .where(
      'users.id',
      'in',
      read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value'),
    ),
);

const countAll = prepared<{ project_id: string; most: number }, { n: number }>((read, param) =>
  read.db
    .selectFrom(
      // In index order, since otherwise PostgreSQL may scan the table for the project's users.
      read.db
        .selectFrom('users')
        .select('id')
        .where('project_id', '=', param.project_id)
        .orderBy('sequence')
        .limit(param.most)
        .as('counted'),
    )
    .select((counted) => counted.fn.countAll<number>().as('n')),
);

/** Fails with `cursor_not_found` and `query_too_broad`. */
export async function listUsers(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const { filters, orders, search, cursor, offset, counted } = listing;
  const isPlain = filters.length === 0 && orders.length === 0 && search === undefined && !cursor;
  if (!isPlain || offset > 0 || listing.limit > ROWS_AT_ONCE) return listSome(core, actor, listing);
  const project_id = actor.project.id;
  const rows = await firstPage(core.read, { project_id, limit: listing.limit });
  const total = counted ? (await countAll(core.read, { project_id, most: TOTAL_AT_MOST }))[0]?.n : 0;
  return { rows: rows.map((row) => unsealed(core, userOf(row))), total: Number(total ?? 0) };
}

async function listSome(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const ordered = await withOwnerFirst(core, actor, listing);
  const { ids, total } = await find(core.read, actor.project.id, users, ordered);
  const found = new Map<string, User>();
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    if (at > 0) await setImmediate();
    const some = JSON.stringify(ids.slice(at, at + ROWS_AT_ONCE));
    for (const row of await byIds(core.read, { project_id: actor.project.id, ids: some }))
      found.set(row.id, unsealed(core, userOf(row)));
  }
  return { rows: ids.flatMap((id) => found.get(id) ?? []), total };
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
