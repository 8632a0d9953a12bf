import { bytesOfBytea } from '../readers/postgres-values.ts';
import { fields, flag, hash, json, moment, required, sqlSystem, text, texts, words } from '../sql-system.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.24 of the import reference: Hasura Auth, in the schema `auth`. */
export const nhost = sqlSystem({
  name: 'nhost',
  title: 'Nhost (Hasura Auth)',
  files: 'pg_dump of the schema auth',
  carries: [
    'passwords',
    'totp',
    'identities',
    'labels',
    'phones',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  options: { anonymous: 'yes: anonymous users too' },
  mark: /\bauth\.(?:user_providers|user_roles|user_security_keys|provider_requests)\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'email', 'active_mfa_type'] },
    tables: {
      users: {
        schema: 'auth',
        columns: words(`id created_at last_seen disabled display_name avatar_url locale email phone_number
          password_hash email_verified phone_number_verified default_role is_anonymous totp_secret active_mfa_type
          metadata`),
        ignored:
          words(`updated_at new_email otp_hash otp_hash_expires_at otp_method_last_used ticket ticket_expires_at
          webauthn_current_challenge`),
      },
      user_providers: { schema: 'auth', columns: words('user_id provider_id provider_user_id') },
      user_roles: { schema: 'auth', columns: ['user_id', 'role'] },
      user_security_keys: {
        schema: 'auth',
        columns: words('user_id credential_id credential_public_key counter transports'),
      },
    },
  },
  user: (row, source) => {
    const of = (table: string) => source.tables.find(table, 'user_id', row.values.id);
    const sourceId = required(row, 'id');
    if (flag(row, 'is_anonymous') && source.options.anonymous !== 'yes')
      return { sourceId, skipped: 'anonymous' };
    const isUsed = text(row, 'active_mfa_type') === 'totp';
    const metadata = json(row, 'metadata');
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: flag(row, 'email_verified'),
      phone: text(row, 'phone_number'),
      phoneVerified: flag(row, 'phone_number_verified'),
      name: text(row, 'display_name'),
      password: hash(row, 'password_hash'),
      blocked: flag(row, 'disabled'),
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'last_seen', source),
      totp: isUsed ? totpOf(seedOfBase32(text(row, 'totp_secret'), 'totp_secret')) : undefined,
      labels: texts(of('user_roles'), 'role'),
      prefs: {
        ...fields(row, ['locale']),
        ...(text(row, 'avatar_url') !== undefined && { picture: text(row, 'avatar_url') }),
      },
      privateMetadata: Object.keys(metadata).length > 0 ? { metadata } : {},
      identities: of('user_providers').map((each) => ({
        provider: required(each, 'provider_id'),
        uid: required(each, 'provider_user_id'),
      })),
      passkeys: of('user_security_keys').map((key) => ({
        credentialId: text(key, 'credential_id'),
        publicKey: bytesOfBytea(text(key, 'credential_public_key') ?? '', 'credential_public_key').toString(
          'base64',
        ),
        counter: Number(text(key, 'counter') ?? 0),
      })),
    };
  },
});
