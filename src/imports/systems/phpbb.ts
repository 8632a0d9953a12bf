import { unescapeHtml } from '../html.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
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
import { isForever, momentOfSeconds } from '../values/moments.ts';

/** Section 2.26 of the import reference. */
export const phpbb = sqlSystem({
  name: 'phpbb',
  title: 'phpBB',
  files: 'dump',
  carries: ['passwords', 'identities', 'labels', 'usernames', 'preferences', 'times'],
  options: tablePrefix,
  mark: /\bphpbb_|\b\w*(?:acl_roles_data|privmsgs_rules|user_inactive_reason)\b/,
  layout: {
    users: { table: 'users', needs: ['user_id', 'user_type', 'username', 'user_password'] },
    hasPrefix: true,
    tables: {
      users: {
        columns:
          words(`user_id user_type user_regdate username user_password user_passchg user_email user_lastvisit
          user_last_active user_lang user_timezone`),
        // Settings of the board and counters: nothing of them is of use elsewhere.
      },
      groups: { columns: ['group_id', 'group_name'] },
      user_group: { columns: words('group_id user_id user_pending') },
      banlist: { columns: ['ban_userid', 'ban_end'] },
      bans: { columns: ['ban_userid', 'ban_end', 'ban_mode', 'ban_item'] },
      oauth_accounts: { columns: words('user_id provider oauth_provider_id') },
    },
  },
  user: (row, source) => {
    const { tables } = source;
    const of = (table: string) => tables.find(table, 'user_id', row.values.user_id);
    const sourceId = required(row, 'user_id');
    const type = text(row, 'user_type');
    if (type === '2') return { sourceId, skipped: 'user_type 2 is a bot or the guest' };
    const name = unescapeHtml(required(row, 'username'));
    const { user_lang: lang, user_timezone: timezone } = fields(row, ['user_lang', 'user_timezone']);
    return {
      sourceId,
      email: unescapeHtml(text(row, 'user_email')),
      // An account is inactive until its address is confirmed, and again when that changes.
      emailVerified: type !== '1',
      name,
      username: name,
      password: hash(row, 'user_password', 'forum', 'phpbb'),
      passwordUpdatedAt: momentOfSeconds(text(row, 'user_passchg'), 'user_passchg'),
      blocked: type === '1' || isBanned(row, source),
      createdAt: momentOfSeconds(text(row, 'user_regdate'), 'user_regdate'),
      accessedAt:
        momentOfSeconds(text(row, 'user_lastvisit'), 'user_lastvisit') ??
        momentOfSeconds(text(row, 'user_last_active'), 'user_last_active'),
      labels: of('user_group')
        .filter((member) => !flag(member, 'user_pending'))
        .flatMap((member) => texts(tables.find('groups', 'group_id', member.values.group_id), 'group_name')),
      prefs: { ...(lang !== undefined && { lang }), ...(timezone !== undefined && { timezone }) },
      identities: of('oauth_accounts').map((account) => ({
        provider: required(account, 'provider'),
        uid: required(account, 'oauth_provider_id'),
      })),
    };
  },
});

/** An end of 0 is none. 4.0 keeps the id of the user as `ban_item`. */
function isBanned({ values }: ScratchRow, { tables }: SqlSource): boolean {
  return [
    ...tables.find('banlist', 'ban_userid', values.user_id),
    ...tables.find('bans', 'ban_userid', values.user_id),
    ...tables.find('bans', 'ban_item', values.user_id).filter((ban) => text(ban, 'ban_mode') === 'user'),
  ].some((ban) => {
    const end = momentOfSeconds(text(ban, 'ban_end'), 'ban_end');
    return end === undefined || isForever(end);
  });
}
