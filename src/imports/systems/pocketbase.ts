import { DumpTables } from '../dump-tables.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import { flag, hash, moment, required, type SqlSource, sqlSystem, text, words } from '../sql-system.ts';

/** Section 2.15 of the import reference. Further columns of the collection are private: its rules are not in the file. */
export const pocketbase = sqlSystem({
  name: 'pocketbase',
  title: 'PocketBase',
  files: 'data.db, or its .dump',
  carries: ['passwords', 'identities', 'usernames', 'metadata', 'times'],
  options: { collection: 'the name of the collection of users (default: users)' },
  mark: /\b_externalAuths\b|\btokenKey\b/,
  layout: ({ collection = 'users' }) => ({
    users: { table: collection, needs: ['id', 'email', 'tokenKey'] },
    tables: {
      [collection]: {
        columns: words('id password passwordHash email verified name username created tokenKey'),
        ignored: words(`emailVisibility updated lastResetSentAt lastVerificationSentAt lastLoginAlertSentAt`),
      },
      _externalAuths: { columns: words('collectionRef collectionId recordRef recordId provider providerId') },
      _collections: { columns: ['id', 'name', 'type'] },
    },
  }),
  user: (row, source) => ({
    sourceId: required(row, 'id'),
    email: text(row, 'email'),
    emailVerified: flag(row, 'verified'),
    name: text(row, 'name'),
    username: text(row, 'username'),
    password: hash(row, 'password') ?? hash(row, 'passwordHash'),
    createdAt: moment(row, 'created', source),
    privateMetadata: DumpTables.restOf(row),
    identities: accountsOf(row, source).map((account) => ({
      provider: required(account, 'provider'),
      uid: required(account, 'providerId'),
    })),
  }),
  isRestKept: true,
});

/** Ids are unique in a collection only. Names of the columns before 0.23 are others. */
function accountsOf({ values }: ScratchRow, { tables, options }: SqlSource): readonly ScratchRow[] {
  const [collection] = tables.find('_collections', 'name', options.collection ?? 'users');
  const own = collection?.values.id;
  return [
    ...tables.find('_externalAuths', 'recordRef', values.id),
    ...tables.find('_externalAuths', 'recordId', values.id),
  ].filter((account) => {
    const of = account.values.collectionRef ?? account.values.collectionId;
    return own === undefined || of === null || of === own;
  });
}
