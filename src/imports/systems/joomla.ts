import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  hash,
  json,
  moment,
  required,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  timeZone,
  words,
} from '../sql-system.ts';

/** Section 2.25 of the import reference. Its second factors are sealed with a secret of the site and stay behind. */
export const joomla = sqlSystem({
  name: 'joomla',
  title: 'Joomla',
  files: 'dump',
  carries: ['passwords', 'labels', 'usernames', 'preferences', 'times'],
  options: { ...tablePrefix, ...timeZone },
  mark: /\w*(?:user_usergroup_map|action_logs?_config|action_logs|finder_taxonomy|viewlevels|menu_types)\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'username', 'password', 'block'] },
    hasPrefix: true,
    tables: {
      users: {
        columns: words('id name username email password block registerDate lastvisitDate activation params'),
        ignored: words('sendEmail lastResetTime resetCount requireReset'),
      },
      usergroups: { columns: ['id', 'title'] },
      user_usergroup_map: { columns: ['user_id', 'group_id'] },
    },
  },
  user: (row, source) => {
    const { tables } = source;
    const { language, timezone } = json(row, 'params');
    return {
      sourceId: required(row, 'id'),
      email: text(row, 'email'),
      emailVerified: isVerified(row),
      name: text(row, 'name'),
      username: text(row, 'username'),
      password: hash(row, 'password', 'joomla'),
      blocked: flag(row, 'block'),
      createdAt: moment(row, 'registerDate', source),
      accessedAt: moment(row, 'lastvisitDate', source),
      labels: tables
        .find('user_usergroup_map', 'user_id', row.values.id)
        .flatMap((each) => texts(tables.find('usergroups', 'id', each.values.group_id), 'title')),
      prefs: { ...(language ? { language } : {}), ...(timezone ? { timezone } : {}) },
    };
  },
});

/** A blocked account with a token never followed the mailed link. */
function isVerified(row: ScratchRow): boolean {
  const activation = text(row, 'activation') ?? '0';
  return flag(row, 'block') !== true && activation === '0';
}
