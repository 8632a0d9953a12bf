import {
  fullName,
  itemsOf,
  present,
  readablePassword,
  recordsOf,
  restOf,
  type SourceRecord,
  skipped,
  sourceUser,
} from '../records.ts';
import type { SourceItem, SourceUser, System, SystemOptions } from '../source.ts';
import { type JsonObject, objectOf } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { textOf } from '../values/scalars.ts';

const KNOWN = new Set(
  (
    'id status created activated statusChanged lastLogin lastUpdated passwordChanged type profile credentials _links ' +
    '_embedded groupIds transitioningToStatus'
  ).split(' '),
);
const PLACED = new Set(
  (
    'login email secondEmail firstName lastName displayName mobilePhone locale preferredLanguage timezone profileUrl ' +
    'nickName'
  ).split(' '),
);

/**
 * Pages of `GET /api/v1/users` or the console's CSV: Okta gives no hashes. Bodies that create users, which may hold
 * some, are read as well.
 */
export const okta: System = {
  name: 'okta',
  title: 'Okta',
  files: 'pages of GET /api/v1/users (JSON), the console’s CSV, bodies of POST /api/v1/users (JSON)',
  carries: ['passwords', 'phones', 'usernames', 'preferences', 'metadata', 'times'],
  options: {
    'verified-when':
      'active: addresses of users that were activated count as verified. Okta itself does not say.',
    deprovisioned: 'keep: users that are deprovisioned come along, blocked.',
  },
  detect: (head) =>
    (/"profile"/.test(head) &&
      /"login"/.test(head) &&
      /"(?:credentials|statusChanged|lastUpdated)"/.test(head)) ||
    /^"?login"?,/.test(head) ||
    /^(?=.*\blogin\b)(?=.*\bfirstName\b)[\w",]+\r?$/m.test(head.split('\n', 1)[0] ?? ''),
  read: async function* (files, options) {
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { csv: {} }),
        (row) => ('profile' in row.record ? listed(row, options) : ofCsv(row)),
        ({ record }) => record.id ?? record.login,
      );
  },
};

function listed({ place, record }: SourceRecord, options: SystemOptions): SourceItem {
  const profile = objectOf(record.profile, 'profile') ?? {};
  const status = textOf(record.status, 'status');
  const id = textOf(record.id, 'id') ?? textOf(profile.login, 'login');
  if (status === 'DEPROVISIONED' && options.deprovisioned !== 'keep')
    return skipped(place, id ?? '', 'deprovisioned');
  const wasActive = options['verified-when'] === 'active' && textOf(record.activated, 'activated');
  return sourceUser(place, id, {
    ...fieldsOf(profile),
    ...(wasActive && { emailVerified: true }),
    password: passwordOf(record),
    blocked: status === 'SUSPENDED' || status === 'DEPROVISIONED',
    createdAt: momentOfText(record.created, 'created'),
    accessedAt: momentOfText(record.lastLogin, 'lastLogin'),
    rest: restOf(record, KNOWN),
  });
}

function ofCsv({ place, record }: SourceRecord): SourceItem {
  return sourceUser(place, textOf(record.login, 'login') ?? textOf(record.email, 'email'), {
    ...fieldsOf(record),
    password: null,
  });
}

function fieldsOf(profile: JsonObject) {
  const login = textOf(profile.login, 'login');
  const second = textOf(profile.secondEmail, 'secondEmail');
  const phone = textOf(profile.mobilePhone, 'mobilePhone');
  return {
    email: textOf(profile.email, 'email'),
    otherEmails: second ? [second] : [],
    phone,
    phoneVerified: phone === undefined ? undefined : false,
    name: fullName(profile.displayName, profile.firstName, profile.lastName),
    username: login?.includes('@') ? undefined : login,
    prefs: present({
      locale: profile.locale,
      preferredLanguage: profile.preferredLanguage,
      timezone: profile.timezone,
      profileUrl: profile.profileUrl,
      nickName: profile.nickName,
    }),
    privateMetadata: present({ profile: restOf(profile, PLACED) }),
  };
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const password = objectOf(objectOf(record.credentials, 'credentials')?.password, 'password');
  const hash = objectOf(password?.hash, 'hash');
  const readable = textOf(password?.value, 'the password');
  if (!hash) return readable ? readablePassword('okta value', readable) : null;
  const text = (field: string) => textOf(hash[field], field) ?? null;
  const number = (field: string) => (text(field) === null ? null : Number(text(field)));
  return {
    family: 'okta',
    scheme: text('algorithm') ?? '',
    parts: {
      algorithm: text('algorithm'),
      value: text('value'),
      salt: text('salt'),
      saltOrder: text('saltOrder'),
      workFactor: number('workFactor'),
      iterationCount: number('iterationCount'),
      keySize: number('keySize'),
      digestAlgorithm: text('digestAlgorithm'),
    },
  };
}
