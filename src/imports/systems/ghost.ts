import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
  hash,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  texts,
  words,
} from '../sql-system.ts';

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
  user: (row, source) => ('slug' in row.values ? staff(row, source) : member(row, source)),
});

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
