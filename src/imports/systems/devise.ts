import { itemsOfArray } from '../readers/postgres-values.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import { railsSeed } from '../sealed-factors.ts';
import {
  envFile,
  fields,
  flag,
  fullName,
  hash,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  timeZone,
  verified,
  words,
} from '../sql-system.ts';
import { listOf, parseJson } from '../values/json.ts';
import { totpOf } from '../values/totp.ts';

/** Columns of devise-two-factor. */
export const railsFactorColumns = words(
  `otp_required_for_login otp_secret encrypted_otp_secret encrypted_otp_secret_iv encrypted_otp_secret_salt
  otp_backup_codes`,
);

/** Columns of Devise that are of no use elsewhere. */
export const deviseTokens = words(
  `reset_password_token reset_password_sent_at remember_created_at sign_in_count current_sign_in_ip last_sign_in_ip
  confirmation_token confirmation_sent_at unconfirmed_email failed_attempts unlock_token consumed_timestep updated_at`,
);

/** Section 2.22 of the import reference: Rails with Devise or `has_secure_password`. */
export const devise = sqlSystem({
  name: 'devise',
  title: 'Rails (Devise, has_secure_password)',
  files: 'dump or SQLite file',
  carries: ['passwords', 'totp', 'identities', 'usernames', 'times'],
  options: {
    ...timeZone,
    ...envFile,
    table: 'the table of its users (default: users)',
  },
  secrets: ['pepper'],
  mark: /\bencrypted_password\b|\bpassword_digest\b|\breset_password_token\b/,
  layout: ({ table = 'users' }) => ({
    users: { table, needs: ['id', 'email'] },
    tables: {
      [table]: {
        columns:
          words(`id email encrypted_password password_digest password_salt stretches confirmed_at locked_at
          current_sign_in_at last_sign_in_at name first_name last_name username provider uid created_at`).concat(
            railsFactorColumns,
          ),
        ignored: deviseTokens,
      },
      identities: {
        names: ['authentications', 'authorizations', 'user_identities'],
        columns: ['user_id', 'provider', 'uid'],
      },
    },
  }),
  user: (row, source) => {
    const table = source.options.table ?? 'users';
    return {
      sourceId: required(row, 'id'),
      email: text(row, 'email'),
      emailVerified: verified(row, source, table, 'confirmed_at'),
      name: text(row, 'name') ?? fullName(text(row, 'first_name'), text(row, 'last_name')),
      username: text(row, 'username'),
      password: passwordOf(row),
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'current_sign_in_at', source) ?? moment(row, 'last_sign_in_at', source),
      identities: [
        ...(text(row, 'provider') !== undefined && text(row, 'uid') !== undefined ? [row] : []),
        ...source.tables.find('identities', 'user_id', row.values.id),
      ].map((each) => ({ provider: required(each, 'provider'), uid: required(each, 'uid') })),
      ...railsFactor(row, source),
    };
  },
});

function passwordOf(row: ScratchRow): Person['password'] {
  const salt = text(row, 'password_salt');
  const stored = text(row, 'encrypted_password');
  if (salt === undefined || stored === undefined || stored.startsWith('$'))
    return hash(row, 'encrypted_password', 'devise') ?? hash(row, 'password_digest', 'devise');
  return {
    family: 'devise',
    scheme: 'devise-encryptable',
    parts: {
      encrypted_password: stored,
      password_salt: salt,
      stretches: Number(text(row, 'stretches') ?? 10),
    },
  };
}

/** Returns the factor of devise-two-factor, as it stands in the table of users. Its backup codes are hashes. */
export function railsFactor(row: ScratchRow, { env }: SqlSource): Partial<Person> {
  // A lock of some minutes after failed sign-ins.
  const locked = fields(row, ['locked_at']);
  if (flag(row, 'otp_required_for_login') !== true) return { rest: locked };
  const columns = fields(row, railsFactorColumns.slice(1, -1));
  const seed = railsSeed(columns, env);
  return {
    totp: totpOf(seed),
    rest: { ...locked, ...(seed === undefined && columns), recoveryCodeHashes: codesOf(row) },
  };
}

/** A PostgreSQL array, JSON, or lines of YAML: hashes in each. */
function codesOf(row: ScratchRow): readonly unknown[] {
  const codes = text(row, 'otp_backup_codes');
  if (codes === undefined) return [];
  if (codes.startsWith('{')) return itemsOfArray(codes, 'otp_backup_codes');
  if (codes.startsWith('[')) return listOf(parseJson(codes, 'otp_backup_codes'), 'otp_backup_codes');
  return codes.split('\n').flatMap((line) => /^- *['"]?(.+?)['"]?$/.exec(line.trim())?.[1] ?? []);
}
