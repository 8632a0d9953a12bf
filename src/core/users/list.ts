import { sql } from 'kysely';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type Collection, type Listing, type Page, TOTAL_AT_MOST } from '../listing/listing.ts';
import { find } from '../listing/run.ts';
import { prepared } from '../../db/prepared.ts';
import { type RowWithTargets, userOf } from './rows.ts';
import { targetsOfUser, userColumns } from './store.ts';
import type { User } from './user.ts';

const moment = (column: string) => ({ kind: 'moment', column, scale: 1, indexed: true }) as const;
/** The moment of creation is kept in microseconds. */
const creation = { kind: 'moment', column: 'sequence', scale: 1000, indexed: true } as const;

/** What users can be filtered and sorted by. */
export const users = {
  table: 'users',
  words: 'user_words',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true, unique: true, indexed: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1, indexed: true },
    createdAt: creation,
    registeredAt: creation,
    updatedAt: moment('updated_at'),
    name: { kind: 'text', column: 'name_key', indexed: true },
    email: { kind: 'text', column: 'email', unique: true, indexed: true },
    phone: { kind: 'text', column: 'phone', unique: true, indexed: true },
    active: { kind: 'flag', column: 'blocked_at', set: false, indexed: true },
    emailVerified: { kind: 'flag', column: 'email_verified_at', set: true, indexed: true },
    phoneVerified: { kind: 'flag', column: 'phone_verified_at', set: true, indexed: true },
    impersonator: { kind: 'flag', column: 'impersonator_at', set: true, indexed: true },
    passwordUpdatedAt: moment('password_updated_at'),
    accessedAt: moment('accessed_at'),
    labels: { kind: 'list', column: 'labels', word: 'label:' },
  },
} as const satisfies Collection;

export type UserAttribute = keyof typeof users.attributes;

const firstPage = prepared<{ project_id: string; limit: number; offset: number }, RowWithTargets>((read, param) =>
  read.db
    .selectFrom('users')
    .select([...userColumns])
    .select(targetsOfUser(read))
    .where('users.project_id', '=', param.project_id)
    .orderBy('users.sequence')
    .orderBy('users.id')
    .limit(param.limit)
    .offset(param.offset),
);

const countAll = prepared<{ project_id: string; most: number }, { n: number }>((read, param) =>
  read.db
    .selectFrom(
      read.db.selectFrom('users').select('id').where('project_id', '=', param.project_id).limit(param.most).as('counted'),
    )
    .select((select) => select.fn.countAll<number>().as('n')),
);

/** Refuses with `cursor_not_found`, `cursor_on_null` and `query_too_broad`. */
export async function listUsers(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const { filters, orders, search, cursor, counted } = listing;
  const isPlain = filters.length === 0 && orders.length === 0 && search === undefined && !cursor;
  if (!isPlain) return listSome(core, actor, listing);
  const project_id = actor.project.id;
  const rows = await firstPage(core.read, { project_id, limit: listing.limit, offset: listing.offset });
  const total = counted ? (await countAll(core.read, { project_id, most: TOTAL_AT_MOST }))[0]?.n : 0;
  return { rows: rows.map(userOf), total: Number(total ?? 0) };
}

async function listSome(core: Core, actor: Actor, listing: Listing): Promise<Page<User>> {
  const { read } = core;
  const result = await find(read, actor.project.id, users, listing);
  if (!result) return { rows: [], total: 0 };
  const { ids, order, reverse, confirm } = result.found;
  const columns = sql.join(userColumns.map((column) => sql.ref(column)));
  const query = sql<RowWithTargets>`select ${columns}, ${targetsOfUser(read).expression} as targets
    from (${ids}) as page join users on users.project_id = ${actor.project.id} and users.id = page.id ${order}`;
  const { rows } = await query.execute(read.db);
  await confirm(rows.length);
  const found = rows.map(userOf);
  return { rows: reverse ? found.reverse() : found, total: listing.counted ? await result.count() : 0 };
}
