import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
  flag,
  fullName,
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
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Of roles that hold everywhere, not in one course. */
const CONTEXT_OF_THE_SYSTEM = '1';

/** Section 2.25 of the import reference. */
export const moodle = sqlSystem({
  name: 'moodle',
  title: 'Moodle',
  files: 'dump',
  carries: [
    'passwords',
    'totp',
    'labels',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'times',
  ],
  options: tablePrefix,
  secrets: ['pepper'],
  mark: /\b\w*(?:mnethostid|course_modules|user_info_field|cohort_members)\b|\bmdl_/,
  layout: {
    users: { table: 'user', needs: ['id', 'username', 'auth', 'mnethostid'] },
    hasPrefix: true,
    tables: {
      user: {
        columns:
          words(`id auth confirmed deleted suspended username password idnumber firstname lastname email phone1
          phone2 lang timezone lastaccess timecreated institution department`),
        ignored:
          words(`policyagreed mnethostid emailstop address city country calendartype theme firstaccess lastlogin
          currentlogin lastip secret picture description descriptionformat mailformat maildigest maildisplay
          autosubscribe trackforums timemodified trustbitmask imagealt lastnamephonetic firstnamephonetic middlename
          alternatename moodlenetprofile`),
      },
      cohort: { columns: ['id', 'name', 'timecreated'] },
      cohort_members: { columns: ['cohortid', 'userid'] },
      role: { columns: ['id', 'shortname'] },
      role_assignments: { columns: ['roleid', 'contextid', 'userid'] },
      auth_oauth2_linked_login: { columns: ['userid', 'issuerid', 'username', 'email'] },
      tool_mfa: { columns: words('userid factor secret revoked') },
    },
  },
  teams: {
    table: 'cohort',
    team: (row) => ({
      sourceId: required(row, 'id'),
      name: required(row, 'name'),
      createdAt: momentOfSeconds(text(row, 'timecreated'), 'timecreated'),
    }),
  },
  user: (row, source) => {
    const { tables } = source;
    const sourceId = required(row, 'id');
    if (text(row, 'username') === 'guest') return { sourceId, skipped: 'guest' };
    if (flag(row, 'deleted')) return { sourceId, skipped: 'deleted' };
    const timezone = text(row, 'timezone');
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: flag(row, 'confirmed'),
      phone: phonesOf(row).find((number) => number.startsWith('+')),
      // Moodle keeps the address of a linked account, not its subject.
      rest: {
        phones: phonesOf(row).filter((number) => !number.startsWith('+')),
        linkedLogins: texts(tables.find('auth_oauth2_linked_login', 'userid', row.values.id), 'email'),
      },
      name: fullName(text(row, 'firstname'), text(row, 'lastname')),
      username: text(row, 'username'),
      password: text(row, 'password') === 'not cached' ? null : hash(row, 'password', 'moodle'),
      blocked: flag(row, 'suspended'),
      createdAt: momentOfSeconds(text(row, 'timecreated'), 'timecreated'),
      accessedAt: momentOfSeconds(text(row, 'lastaccess'), 'lastaccess'),
      totp: totpOf(factorOf(row, source)),
      // 99 is the zone of the server.
      prefs: { ...fields(row, ['lang']), ...(timezone !== undefined && timezone !== '99' && { timezone }) },
      privateMetadata: fields(row, ['idnumber', 'institution', 'department']),
      labels: tables
        .find('role_assignments', 'userid', row.values.id)
        .filter((each) => text(each, 'contextid') === CONTEXT_OF_THE_SYSTEM)
        .flatMap((each) => texts(tables.find('role', 'id', each.values.roleid), 'shortname')),
      teams: tables
        .find('cohort_members', 'userid', row.values.id)
        .map((member) => ({ team: required(member, 'cohortid'), roles: [] })),
    };
  },
});

/** Free texts; `phone2` is the mobile one. */
function phonesOf(row: ScratchRow): readonly string[] {
  return [text(row, 'phone2'), text(row, 'phone1')].flatMap((number) => number ?? []);
}

function factorOf(row: ScratchRow, { tables }: SqlSource): string | undefined {
  const factor = tables
    .find('tool_mfa', 'userid', row.values.id)
    .find((each) => text(each, 'factor') === 'totp' && !flag(each, 'revoked'));
  return factor && seedOfBase32(text(factor, 'secret'), 'secret');
}
