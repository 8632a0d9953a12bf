import { phpHash } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, loseOthers, namedIdentities, passwordOf } from '../losses.ts';
import { choice, loginName, tableName } from '../names.ts';
import { type NulReport, SqlFile } from '../sql.ts';
import { addressFields, type ExportUser, type Target } from '../target.ts';

const UID = /^[\w .@'-]{1,64}$/;
/** Preferences by the app and key of a setting, as the importer has them. */
const PREFS = { lang: 'core/lang', locale: 'core/locale', timezone: 'core/timezone' } as const;
const CONFIRMED = '2';
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^\$2y\$/, '1|'],
  [/^\$argon2i\$/, '2|'],
  [/^\$argon2id\$/, '3|'],
];

type Rows = {
  readonly sql: SqlFile;
  readonly prefix: string;
  readonly uid: string;
  readonly report: NulReport;
};

/** Section 2.25 of the import reference; identities are those of the app Social Login. */
export const nextcloud: Target = {
  name: 'nextcloud',
  title: 'Nextcloud',
  files: 'SQL of users, groups and settings, and of the app Social Login',
  takes: [
    ...(['name', 'username', ...addressFields, 'password', 'blocked', 'last access'] as const),
    ...(['preferences', 'private metadata', 'identities', 'teams'] as const),
  ],
  options: {
    'table-prefix': 'What the names of its tables begin with (default: oc_).',
    dialect: 'mysql (default), postgresql or sqlite.',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['mysql', 'postgresql', 'sqlite']);
    const prefix = tableName(options, 'table-prefix', 'oc_');
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    const social = await SqlFile.open(sink, 'sociallogin.sql', dialect);
    for await (const { id, name } of source.teams())
      await sql.insert(`${prefix}groups`, { gid: id, displayname: name }, () => {});
    await eachUser(source, sink, async (user, losses) => {
      const uid = loginName(user, UID, 'nextcloud');
      const report: NulReport = (column) => losses.add(column, 'the database has no NUL');
      await writeUser(user, { sql, prefix, uid, report }, losses);
      for (const identity of namedIdentities(user, losses))
        await social.insert(
          `${prefix}sociallogin_connect`,
          { uid, identifier: `${identity.provider}-${identity.uid}` },
          report,
        );
    });
    await sql.end();
    await social.end();
    sink.step(
      'Load users.sql into the database of Nextcloud, and sociallogin.sql where the app Social Login is installed.',
    );
    sink.step('occ user:sync-account-data');
  },
};

async function writeUser(
  user: ExportUser,
  { sql, prefix, uid, report }: Rows,
  losses: Losses,
): Promise<void> {
  const password = passwordOf(user, losses, nextcloudHash) ?? '';
  const row = { uid, displayname: user.name || null, password, uid_lower: uid.toLowerCase() };
  await sql.insert(`${prefix}users`, row, report);
  for (const [place, configvalue] of settingsOf(user, losses)) {
    const [appid = '', configkey = ''] = place.split('/');
    await sql.insert(`${prefix}preferences`, { userid: uid, appid, configkey, configvalue }, report);
  }
  const data = {
    displayname: { value: user.name, scope: 'v2-federated', verified: '0' },
    ...(user.email !== null && { email: field(user.email, 'v2-federated', user.emailVerified) }),
    ...(user.phone !== null && { phone: field(user.phone, 'v2-local', user.phoneVerified) }),
  };
  await sql.insert(`${prefix}accounts`, { uid, data: { json: data } }, report);
  if (user.memberships.some(({ roles }) => roles.length > 0)) losses.add('teams', 'groups have no roles');
  for (const { teamId } of user.memberships)
    await sql.insert(`${prefix}group_user`, { gid: teamId, uid }, report);
}

function field(value: string, scope: string, isVerified: boolean) {
  return { value, scope, verified: isVerified ? CONFIRMED : '0' };
}

function settingsOf(user: ExportUser, losses: Losses): readonly (readonly [string, string])[] {
  const { quota } = user.privateMetadata;
  loseOthers(user.prefs, Object.keys(PREFS), (keys) =>
    losses.add('preferences', `Nextcloud has no place for ${keys}`),
  );
  loseOthers(user.privateMetadata, typeof quota === 'string' ? ['quota'] : [], (keys) =>
    losses.add('private metadata', `Nextcloud has no place for ${keys}`),
  );
  const settings: Readonly<Record<string, unknown>> = {
    'settings/email': user.email,
    ...(user.blocked && { 'core/enabled': 'false' }),
    ...(user.accessedAt !== null && { 'login/lastLogin': String(Math.floor(user.accessedAt / 1000)) }),
    ...Object.fromEntries(Object.entries(PREFS).map(([key, place]) => [place, user.prefs[key]])),
    'files/quota': quota,
  };
  return Object.entries(settings).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
}

/** The version of the hash, then what PHP reads. */
export function nextcloudHash(hash: StoredHash): string | undefined {
  const text = phpHash(hash);
  const prefix = PREFIXES.find(([form]) => text !== undefined && form.test(text))?.[1];
  return prefix && `${prefix}${text}`;
}
