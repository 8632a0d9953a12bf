import { unescapeHtml } from '../html.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import { listed, type Person, required, sqlSystem, tablePrefix, text, texts, words } from '../sql-system.ts';
import { isForever, momentOfSeconds } from '../values/moments.ts';

/** Group 5 awaits its confirmation, 7 is banned. */
const AWAITING = '5';
const BANNED = '7';

/** MyBB 1.8. The hash is in section 3.22 of the import reference; columns are those of its installer. */
export const mybb = sqlSystem({
  name: 'mybb',
  title: 'MyBB',
  files: 'dump',
  carries: ['passwords', 'labels', 'usernames', 'times'],
  options: tablePrefix,
  mark: /\bmybb_|\badditionalgroups\b/,
  layout: {
    users: { table: 'users', needs: ['uid', 'username', 'salt', 'usergroup'] },
    hasPrefix: true,
    tables: {
      users: {
        columns: words(
          'uid username password salt email usergroup additionalgroups regdate lastactive lastvisit',
        ),
      },
      usergroups: { columns: ['gid', 'title'] },
      banned: { columns: ['uid', 'lifted'] },
    },
  },
  user: (row, { tables }) => {
    const group = text(row, 'usergroup') ?? '';
    const name = unescapeHtml(required(row, 'username'));
    const [ban] = tables.find('banned', 'uid', row.values.uid);
    const end = ban && momentOfSeconds(text(ban, 'lifted'), 'lifted');
    return {
      sourceId: required(row, 'uid'),
      email: text(row, 'email'),
      emailVerified: group === AWAITING ? false : undefined,
      name,
      username: name,
      password: passwordOf(row),
      blocked: ban ? end === undefined || isForever(end) : group === BANNED,
      createdAt: momentOfSeconds(text(row, 'regdate'), 'regdate'),
      accessedAt:
        momentOfSeconds(text(row, 'lastactive'), 'lastactive') ??
        momentOfSeconds(text(row, 'lastvisit'), 'lastvisit'),
      labels: [group, ...listed(text(row, 'additionalgroups'))]
        .filter((id) => id !== AWAITING && id !== BANNED)
        .flatMap((id) => texts(tables.find('usergroups', 'gid', id), 'title')),
    };
  },
});

function passwordOf(row: ScratchRow): Person['password'] {
  const password = text(row, 'password');
  if (password === undefined) return null;
  return { family: 'forum', scheme: 'mybb', parts: { password, salt: text(row, 'salt') ?? '' } };
}
