import { unescapeHtml } from '../html.ts';
import { listed, required, sqlSystem, tablePrefix, text, texts, words } from '../sql-system.ts';
import { momentOfSeconds } from '../values/moments.ts';

/** SMF 2. The hash is in section 3.22 of the import reference, and holds the name of the member. */
export const smf = sqlSystem({
  name: 'smf',
  title: 'Simple Machines Forum',
  files: 'dump',
  carries: ['passwords', 'labels', 'usernames', 'times'],
  options: tablePrefix,
  mark: /\bsmf_|\bid_post_group\b/,
  layout: {
    users: { table: 'members', needs: ['id_member', 'member_name', 'passwd'] },
    hasPrefix: true,
    tables: {
      members: {
        columns:
          words(`id_member member_name real_name passwd email_address date_registered last_login is_activated
          id_group additional_groups`),
      },
      membergroups: { columns: ['id_group', 'group_name'] },
    },
  },
  user: (row, { tables }) => {
    const name = required(row, 'member_name');
    const passwd = text(row, 'passwd');
    // 1 is active; 10 is added for those who are banned.
    const state = Number(text(row, 'is_activated') ?? 1);
    return {
      sourceId: required(row, 'id_member'),
      email: text(row, 'email_address'),
      emailVerified: state % 10 === 1,
      name: unescapeHtml(text(row, 'real_name')),
      username: unescapeHtml(name),
      password:
        passwd === undefined
          ? null
          : { family: 'forum', scheme: 'smf', parts: { passwd, member_name: name } },
      blocked: state >= 10,
      createdAt: momentOfSeconds(text(row, 'date_registered'), 'date_registered'),
      accessedAt: momentOfSeconds(text(row, 'last_login'), 'last_login'),
      labels: [text(row, 'id_group'), ...listed(text(row, 'additional_groups'))].flatMap((id) =>
        texts(tables.find('membergroups', 'id_group', id), 'group_name'),
      ),
    };
  },
});
