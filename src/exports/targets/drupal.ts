import { isUuid, userUuid } from '../../crypto/uuid.ts';
import { phpHash } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { IdMap } from '../id-map.ts';
import { eachUser, type Losses, loseOthers, namedIdentities, passwordOf } from '../losses.ts';
import { choice, loginName, positive, tableName, UserNumbers } from '../names.ts';
import { type NulReport, SqlFile, type SqlRow } from '../sql.ts';
import type { ExportUser, Target } from '../target.ts';
import { idThere } from '../writing.ts';

const NAME = /^[\w .@'+-]{1,60}$/;
const PREFS = ['timezone', 'langcode'];

/** Section 2.18 of the import reference: Drupal 8 and later; identities are those of the module External Auth. */
export const drupal: Target = {
  name: 'drupal',
  title: 'Drupal',
  files: 'SQL of users and roles, and of the module External Auth',
  takes: [
    ...(['id', 'username', 'email', 'password', 'blocked', 'created', 'last access', 'labels'] as const),
    ...(['preferences', 'identities'] as const),
  ],
  options: {
    'table-prefix': 'What the names of its tables begin with (default: none).',
    dialect: 'mysql (default), postgresql or sqlite.',
    'first-id': 'The lowest uid of users that did not come from Drupal 7 (default: 2, since 1 may do all).',
    langcode: 'The language of users who chose none (default: en).',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['mysql', 'postgresql', 'sqlite']);
    const prefix = tableName(options, 'table-prefix', '');
    const numbers = await UserNumbers.read(source, 'drupal', positive(options, 'first-id', 2));
    const ids = await IdMap.open(sink);
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    const external = await SqlFile.open(sink, 'authmap.sql', dialect);
    await eachUser(source, sink, async (user, losses) => {
      const report: NulReport = (column) => losses.add(column, 'the database has no NUL');
      const uid = numbers.numberOf(user);
      await ids.add(user.id, uid);
      const own = idThere(user, 'drupal');
      const uuid = own !== undefined && isUuid(own) ? own : userUuid(source.project.id, user.id);
      const { langcode = options.langcode ?? 'en' } = user.prefs;
      const language = typeof langcode === 'string' ? langcode : 'en';
      await sql.insert(`${prefix}users`, { uid, uuid, langcode: language }, report);
      await sql.insert(`${prefix}users_field_data`, dataRow(user, { uid, language, losses }), report);
      for (const [delta, role] of user.labels.entries())
        await sql.insert(`${prefix}user__roles`, roleRow(uid, language, { delta, role }), report);
      for (const { provider, uid: authname } of namedIdentities(user, losses))
        await external.insert(
          `${prefix}authmap`,
          { uid, provider: `openid_connect.${provider}`, authname, data: 'N;' },
          report,
        );
    });
    await sql.end();
    await external.end();
    sink.step(
      'Load users.sql, and authmap.sql where the module External Auth is installed; then drush cache:rebuild.',
    );
    sink.step('Create the roles first: their machine names are the labels.');
  },
};

type Data = { readonly uid: number; readonly language: string; readonly losses: Losses };

function dataRow(user: ExportUser, { uid, language, losses }: Data): SqlRow {
  const { timezone } = user.prefs;
  loseOthers(user.prefs, PREFS, (keys) => losses.add('preferences', `Drupal has no place for ${keys}`));
  const seconds = (moment: number | null) => (moment === null ? 0 : Math.floor(moment / 1000));
  return {
    uid,
    langcode: language,
    preferred_langcode: language,
    preferred_admin_langcode: null,
    name: loginName(user, NAME),
    pass: passwordOf(user, losses, drupalHash) ?? null,
    mail: user.email,
    timezone: typeof timezone === 'string' ? timezone : 'UTC',
    status: user.blocked ? 0 : 1,
    created: seconds(user.createdAt),
    changed: seconds(user.updatedAt),
    access: seconds(user.accessedAt),
    login: seconds(user.accessedAt),
    init: user.email,
    default_langcode: 1,
  };
}

function roleRow(
  uid: number,
  langcode: string,
  { delta, role }: { readonly delta: number; readonly role: string },
): SqlRow {
  const of = { bundle: 'user', deleted: 0, entity_id: uid, revision_id: uid, langcode };
  return { ...of, delta, roles_target_id: role };
}

/** Its own forms as they came; what PHP reads since 10.1. */
export function drupalHash(hash: StoredHash): string | undefined {
  if (/^U?\$S\$|^U\$[HP]\$/.test(hash.text)) return hash.text;
  return hash.kind === 'phpass' ? hash.hash : phpHash(hash);
}
