import { namedUuid } from '../../crypto/uuid.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import { IdMap } from '../id-map.ts';
import { eachUser, type Losses, loseOthers, namedIdentities, passwordOf, withoutSignIn } from '../losses.ts';
import { choice, positive, tableName, UserNumbers } from '../names.ts';
import { type NulReport, SqlFile, type SqlRow } from '../sql.ts';
import type { ExportUser, Target } from '../target.ts';
import { idThere } from '../writing.ts';

/** Tables by the adapter. */
const TABLES = {
  pg: { users: 'users', accounts: 'accounts' },
  prisma: { users: 'User', accounts: 'Account' },
  drizzle: { users: 'user', accounts: 'account' },
} as const;
/** Providers of the kind `oidc`; the others are `oauth`. */
const OIDC = new Set(
  'apple auth0 authentik cognito fusionauth google keycloak microsoft oidc okta'.split(' '),
);
/** Its providers by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = { x: 'twitter', microsoft: 'microsoft-entra-id' };

/** Section 2.23 of the import reference: the SQL adapters. */
export const authjs: Target = {
  name: 'authjs',
  title: 'Auth.js (NextAuth)',
  files: 'SQL of users and accounts',
  takes: ['id', 'name', 'email', 'email verification', 'password', 'identities', 'preferences'],
  options: {
    adapter: 'pg (default; its ids are numbers), prisma or drizzle.',
    'password-column':
      "The column of users for the application's own check of bcrypt and argon2 (default: none).",
    'first-id': 'With pg: the lowest id of users that did not come from Auth.js (default: 1).',
    dialect: 'postgresql (default), mysql or sqlite.',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['postgresql', 'mysql', 'sqlite']);
    const adapter = choice(options, 'adapter', ['pg', 'prisma', 'drizzle']);
    const column = tableName(options, 'password-column', '');
    const tables = TABLES[adapter];
    const numbers = await UserNumbers.read(source, 'authjs', positive(options, 'first-id', 1));
    const ids = await IdMap.open(sink);
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    await eachUser(source, sink, async (whole, losses) => {
      const user = withoutSignIn(whole, losses);
      const report: NulReport = (name) => losses.add(name, 'the database has no NUL');
      const own = idThere(user, 'authjs');
      const id = adapter === 'pg' ? numbers.numberOf(user) : (own ?? user.id);
      await ids.add(user.id, id);
      await sql.insert(tables.users, userRow(user, { id, column, losses }), report);
      for (const { provider, uid } of namedIdentities(user, losses)) {
        const row = {
          // Prisma's keys are made by the application.
          ...(adapter === 'prisma' && { id: namedUuid(`${id}/accounts/${provider}/${uid}`) }),
          userId: id,
          type: OIDC.has(provider) ? 'oidc' : 'oauth',
          provider: RENAMED[provider] ?? provider,
          providerAccountId: uid,
        };
        await sql.insert(tables.accounts, row, report);
      }
    });
    await sql.end();
    sink.step('Load users.sql into the database of the application.');
    if (adapter === 'pg')
      sink.step("SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users));");
  },
};

type Row = { readonly id: number | string; readonly column: string; readonly losses: Losses };

function userRow(user: ExportUser, { id, column, losses }: Row): SqlRow {
  const { image, picture, ...prefs } = user.prefs;
  const url = image ?? picture;
  loseOthers(prefs, [], (keys) => losses.add('preferences', `Auth.js has no place for ${keys}`));
  if (column === '' && user.password)
    losses.add('password', 'Auth.js keeps none: see the option password-column');
  const hash =
    column === '' ? undefined : passwordOf(user, losses, (each) => plainBcrypt(each) ?? plainArgon2(each));
  return {
    id,
    name: user.name || null,
    email: user.email,
    emailVerified: user.email !== null && user.emailVerified ? new Date(user.createdAt) : null,
    image: typeof url === 'string' ? url : null,
    ...(column !== '' && { [column]: hash ?? null }),
  };
}
