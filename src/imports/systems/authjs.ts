import type { ScratchRow } from '../scratch-tables.ts';
import { hash, required, type SqlSource, sqlSystem, text, verified } from '../sql-system.ts';

/** Section 2.23 of the import reference: Auth.js (NextAuth) with its SQL adapters. */
export const authjs = sqlSystem({
  name: 'authjs',
  title: 'Auth.js (NextAuth)',
  files: 'dump of its SQL adapter',
  carries: ['passwords', 'identities', 'passkeys', 'preferences'],
  options: {
    'password-column': 'the column of users in which the application keeps a hash, as password',
  },
  mark: /\bproviderAccountId\b|\bprovider_account_id\b/i,
  layout: (options) => ({
    users: { table: 'users', needs: ['id', 'email', 'emailVerified'] },
    tables: {
      users: {
        columns: [
          'id',
          'name',
          'email',
          'emailVerified',
          'image',
          options['password-column'] ?? '(password)',
        ],
        names: ['user'],
        ignored: [],
      },
      accounts: { columns: ['userId', 'type', 'provider', 'providerAccountId'], names: ['account'] },
      authenticators: {
        columns: ['userId', 'credentialID', 'credentialPublicKey', 'counter', 'transports'],
        names: ['authenticator'],
      },
    },
  }),
  user: (row, source) => ({
    sourceId: required(row, 'id'),
    email: text(row, 'email'),
    emailVerified: verified(row, source, 'users', 'emailVerified'),
    name: text(row, 'name'),
    password: hash(row, source.options['password-column'] ?? '(password)'),
    prefs: { ...(text(row, 'image') !== undefined && { image: text(row, 'image') }) },
    identities: source.tables
      .find('accounts', 'userId', row.values.id)
      .filter((account) => /^(?:oauth|oidc)$/.test(text(account, 'type') ?? 'oauth'))
      .map((account) => ({
        provider: required(account, 'provider'),
        uid: required(account, 'providerAccountId'),
      })),
    passkeys: passkeysOf(row, source),
  }),
});

function passkeysOf(row: ScratchRow, { tables }: SqlSource): readonly Record<string, unknown>[] {
  return tables.find('authenticators', 'userId', row.values.id).map((each) => ({
    credentialId: text(each, 'credentialID'),
    publicKey: text(each, 'credentialPublicKey'),
    counter: Number(text(each, 'counter') ?? 0),
    transports: text(each, 'transports')?.split(','),
  }));
}
