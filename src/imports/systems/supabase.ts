import { jsonRowsOf } from '../readers/json.ts';
import { bytesOfBytea } from '../readers/postgres-values.ts';
import type { ScratchRow } from '../scratch-tables.ts';
import type { SourceFile, SystemOptions } from '../source.ts';
import {
  fields,
  flag,
  hash,
  json,
  moment,
  type Person,
  required,
  type Skipped,
  type SqlSource,
  sqlSystem,
  text,
  words,
} from '../sql-system.ts';
import { type JsonObject, objectOf, objectsOf } from '../values/json.ts';
import { isForever, momentOfText } from '../values/moments.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** What the server writes into the metadata of users, and what has a place of its own. */
const KNOWN_METADATA = new Set(
  words('sub email email_verified phone_verified iss provider_id full_name name avatar_url'),
);

/** Section 2.3 of the import reference: the schema `auth` of a dump. */
export const supabase = sqlSystem({
  name: 'supabase',
  title: 'Supabase',
  files: 'pg_dump of the schema auth, pages of /admin/users',
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
  mark: /\bauth\.(?:users|identities|mfa_factors|refresh_tokens|audit_log_entries)\b|"auth"\."(?:users|identities)"/,
  layout: {
    users: { table: 'users', needs: ['id', 'email', 'raw_app_meta_data'] },
    tables: {
      users: {
        schema: 'auth',
        columns: words(`id role email encrypted_password email_confirmed_at last_sign_in_at raw_app_meta_data
          raw_user_meta_data created_at phone phone_confirmed_at banned_until is_sso_user deleted_at is_anonymous`),
        ignored: words(`instance_id aud invited_at confirmation_token confirmation_sent_at recovery_token
          recovery_sent_at email_change_token_new email_change email_change_sent_at is_super_admin updated_at
          phone_change phone_change_token phone_change_sent_at confirmed_at email_change_token_current
          email_change_confirm_status reauthentication_token reauthentication_sent_at`),
      },
      identities: { schema: 'auth', columns: words('id provider_id user_id identity_data provider') },
      mfa_factors: { schema: 'auth', columns: words('user_id factor_type status secret phone') },
      webauthn_credentials: {
        schema: 'auth',
        columns: words('user_id credential_id public_key aaguid sign_count transports'),
      },
    },
  },
  other: {
    mark: /^\uFEFF?\s*\{\s*"(?:users|aud|total|nextPage)"[\s\S]*"app_metadata"/,
    rows: jsonRecords,
    user: userOfApi,
  },
  user: (row, source) => {
    const sourceId = required(row, 'id');
    if (text(row, 'deleted_at') !== undefined) return { sourceId, skipped: 'deleted' };
    const isNobody = text(row, 'email') === undefined && text(row, 'phone') === undefined;
    if (flag(row, 'is_anonymous') && isNobody && source.options.anonymous !== 'yes')
      return { sourceId, skipped: 'anonymous' };
    const bannedUntil = moment(row, 'banned_until', source);
    const isBlocked = isForever(bannedUntil);
    const isBanOver = bannedUntil === undefined || bannedUntil < Date.now();
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: moment(row, 'email_confirmed_at', source) ?? false,
      phone: phoneOf(text(row, 'phone')),
      phoneVerified: moment(row, 'phone_confirmed_at', source) ?? false,
      password: hash(row, 'encrypted_password', 'supabase'),
      blocked: isBlocked,
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'last_sign_in_at', source),
      labels: labelsOf(text(row, 'role')),
      ...metadataOf(json(row, 'raw_user_meta_data'), json(row, 'raw_app_meta_data')),
      identities: identitiesOf(row, source),
      ...factorsOf(row, source, isBlocked || isBanOver ? {} : fields(row, ['banned_until'])),
    };
  },
});

async function* jsonRecords(file: SourceFile) {
  for await (const rows of jsonRowsOf(file, ['users.*']))
    yield rows.map((row) => ('refused' in row ? row : { place: row.place, record: row.value }));
}

/** Pages of `GET /auth/v1/admin/users`: without hashes and seeds. */
function userOfApi(record: JsonObject, options: SystemOptions): Person | Skipped {
  const sourceId = textOf(record.id, 'id');
  if (sourceId === undefined) throw new RowRefused('id is empty');
  const at = (name: string) => momentOfText(record[name], name);
  const email = textOf(record.email, 'email');
  const phone = textOf(record.phone, 'phone');
  const isNobody = email === undefined && phone === undefined;
  if (flagOf(record.is_anonymous, 'is_anonymous') && isNobody && options.anonymous !== 'yes')
    return { sourceId, skipped: 'anonymous' };
  const factors = objectsOf(record.factors, 'factors').filter((factor) => factor.status === 'verified');
  return {
    sourceId,
    email,
    emailVerified: at('email_confirmed_at') ?? false,
    phone: phoneOf(phone),
    phoneVerified: at('phone_confirmed_at') ?? false,
    blocked: isForever(at('banned_until')),
    createdAt: at('created_at'),
    accessedAt: at('last_sign_in_at'),
    labels: labelsOf(textOf(record.role, 'role')),
    ...metadataOf(
      objectOf(record.user_metadata, 'user_metadata') ?? {},
      objectOf(record.app_metadata, 'app_metadata') ?? {},
    ),
    identities: objectsOf(record.identities, 'identities').flatMap((identity) => {
      const provider = textOf(identity.provider, 'provider');
      const uid = textOf(identity.id, 'id');
      if (provider === undefined || uid === undefined || /^(?:email|phone)$/.test(provider)) return [];
      const own = textOf(objectOf(identity.identity_data, 'identity_data')?.email, 'email');
      return [{ provider, uid, ...(own !== undefined && { email: own }) }];
    }),
    rest: factors.length > 0 ? { mfa_factors: factors.map((factor) => factor.factor_type) } : {},
  };
}

/** Numbers stand without their plus. */
function phoneOf(phone: string | undefined): string | undefined {
  return phone === undefined || phone.startsWith('+') ? phone : `+${phone}`;
}

function labelsOf(role: string | undefined): readonly string[] {
  return role === undefined || role === 'authenticated' ? [] : [role];
}

/** Users write `user_metadata` themselves; `app_metadata` is the server's. */
function metadataOf(
  user: Readonly<Record<string, unknown>>,
  app: Readonly<Record<string, unknown>>,
): Partial<Person> {
  const own = Object.fromEntries(Object.entries(user).filter(([key]) => !KNOWN_METADATA.has(key)));
  const { provider, providers, ...server } = app;
  const name = [user.full_name, user.name].find((each) => typeof each === 'string' && each !== '');
  return {
    name: typeof name === 'string' ? name : undefined,
    prefs: {
      ...(Object.keys(own).length > 0 && { user_metadata: own }),
      ...(typeof user.avatar_url === 'string' && { picture: user.avatar_url }),
    },
    privateMetadata: Object.keys(server).length > 0 ? { app_metadata: server } : {},
  };
}

/** Before 2023 `id` was the subject. */
function identitiesOf(row: ScratchRow, { tables }: SqlSource): Person['identities'] {
  return tables.find('identities', 'user_id', row.values.id).flatMap((identity) => {
    const provider = required(identity, 'provider');
    if (provider === 'email' || provider === 'phone') return [];
    const { email } = json(identity, 'identity_data');
    const uid = text(identity, 'provider_id') ?? required(identity, 'id');
    return [{ provider, uid, ...(typeof email === 'string' && { email }) }];
  });
}

/** A seed that is JSON is sealed with a key of the database. */
function factorsOf(
  row: ScratchRow,
  { tables }: SqlSource,
  rest: Readonly<Record<string, unknown>>,
): Partial<Person> {
  const factors = tables
    .find('mfa_factors', 'user_id', row.values.id)
    .filter((factor) => text(factor, 'status') === 'verified');
  const totp = factors.find((factor) => text(factor, 'factor_type') === 'totp');
  const secret = totp && text(totp, 'secret');
  const isSealed = secret?.startsWith('{') ?? false;
  const others = factors.filter((factor) => factor !== totp).map((factor) => text(factor, 'factor_type'));
  return {
    totp: isSealed ? undefined : totpOf(seedOfBase32(secret, 'secret')),
    rest: {
      ...rest,
      ...(isSealed && { mfa_secret: secret }),
      ...(others.length > 0 && { mfa_factors: others }),
    },
    passkeys: tables.find('webauthn_credentials', 'user_id', row.values.id).map((key) => ({
      credentialId: bytea(key, 'credential_id'),
      publicKey: bytea(key, 'public_key'),
      counter: Number(text(key, 'sign_count') ?? 0),
      aaguid: text(key, 'aaguid'),
    })),
  };
}

function bytea(row: ScratchRow, column: string): string {
  return bytesOfBytea(text(row, column) ?? '', column).toString('base64url');
}
