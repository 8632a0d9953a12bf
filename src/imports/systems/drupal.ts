import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  hash,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  words,
} from '../sql-system.ts';
import { momentOfSeconds } from '../values/moments.ts';

/** Section 2.18 of the import reference: 7, where all is in `users`, and 8 and later. */
export const drupal = sqlSystem({
  name: 'drupal',
  title: 'Drupal',
  files: 'dump',
  carries: ['passwords', 'identities', 'labels', 'usernames', 'preferences', 'times'],
  options: tablePrefix,
  mark: /\b\w*(?:users_field_data|user__roles|cache_bootstrap|key_value_expire|field_config_instance)\b/,
  layout: {
    users: { table: 'users', needs: ['uid'] },
    hasPrefix: true,
    tables: {
      users: {
        columns: words('uid uuid name pass mail created access login status timezone language'),
        ignored: words('langcode data init signature signature_format picture theme'),
      },
      users_field_data: {
        columns: words('uid langcode name pass mail timezone status created access login default_langcode'),
      },
      user__roles: { columns: ['entity_id', 'roles_target_id'] },
      users_roles: { columns: ['uid', 'rid'] },
      role: { columns: ['rid', 'name'] },
      authmap: { columns: words('uid provider module authname') },
    },
  },
  *from({ tables }) {
    if (!tables.has('users_field_data')) return yield* tables.rows('users');
    // One row a translation.
    for (const row of tables.rows('users_field_data')) if (flag(row, 'default_langcode') !== false) yield row;
  },
  user: (row, source) => {
    const { tables } = source;
    const uid = required(row, 'uid');
    const [account] = tables.find('users', 'uid', uid);
    const sourceId = (account && text(account, 'uuid')) ?? uid;
    if (uid === '0') return { sourceId, skipped: 'uid 0 stands for visitors' };
    const timezone = text(row, 'timezone');
    const langcode = text(row, 'langcode') ?? text(row, 'language');
    return {
      sourceId,
      email: text(row, 'mail'),
      username: text(row, 'name'),
      password: hash(row, 'pass', 'drupal'),
      blocked: flag(row, 'status') === false,
      createdAt: momentOfSeconds(text(row, 'created'), 'created'),
      accessedAt:
        momentOfSeconds(text(row, 'access'), 'access') ?? momentOfSeconds(text(row, 'login'), 'login'),
      labels: rolesOf(row, source),
      prefs: { ...(timezone !== undefined && { timezone }), ...(langcode !== undefined && { langcode }) },
      identities: tables.find('authmap', 'uid', uid).map((each) => ({
        provider: text(each, 'provider') ?? required(each, 'module'),
        uid: required(each, 'authname'),
      })),
    };
  },
});

function rolesOf(row: ScratchRow, { tables }: SqlSource): readonly string[] {
  const uid = row.values.uid;
  const old = tables
    .find('users_roles', 'uid', uid)
    .flatMap((each) => tables.find('role', 'rid', each.values.rid));
  return [...texts(tables.find('user__roles', 'entity_id', uid), 'roles_target_id'), ...texts(old, 'name')];
}
