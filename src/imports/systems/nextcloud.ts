import { nextcloudSeed } from '../sealed-factors.ts';
import {
  envFile,
  hash,
  json,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  words,
} from '../sql-system.ts';
import { isObject } from '../values/json.ts';
import { momentOfSeconds } from '../values/moments.ts';
import { totpOf } from '../values/totp.ts';

const ENABLED = '2';
const CONFIRMED = '2';
const ALGORITHMS: Readonly<Record<string, string>> = { '1': 'SHA1', '2': 'SHA256', '3': 'SHA512' };

/** Section 2.25 of the import reference; ownCloud too. It keeps no moment of creation. */
export const nextcloud = sqlSystem({
  name: 'nextcloud',
  title: 'Nextcloud, ownCloud',
  files: 'dump or SQLite file',
  carries: [
    'passwords',
    'totp',
    'identities',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'times',
  ],
  options: { ...tablePrefix, ...envFile },
  secrets: ['pepper'],
  mark: /\boc_|\b\w*(?:accounts_data|filecache|twofactor_totp_secrets)\b/,
  layout: {
    users: { table: 'users', needs: ['uid', 'displayname', 'password'] },
    hasPrefix: true,
    tables: {
      users: { columns: words('uid displayname password'), ignored: ['uid_lower'] },
      preferences: { columns: words('userid appid configkey configvalue') },
      accounts: { columns: ['uid', 'data'] },
      groups: { columns: ['gid', 'displayname'] },
      group_user: { columns: ['gid', 'uid'] },
      twofactor_totp_secrets: { columns: words('user_id secret state algorithm digits period') },
      sociallogin_connect: { columns: ['uid', 'identifier'] },
      user_oidc: { columns: ['user_id', 'sub', 'provider_id'] },
    },
  },
  teams: {
    table: 'groups',
    team: (row) => ({
      sourceId: required(row, 'gid'),
      name: text(row, 'displayname') ?? required(row, 'gid'),
    }),
  },
  user: (row, source) => {
    const { tables } = source;
    const uid = required(row, 'uid');
    const settings = settingsOf(uid, source);
    const account = accountOf(uid, source);
    const email = settings.get('settings/email') ?? account('email')?.value;
    return {
      sourceId: uid,
      email,
      emailVerified: account('email')?.value === email && account('email')?.verified === CONFIRMED,
      phone: account('phone')?.value,
      phoneVerified: account('phone')?.verified === CONFIRMED,
      name: text(row, 'displayname'),
      username: uid,
      password: hash(row, 'password', 'nextcloud'),
      blocked: settings.get('core/enabled') === 'false',
      accessedAt: momentOfSeconds(settings.get('login/lastLogin'), 'lastLogin'),
      prefs: picked(settings, { lang: 'core/lang', locale: 'core/locale', timezone: 'core/timezone' }),
      privateMetadata: picked(settings, { quota: 'files/quota' }),
      teams: tables
        .find('group_user', 'uid', uid)
        .map((each) => ({ team: required(each, 'gid'), roles: [] })),
      identities: tables.find('sociallogin_connect', 'uid', uid).map((each) => {
        const identifier = required(each, 'identifier');
        const dash = identifier.indexOf('-');
        return { provider: identifier.slice(0, dash), uid: identifier.slice(dash + 1) };
      }),
      ...factorOf(uid, source),
    };
  },
});

function settingsOf(uid: string, { tables }: SqlSource): ReadonlyMap<string, string> {
  return new Map(
    tables
      .find('preferences', 'userid', uid)
      .map((each) => [`${text(each, 'appid')}/${text(each, 'configkey')}`, text(each, 'configvalue') ?? '']),
  );
}

type Field = { readonly value: string | undefined; readonly verified: unknown };

function accountOf(uid: string, { tables }: SqlSource): (field: string) => Field | undefined {
  const [row] = tables.find('accounts', 'uid', uid);
  const data = row ? json(row, 'data') : {};
  return (field) => {
    const entry = data[field];
    if (!isObject(entry)) return undefined;
    const value = typeof entry.value === 'string' && entry.value !== '' ? entry.value : undefined;
    return { value, verified: String(entry.verified) };
  };
}

function picked(
  settings: ReadonlyMap<string, string>,
  keys: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, key]) => {
      const value = settings.get(key);
      return value ? [[name, value]] : [];
    }),
  );
}

function factorOf(uid: string, { tables, env }: SqlSource): Partial<Person> {
  const factor = tables
    .find('twofactor_totp_secrets', 'user_id', uid)
    .find((each) => text(each, 'state') === ENABLED);
  if (!factor) return {};
  const seed = nextcloudSeed(text(factor, 'secret'), env);
  if (seed === undefined) return { rest: { twofactor_totp_secret: text(factor, 'secret') } };
  return {
    totp: totpOf(seed, {
      algorithm: ALGORITHMS[text(factor, 'algorithm') ?? '1'] ?? text(factor, 'algorithm'),
      digits: text(factor, 'digits'),
      period: text(factor, 'period'),
    }),
  };
}
