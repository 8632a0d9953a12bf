import { unescapeHtml } from '../html.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
  listed,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  words,
} from '../sql-system.ts';
import { isForever, momentOfSeconds } from '../values/moments.ts';

/** Groups that are states: unregistered, awaiting confirmation, COPPA, banned. */
const STATES = new Set(['1', '3', '4', '8']);

/** Section 2.26 of the import reference. */
export const vbulletin = sqlSystem({
  name: 'vbulletin',
  title: 'vBulletin',
  files: 'dump',
  carries: ['passwords', 'labels', 'usernames', 'metadata', 'times'],
  options: tablePrefix,
  mark: /\b(?:usergroupid|membergroupids|adminpermissions|adminhelp|adminmessage)\b/,
  layout: {
    users: { table: 'user', needs: ['userid', 'username', 'usergroupid', 'email'] },
    hasPrefix: true,
    tables: {
      user: {
        columns:
          words(`userid usergroupid membergroupids username password salt token scheme email joindate lastvisit
          lastactivity passworddate`),
      },
      usergroup: { columns: ['usergroupid', 'title'] },
      userban: { columns: ['userid', 'liftdate', 'reason'] },
    },
  },
  user: (row, source) => {
    const [ban] = source.tables.find('userban', 'userid', row.values.userid);
    const lift = ban && momentOfSeconds(text(ban, 'liftdate'), 'liftdate');
    const name = unescapeHtml(required(row, 'username'));
    const group = text(row, 'usergroupid') ?? '';
    const reason = ban && text(ban, 'reason');
    return {
      sourceId: required(row, 'userid'),
      email: unescapeHtml(text(row, 'email')),
      emailVerified: group !== '3',
      name,
      username: name,
      password: passwordOf(row),
      blocked: group === '8' || (ban !== undefined && (lift === undefined || isForever(lift))),
      createdAt: momentOfSeconds(text(row, 'joindate'), 'joindate'),
      accessedAt:
        momentOfSeconds(text(row, 'lastactivity'), 'lastactivity') ??
        momentOfSeconds(text(row, 'lastvisit'), 'lastvisit'),
      labels: groupsOf([group, ...listed(text(row, 'membergroupids'))], source),
      privateMetadata: reason === undefined ? {} : { banReason: reason },
      rest: ban && lift !== undefined && !isForever(lift) ? fields(ban, ['liftdate']) : {},
    };
  },
});

/** Version 5 has `token` and `scheme`. */
function passwordOf(row: ScratchRow): Person['password'] {
  const token = text(row, 'token');
  if (token !== undefined)
    return { family: 'forum', scheme: 'vbulletin 5', parts: { token, scheme: text(row, 'scheme') ?? null } };
  const password = text(row, 'password');
  if (password === undefined) return null;
  return { family: 'forum', scheme: 'vbulletin 3/4', parts: { password, salt: text(row, 'salt') ?? '' } };
}

function groupsOf(ids: readonly string[], { tables }: SqlSource): readonly string[] {
  return ids
    .filter((id) => !STATES.has(id))
    .flatMap((id) => texts(tables.find('usergroup', 'usergroupid', id), 'title'));
}
