import type { ScratchRow } from '../scratch-tables.ts';
import {
  envFile,
  flag,
  hash,
  moment,
  required,
  type SqlSource,
  sqlSystem,
  text,
  texts,
  verified,
  words,
} from '../sql-system.ts';
import { deviseTokens, railsFactor, railsFactorColumns } from './devise.ts';

/** Section 2.22 of the import reference. Accounts of other servers are no users. */
export const mastodon = sqlSystem({
  name: 'mastodon',
  title: 'Mastodon',
  files: 'pg_dump',
  carries: ['passwords', 'totp', 'identities', 'labels', 'usernames', 'preferences', 'passkeys', 'times'],
  options: envFile,
  mark: /\b(?:account_stats|status_stats|account_aliases|account_domain_blocks)\b|\baccounts \(id, username, domain\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'email', 'account_id'] },
    tables: {
      accounts: { columns: words('id username domain display_name suspended_at') },
      users: {
        columns:
          words(`id account_id email encrypted_password confirmed_at disabled approved role_id locale locked_at
          current_sign_in_at last_sign_in_at created_at`).concat(railsFactorColumns),
        ignored: [...deviseTokens, ...words('settings time_zone chosen_languages webauthn_id sign_up_ip')],
      },
      user_roles: { columns: ['id', 'name'] },
      identities: { columns: ['user_id', 'provider', 'uid'] },
      webauthn_credentials: { columns: ['user_id', 'external_id', 'public_key', 'sign_count'] },
    },
  },
  *from({ tables }) {
    yield* tables.rows('users');
    for (const row of tables.rows('accounts')) if (typeof row.values.domain === 'string') yield row;
  },
  user: (row, source) => {
    const { tables } = source;
    if (typeof row.values.domain === 'string')
      return { sourceId: `account ${required(row, 'id')}`, skipped: 'account of another server' };
    const [account] = tables.find('accounts', 'id', row.values.account_id);
    const locale = text(row, 'locale');
    return {
      sourceId: required(row, 'id'),
      email: text(row, 'email'),
      emailVerified: verified(row, source, 'users', 'confirmed_at'),
      name: account && text(account, 'display_name'),
      username: account && text(account, 'username'),
      password: hash(row, 'encrypted_password', 'devise'),
      blocked: isBlocked(row, account),
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'current_sign_in_at', source) ?? moment(row, 'last_sign_in_at', source),
      labels: texts(tables.find('user_roles', 'id', row.values.role_id), 'name'),
      prefs: locale === undefined ? {} : { locale },
      identities: tables.find('identities', 'user_id', row.values.id).map((each) => ({
        provider: required(each, 'provider'),
        uid: required(each, 'uid'),
      })),
      passkeys: passkeysOf(row, source),
      ...railsFactor(row, source),
    };
  },
});

function isBlocked(row: ScratchRow, account: ScratchRow | undefined): boolean {
  const isSuspended = account !== undefined && text(account, 'suspended_at') !== undefined;
  return isSuspended || flag(row, 'disabled') === true || flag(row, 'approved') === false;
}

function passkeysOf(row: ScratchRow, { tables }: SqlSource): readonly Record<string, unknown>[] {
  return tables.find('webauthn_credentials', 'user_id', row.values.id).map((each) => ({
    credentialId: text(each, 'external_id'),
    publicKey: text(each, 'public_key'),
    counter: Number(text(each, 'sign_count') ?? 0),
  }));
}
