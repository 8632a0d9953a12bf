import { recipeHash } from '../../crypto/passwords/recipe-hash.ts';
import { phpHash } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { IdMap } from '../id-map.ts';
import {
  eachUser,
  type Losses,
  loseOthers,
  namedIdentities,
  passwordOf,
  usualSeed,
  withoutSignIn,
} from '../losses.ts';
import { loginName, positive, tableName, UserNumbers } from '../names.ts';
import { phpFlags, phpList } from '../php-value.ts';
import { type NulReport, SqlFile } from '../sql.ts';
import type { ExportUser, Target } from '../target.ts';
import { nameParts } from '../writing.ts';

const LOGIN = /^[\w .@-]{1,60}$/;
const NICENAME_AT_MOST = 50;
const PREFS = ['locale', 'description'];

/** Section 2.17 of the import reference; identities are those of Nextend Social Login, seeds of Two-Factor. */
export const wordpress: Target = {
  name: 'wordpress',
  title: 'WordPress',
  files: 'SQL of users and their metadata, and of Nextend Social Login',
  takes: [
    ...(['id', 'name', 'username', 'email', 'password', 'created', 'labels', 'preferences'] as const),
    ...(['private metadata', 'totp', 'identities'] as const),
  ],
  options: {
    'table-prefix': 'What the names of its tables begin with (default: wp_).',
    'first-id': 'The lowest id of users that did not come from WordPress (default: 2).',
    role: 'The role of users without labels (default: none).',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const prefix = tableName(options, 'table-prefix', 'wp_');
    const numbers = await UserNumbers.read(source, 'wordpress', positive(options, 'first-id', 2));
    const ids = await IdMap.open(sink);
    const sql = await SqlFile.open(sink, 'users.sql', 'mysql');
    const social = await SqlFile.open(sink, 'social-login.sql', 'mysql');
    await eachUser(source, sink, async (whole, losses) => {
      const user = withoutSignIn(whole, losses);
      const ID = numbers.numberOf(user);
      await ids.add(user.id, ID);
      await sql.insert(`${prefix}users`, userRow(user, ID, losses), noReport);
      for (const [meta_key, meta_value] of metaOf(user, { prefix, losses, role: options.role }))
        await sql.insert(`${prefix}usermeta`, { user_id: ID, meta_key, meta_value }, noReport);
      for (const { provider, uid } of namedIdentities(user, losses))
        await social.insert(`${prefix}social_users`, { ID, type: provider, identifier: uid }, noReport);
    });
    await sql.end();
    await social.end();
    sink.step('mysql DATABASE < users.sql');
    sink.step(
      'social-login.sql is for Nextend Social Login, and seeds of authenticators for the plugin Two-Factor.',
    );
  },
};

/** MySQL keeps every symbol. */
const noReport: NulReport = () => {};

function userRow(user: ExportUser, ID: number, losses: Losses) {
  const login = loginName(user, LOGIN);
  const nicename = login.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return {
    ID,
    user_login: login,
    user_pass: passwordOf(user, losses, wordpressHash) ?? '',
    // Unique with the number: it is the address of the author's page.
    user_nicename: `${nicename.slice(0, NICENAME_AT_MOST - 16)}-${ID}`,
    user_email: user.email ?? '',
    user_url: '',
    user_registered: new Date(user.createdAt),
    user_activation_key: '',
    user_status: 0,
    display_name: user.name,
  };
}

type Meta = { readonly prefix: string; readonly losses: Losses; readonly role: string | undefined };

function metaOf(user: ExportUser, { prefix, losses, role }: Meta): readonly (readonly [string, string])[] {
  const { first, last } = nameParts(user.name);
  const roles = user.labels.length > 0 || !role ? user.labels : [role];
  const prefs = PREFS.flatMap((key) => {
    const value = user.prefs[key];
    return typeof value === 'string' ? [[key, value] as const] : [];
  });
  loseOthers(
    user.prefs,
    prefs.map(([key]) => key),
    (keys) => losses.add('preferences', `WordPress has no place for ${keys}`),
  );
  const billing = Object.entries(user.privateMetadata).filter(
    (entry): entry is [string, string] =>
      /^(?:billing|shipping)_/.test(entry[0]) && typeof entry[1] === 'string',
  );
  loseOthers(
    user.privateMetadata,
    billing.map(([key]) => key),
    (keys) => losses.add('private metadata', `WordPress has no place for ${keys}`),
  );
  const seed = usualSeed(user, losses);
  return [
    ['nickname', user.name || (user.username ?? '')],
    ['first_name', first],
    ['last_name', last],
    ...(roles.length > 0 ? ([[`${prefix}capabilities`, phpFlags(roles)]] as const) : []),
    ...prefs,
    ...billing,
    ...(seed === undefined
      ? []
      : ([
          ['_two_factor_totp_key', seed],
          ['_two_factor_enabled_providers', phpList(['Two_Factor_Totp'])],
          ['_two_factor_provider', 'Two_Factor_Totp'],
        ] as const)),
  ];
}

/** Hashes that came from there carry what its forms do to a password: they go back as they came. */
export function wordpressHash(hash: StoredHash): string | undefined {
  if (hash.kind === 'wrapped' && hash.form === 'wordpress') return hash.text;
  if (hash.kind === 'other' && hash.form === 'recipe') {
    const own = recipeHash.parse(hash.text);
    return own && OWN_RECIPES.has(own.recipe.text) ? own.hash : undefined;
  }
  if (hash.kind === 'phpass') return hash.hash.startsWith('$P$') ? hash.hash : undefined;
  const isBareMd5 =
    hash.kind === 'digest' && hash.digest === 'md5' && hash.salt.length === 0 && hash.rounds === 1;
  return isBareMd5 ? hash.hash.toString('hex') : phpHash(hash);
}

/** Those of the importer of WordPress. */
const OWN_RECIPES = new Set([
  'crypt(trim(password)) or crypt(password) or crypt(slashes(trim(password)))',
  'md5(password) or md5(slashes(password))',
]);
