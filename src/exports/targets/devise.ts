import { plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { IdMap } from '../id-map.ts';
import { eachUser, type Losses, namedIdentities, passwordOf, withoutSignIn } from '../losses.ts';
import { choice, positive, tableName, UserNumbers } from '../names.ts';
import { type OptionalColumn, optionalColumns, optionalValues } from '../optional-columns.ts';
import { type NulReport, SqlFile, type SqlRow } from '../sql.ts';
import type { ExportUser, Target } from '../target.ts';

const COLUMNS: readonly OptionalColumn[] = [
  'name',
  'username',
  'confirmed_at',
  'current_sign_in_at',
  'created_at',
  'updated_at',
];
/** Strategies of OmniAuth by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = {
  google: 'google_oauth2',
  x: 'twitter',
  microsoft: 'azure_activedirectory_v2',
};

/** Section 2.22 of the import reference. Devise knows bcrypt alone, and without a pepper. */
export const devise: Target = {
  name: 'devise',
  title: 'Rails (Devise)',
  files: 'SQL of users, and of identities',
  takes: [
    ...(['id', 'name', 'username', 'email', 'email verification', 'password', 'created'] as const),
    ...(['last access', 'identities'] as const),
  ],
  options: {
    table: 'The table of users (default: users).',
    columns: `Which columns the table has of ${COLUMNS.join(', ')} (default: all but name and username).`,
    'identity-table': 'The table of identities (default: identities).',
    'first-id': 'The lowest id of users that did not come from Rails (default: 1).',
    dialect: 'postgresql (default), mysql or sqlite.',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['postgresql', 'mysql', 'sqlite']);
    const table = tableName(options, 'table', 'users');
    const identityTable = tableName(options, 'identity-table', 'identities');
    const columns = optionalColumns(
      options,
      COLUMNS,
      'confirmed_at,current_sign_in_at,created_at,updated_at',
    );
    const numbers = await UserNumbers.read(source, 'devise', positive(options, 'first-id', 1));
    const ids = await IdMap.open(sink);
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    const identities = await SqlFile.open(sink, 'identities.sql', dialect);
    await eachUser(source, sink, async (whole, losses) => {
      const user = withoutSignIn(whole, losses);
      if (user.email === null) return losses.add('user', 'Devise takes no user without an address');
      const report: NulReport = (column) => losses.add(column, 'the database has no NUL');
      const id = numbers.numberOf(user);
      await ids.add(user.id, id);
      await sql.insert(table, userRow(user, { id, columns, losses }), report);
      for (const { provider, uid } of namedIdentities(user, losses)) {
        const row = { user_id: id, provider: RENAMED[provider] ?? provider, uid };
        const times = { created_at: new Date(user.createdAt), updated_at: new Date(user.updatedAt) };
        await identities.insert(identityTable, { ...row, ...times }, report);
      }
    });
    await sql.end();
    await identities.end();
    sink.step('Load users.sql, and identities.sql where the application has such a table.');
    sink.step('config.pepper of Devise must be empty, or the passwords do not match.');
  },
};

type Row = { readonly id: number; readonly columns: readonly OptionalColumn[]; readonly losses: Losses };

function userRow(user: ExportUser, { id, columns, losses }: Row): SqlRow {
  return {
    id,
    email: user.email,
    encrypted_password: passwordOf(user, losses, deviseHash) ?? '',
    ...optionalValues(user, { known: COLUMNS, columns }, losses),
  };
}

export function deviseHash(hash: StoredHash): string | undefined {
  return plainBcrypt(hash, '2a');
}
