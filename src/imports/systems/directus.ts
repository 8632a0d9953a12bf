import { fields, fullName, hash, moment, required, sqlSystem, text, texts, words } from '../sql-system.ts';
import { listOf, parseJson } from '../values/json.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.24 of the import reference. */
export const directus = sqlSystem({
  name: 'directus',
  title: 'Directus',
  files: 'dump or SQLite file',
  carries: ['passwords', 'totp', 'identities', 'labels', 'preferences', 'metadata', 'times'],
  options: { invited: 'yes: drafts and invited users too' },
  mark: /\bdirectus_/,
  layout: {
    users: { table: 'directus_users', needs: ['id', 'email', 'status'] },
    tables: {
      directus_users: {
        columns:
          words(`id first_name last_name email password location title description tags language tfa_secret
          status role last_access provider external_identifier`),
        ignored: words(
          'token last_page auth_data email_notifications avatar appearance theme_light theme_dark policies',
        ),
      },
      directus_roles: { columns: ['id', 'name'] },
    },
  },
  user: (row, source) => {
    const sourceId = required(row, 'id');
    const status = text(row, 'status') ?? '';
    if (/^(?:draft|invited)$/.test(status) && source.options.invited !== 'yes')
      return { sourceId, skipped: `status ${status}` };
    const provider = text(row, 'provider') ?? 'default';
    const uid = text(row, 'external_identifier');
    const tags = text(row, 'tags');
    return {
      sourceId,
      email: text(row, 'email'),
      // `active` only says that an administrator let them in.
      emailVerified: status === 'unverified' ? false : undefined,
      name: fullName(text(row, 'first_name'), text(row, 'last_name')),
      password: hash(row, 'password'),
      blocked: /^(?:suspended|archived)$/.test(status),
      accessedAt: moment(row, 'last_access', source),
      totp: totpOf(seedOfBase32(text(row, 'tfa_secret'), 'tfa_secret')),
      labels: texts(source.tables.find('directus_roles', 'id', row.values.role), 'name'),
      prefs: fields(row, ['language']),
      privateMetadata: {
        ...fields(row, ['location', 'title', 'description']),
        ...(tags !== undefined && { tags: listOf(parseJson(tags, 'tags'), 'tags') }),
      },
      identities: provider === 'default' || uid === undefined ? [] : [{ provider, uid }],
    };
  },
});
