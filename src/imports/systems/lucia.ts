import type { ScratchRow } from '../scratch-tables.ts';
import { flag, hash, type Person, required, type SqlSource, sqlSystem, text, words } from '../sql-system.ts';

/** Section 2.23 of the import reference: Lucia 1 to 3. */
export const lucia = sqlSystem({
  name: 'lucia',
  title: 'Lucia',
  files: 'dump or SQLite file',
  carries: ['passwords', 'identities', 'usernames'],
  mark: /\b(?:user_key|auth_key|user_session|auth_session|oauth_account)\b/,
  layout: {
    users: { table: 'auth_user', needs: ['id'] },
    tables: {
      auth_user: {
        names: ['user', 'users'],
        columns: words('id username email email_verified name password_hash hashed_password'),
        ignored: [],
      },
      user_key: {
        names: ['auth_key', 'key', 'keys'],
        columns: words('id user_id hashed_password primary_key'),
      },
      oauth_account: { names: ['oauth_accounts'], columns: words('user_id provider_id provider_user_id') },
    },
  },
  user: (row, source) => {
    const keys = source.tables.find('user_key', 'user_id', row.values.id).map(keyOf);
    const named = (kind: string) => keys.find(({ provider }) => provider === kind)?.uid;
    return {
      sourceId: required(row, 'id'),
      email: text(row, 'email') ?? named('email'),
      emailVerified: flag(row, 'email_verified'),
      username: text(row, 'username') ?? named('username'),
      name: text(row, 'name'),
      password:
        keys.find((key) => key.password !== null)?.password ??
        hash(row, 'password_hash', 'lucia') ??
        hash(row, 'hashed_password', 'lucia'),
      identities: [
        ...keys.filter(({ provider }) => provider !== 'email' && provider !== 'username'),
        ...accountsOf(row, source),
      ].map(({ provider, uid }) => ({ provider, uid })),
    };
  },
});

/** A key's id is `<provider>:<subject>`. */
function keyOf(row: ScratchRow): { provider: string; uid: string; password: Person['password'] | null } {
  const id = required(row, 'id');
  const colon = id.indexOf(':');
  return {
    provider: id.slice(0, colon),
    uid: id.slice(colon + 1),
    password: hash(row, 'hashed_password', 'lucia'),
  };
}

function accountsOf(row: ScratchRow, { tables }: SqlSource): readonly { provider: string; uid: string }[] {
  return tables.find('oauth_account', 'user_id', row.values.id).map((account) => ({
    provider: required(account, 'provider_id'),
    uid: required(account, 'provider_user_id'),
  }));
}
