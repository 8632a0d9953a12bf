import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
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
  'email_verified_at',
  'created_at',
  'updated_at',
];

/** Section 2.21 of the import reference: the usual tables of Socialite, and those of spatie/laravel-permission. */
export const laravel: Target = {
  name: 'laravel',
  title: 'Laravel',
  files: 'SQL of users, of social accounts and of roles',
  takes: [
    ...(['id', 'name', 'username', 'email', 'email verification', 'password', 'created'] as const),
    ...(['labels', 'identities'] as const),
  ],
  options: {
    table: 'The table of users (default: users).',
    columns: `Which columns the table has of ${COLUMNS.join(', ')} (default: all but username).`,
    'social-table': 'The table of social accounts (default: social_accounts).',
    'first-id': 'The lowest id of users that did not come from Laravel (default: 1).',
    dialect: 'mysql (default), postgresql or sqlite.',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['mysql', 'postgresql', 'sqlite']);
    const table = tableName(options, 'table', 'users');
    const socialTable = tableName(options, 'social-table', 'social_accounts');
    const columns = optionalColumns(options, COLUMNS, 'name,email_verified_at,created_at,updated_at');
    const numbers = await UserNumbers.read(source, 'laravel', positive(options, 'first-id', 1));
    const ids = await IdMap.open(sink);
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    const social = await SqlFile.open(sink, 'social-accounts.sql', dialect);
    const roles = new Roles(await SqlFile.open(sink, 'roles.sql', dialect));
    await eachUser(source, sink, async (whole, losses) => {
      const user = withoutSignIn(whole, losses);
      if (user.email === null) return losses.add('user', 'Laravel takes no user without an address');
      const report: NulReport = (column) => losses.add(column, 'the database has no NUL');
      const id = numbers.numberOf(user);
      await ids.add(user.id, id);
      await sql.insert(table, userRow(user, { id, columns, losses }), report);
      for (const { provider, uid } of namedIdentities(user, losses))
        await social.insert(socialTable, { user_id: id, provider, provider_id: uid }, report);
      await roles.give(id, user.labels, report);
    });
    for (const file of [sql, social, roles.sql]) await file.end();
    sink.step(
      'Load users.sql; social-accounts.sql where the application has such a table, roles.sql with laravel-permission.',
    );
    sink.step('Set hashing.bcrypt.verify and hashing.argon.verify to false: the hashes are of both drivers.');
  },
};

type Row = { readonly id: number; readonly columns: readonly OptionalColumn[]; readonly losses: Losses };

function userRow(user: ExportUser, { id, columns, losses }: Row): SqlRow {
  return {
    id,
    email: user.email,
    // The column takes no null, and nothing matches an empty one.
    password: passwordOf(user, losses, laravelHash) ?? '',
    ...optionalValues(user, { known: COLUMNS, columns }, losses),
  };
}

/** Roles are numbered as they come, each with its row before the first who has it. */
class Roles {
  readonly sql: SqlFile;
  readonly #numbers = new Map<string, number>();

  constructor(sql: SqlFile) {
    this.sql = sql;
  }

  async give(user: number, labels: readonly string[], report: NulReport): Promise<void> {
    for (const name of labels) {
      let id = this.#numbers.get(name);
      if (id === undefined) {
        id = this.#numbers.size + 1;
        this.#numbers.set(name, id);
        await this.sql.insert('roles', { id, name, guard_name: 'web' }, report);
      }
      const row = { role_id: id, model_type: 'App\\Models\\User', model_id: user };
      await this.sql.insert('model_has_roles', row, report);
    }
  }
}

export function laravelHash(hash: StoredHash): string | undefined {
  return plainBcrypt(hash, '2y') ?? plainArgon2(hash);
}
