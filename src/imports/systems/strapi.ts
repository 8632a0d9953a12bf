import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  hash,
  moment,
  required,
  type SqlSource,
  sqlSystem,
  text,
  texts,
  timeZone,
  words,
} from '../sql-system.ts';

/** Section 2.24 of the import reference: users of the plugin Users & Permissions. */
export const strapi = sqlSystem({
  name: 'strapi',
  title: 'Strapi',
  files: 'dump or SQLite file',
  carries: ['passwords', 'labels', 'usernames', 'times'],
  options: timeZone,
  mark: /\bup_(?:users|roles|permissions)\b/,
  layout: {
    users: { table: 'up_users', needs: ['id', 'username', 'email'] },
    tables: {
      up_users: {
        columns:
          words(`id document_id username email provider password confirmed blocked created_at updated_at
          published_at`),
        ignored: words('reset_password_token confirmation_token locale created_by_id updated_by_id'),
      },
      up_users_role_lnk: { names: ['up_users_role_links'], columns: ['user_id', 'role_id'] },
      up_roles: { columns: ['id', 'name', 'type'] },
    },
  },
  user: (row, source) => {
    const { tables } = source;
    const sourceId = text(row, 'document_id') ?? required(row, 'id');
    if (!isCurrent(row, source)) return { sourceId, skipped: 'another version of the same user' };
    const provider = text(row, 'provider') ?? 'local';
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: flag(row, 'confirmed'),
      username: text(row, 'username'),
      password: hash(row, 'password'),
      blocked: flag(row, 'blocked') ?? false,
      createdAt: moment(row, 'created_at', source),
      labels: tables
        .find('up_users_role_lnk', 'user_id', row.values.id)
        .flatMap((link) => texts(tables.find('up_roles', 'id', link.values.role_id), 'type')),
      // Strapi knows the user of a provider by the address: there is no subject.
      rest: provider === 'local' ? {} : { provider },
    };
  },
});

/** Strapi 5 with drafts keeps two rows of a document: the published one counts, else the newest. */
function isCurrent(row: ScratchRow, { tables, zone }: SqlSource): boolean {
  const versions = tables.find('up_users', 'document_id', row.values.document_id);
  if (versions.length < 2) return true;
  const published = versions.filter((each) => text(each, 'published_at') !== undefined);
  const rank = (each: ScratchRow) => moment(each, 'updated_at', { zone }) ?? 0;
  const [best] = (published.length > 0 ? published : [...versions]).toSorted((a, b) => rank(b) - rank(a));
  return best?.values.id === row.values.id;
}
