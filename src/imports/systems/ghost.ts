import { csvRowsOf } from '../readers/csv.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import type { SourceFile } from '../source.ts';
import {
  fields,
  hash,
  listed,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  texts,
  words,
} from '../sql-system.ts';
import { momentOfText } from '../values/moments.ts';
import { RowRefused, textOf } from '../values/scalars.ts';

/** Columns of `members.csv` without a place. */
const KEPT_OF_MEMBERS = new Set(['complimentary_plan', 'stripe_customer_id', 'deleted_at', 'tiers']);

/** Section 2.24 of the import reference: staff with passwords, and members, who sign in by a mailed link. */
export const ghost = sqlSystem({
  name: 'ghost',
  title: 'Ghost',
  files: 'dump, members.csv',
  carries: ['passwords', 'labels', 'usernames', 'preferences', 'metadata', 'times'],
  mark: /\b(?:posts_authors|members_subscribe_events|roles_users|members_labels)\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'email', 'slug', 'visibility'] },
    tables: {
      users: {
        columns: words('id name slug email password status locale visibility last_seen created_at'),
        ignored:
          words(`profile_image cover_image bio website location facebook twitter accessibility meta_title
          meta_description tour updated_at comment_notifications free_member_signup_notification
          paid_subscription_started_notification paid_subscription_canceled_notification mention_notifications
          recommendation_notifications milestone_notifications donation_notifications`),
      },
      roles: { columns: ['id', 'name'] },
      roles_users: { columns: ['role_id', 'user_id'] },
      members: { columns: words('id email name note created_at last_seen_at') },
      labels: { columns: ['id', 'name'] },
      members_labels: { columns: ['member_id', 'label_id'] },
    },
  },
  *from({ tables }) {
    yield* tables.rows('users');
    yield* tables.rows('members');
  },
  other: {
    mark: /^\uFEFF?"?id"?,"?email"?,"?name"?,"?note"?,/,
    rows: csvRecords,
    user: (record) => ({
      sourceId: requiredId(record.id),
      email: textOf(record.email, 'email'),
      emailVerified: true,
      name: textOf(record.name, 'name'),
      password: null,
      createdAt: momentOfText(record.created_at, 'created_at'),
      labels: listed(textOf(record.labels, 'labels')),
      privateMetadata: textOf(record.note, 'note') === undefined ? {} : { note: record.note },
      rest: Object.fromEntries(
        Object.entries(record).filter(
          ([name, value]) => KEPT_OF_MEMBERS.has(name) && value !== null && value !== '',
        ),
      ),
    }),
  },
  user: (row, source) => ('slug' in row.values ? staff(row, source) : member(row, source)),
});

function requiredId(id: unknown): string {
  const sourceId = textOf(id, 'id');
  if (sourceId === undefined) throw new RowRefused('id is empty');
  return sourceId;
}

async function* csvRecords(file: SourceFile) {
  for await (const rows of csvRowsOf(file))
    yield rows.map((row) => ('refused' in row ? row : { place: row.place, record: row.values }));
}

function staff(row: ScratchRow, source: SqlSource): Person {
  const status = text(row, 'status') ?? 'active';
  return {
    sourceId: required(row, 'id'),
    email: text(row, 'email'),
    name: text(row, 'name'),
    username: text(row, 'slug'),
    password: hash(row, 'password'),
    blocked: status === 'inactive',
    createdAt: moment(row, 'created_at', source),
    accessedAt: moment(row, 'last_seen', source),
    labels: source.tables
      .find('roles_users', 'user_id', row.values.id)
      .flatMap((each) => texts(source.tables.find('roles', 'id', each.values.role_id), 'name')),
    prefs: fields(row, ['locale']),
    // Locked: the password must be set anew.
    rest: status === 'locked' ? { status } : {},
  };
}

function member(row: ScratchRow, source: SqlSource): Person {
  return {
    sourceId: required(row, 'id'),
    email: text(row, 'email'),
    emailVerified: true,
    name: text(row, 'name'),
    password: null,
    blocked: false,
    createdAt: moment(row, 'created_at', source),
    accessedAt: moment(row, 'last_seen_at', source),
    labels: source.tables
      .find('members_labels', 'member_id', row.values.id)
      .flatMap((each) => texts(source.tables.find('labels', 'id', each.values.label_id), 'name')),
    privateMetadata: fields(row, ['note']),
  };
}
