import { isUuid, namedUuid, userUuid } from '../../crypto/uuid.ts';
import { isObject } from '../../imports/values/json.ts';
import { base64 } from '../hashes/forms.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, loseOthers, namedIdentities, passwordOf, usualSeed } from '../losses.ts';
import { type NulReport, SqlFile, type SqlRow } from '../sql.ts';
import {
  addressFields,
  type ExportIdentity,
  type ExportUser,
  metadataFields,
  type Target,
} from '../target.ts';
import { idThere } from '../writing.ts';

/** Its providers by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = {
  microsoft: 'azure',
  x: 'twitter',
  linkedin: 'linkedin_oidc',
};
const PROVIDERS = new Set(
  (
    'apple azure bitbucket discord facebook figma fly github gitlab google keycloak linkedin_oidc notion slack ' +
    'spotify twitch twitter workos zoom'
  ).split(' '),
);
/** Bans have an end. */
const FOR_GOOD = new Date('3024-01-01T00:00:00Z');
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** The server fails at null in these. */
const TOKENS = Object.fromEntries(
  (
    'confirmation_token recovery_token email_change_token_new email_change email_change_token_current phone_change ' +
    'phone_change_token reauthentication_token'
  )
    .split(' ')
    .map((column) => [column, '']),
);
const ARGON2_PASSES_AT_MOST = 20;
const ARGON2_KIB_AT_MOST = 1024 * 1024;
const ARGON2_LANES_AT_MOST = 16;

type Row = { readonly user: ExportUser; readonly id: string; readonly losses: Losses };

/** Section 2.3 of the import reference: rows of the schema `auth`. */
export const supabase: Target = {
  name: 'supabase',
  title: 'Supabase',
  files: 'SQL into auth.users, auth.identities, auth.mfa_factors',
  takes: [
    ...(['id', 'name', ...addressFields, 'password', 'blocked', 'created', 'last access'] as const),
    ...(['labels', ...metadataFields, 'totp', 'identities'] as const),
  ],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    const sql = await SqlFile.open(sink, 'users.sql', 'postgresql');
    await eachUser(source, sink, async (user, losses) => {
      const own = idThere(user, 'supabase');
      const id = own !== undefined && isUuid(own) ? own : userUuid(source.project.id, user.id);
      const report: NulReport = (column) => losses.add(column, 'PostgreSQL has no NUL');
      const row = { user, id, losses };
      const identities = identityRows(row);
      await sql.insert('auth.users', userRow(row, identities), report);
      for (const identity of identities) await sql.insert('auth.identities', identity, report);
      const factor = factorRow(row);
      if (factor) await sql.insert('auth.mfa_factors', factor, report);
    });
    await sql.end();
    sink.step(
      'psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --file users.sql, as the role postgres of the project',
    );
  },
};

function userRow({ user, id, losses }: Row, identities: readonly SqlRow[]): SqlRow {
  const { email, phone } = user;
  const createdAt = new Date(user.createdAt);
  const isNobody = email === null && phone === null && identities.length === 0;
  return {
    instance_id: NOBODY,
    id,
    aud: 'authenticated',
    role: 'authenticated',
    email,
    encrypted_password: passwordOf(user, losses, supabaseHash) ?? '',
    email_confirmed_at: email !== null && user.emailVerified ? createdAt : null,
    last_sign_in_at: user.accessedAt === null ? null : new Date(user.accessedAt),
    raw_app_meta_data: { json: appMetadata({ user, id, losses }, identities) },
    raw_user_meta_data: { json: userMetadata(user) },
    created_at: createdAt,
    updated_at: new Date(user.updatedAt),
    phone: phone?.replace(/^\+/, '') ?? null,
    phone_confirmed_at: phone !== null && user.phoneVerified ? createdAt : null,
    ...TOKENS,
    email_change_confirm_status: 0,
    banned_until: user.blocked ? FOR_GOOD : null,
    is_sso_user: false,
    is_anonymous: isNobody,
  };
}

/** What its user may write. The importer keeps what was there under a key of its own. */
function userMetadata({ name, prefs }: ExportUser): Readonly<Record<string, unknown>> {
  const { user_metadata: own, picture, ...others } = prefs;
  return {
    ...others,
    ...(isObject(own) ? own : own !== undefined && { user_metadata: own }),
    ...(picture !== undefined && { avatar_url: picture }),
    ...(name !== '' && { full_name: name }),
  };
}

/** What servers write and the token shows to its user: what is private here is not in it. */
function appMetadata(
  { user, id, losses }: Row,
  identities: readonly SqlRow[],
): Readonly<Record<string, unknown>> {
  const { app_metadata: own } = user.privateMetadata;
  const isOwn = idThere(user, 'supabase') !== undefined && isObject(own);
  loseOthers(user.privateMetadata, isOwn ? ['app_metadata'] : [], (keys) =>
    losses.add('private metadata', `the token would show it to its user: ${keys}`),
  );
  const providers = [...new Set(identities.map(({ provider }) => provider))];
  return {
    ...user.readOnlyMetadata,
    ...(isOwn && own),
    ...(user.labels.length > 0 && { labels: user.labels }),
    ...(id !== user.id && id !== idThere(user, 'supabase') && { denizen_id: user.id }),
    ...(providers.length > 0 && { provider: providers[0], providers }),
  };
}

/** An address and a number are identities too, without which sign-in and linking go wrong. */
function identityRows({ user, id, losses }: Row): readonly SqlRow[] {
  const { email, phone } = user;
  const rows: SqlRow[] = [];
  const add = (provider: string, subject: string, data: Readonly<Record<string, unknown>>) => {
    rows.push({
      id: namedUuid(`${id}/identities/${provider}/${subject}`),
      provider_id: subject,
      user_id: id,
      identity_data: { json: { sub: subject, ...data } },
      provider,
      last_sign_in_at: user.accessedAt === null ? null : new Date(user.accessedAt),
      created_at: new Date(user.createdAt),
      updated_at: new Date(user.updatedAt),
    });
  };
  const { emailVerified, phoneVerified } = user;
  if (email !== null) add('email', id, { email, email_verified: emailVerified, phone_verified: false });
  if (phone !== null)
    add('phone', id, { phone: phone.slice(1), email_verified: false, phone_verified: phoneVerified });
  for (const identity of namedIdentities(user, losses)) {
    const provider = providerOf(identity, losses);
    if (provider !== undefined)
      add(provider, identity.uid, {
        ...(identity.email !== null && { email: identity.email }),
        ...(identity.issuer !== null && { iss: identity.issuer }),
      });
  }
  return rows;
}

function providerOf({ provider }: ExportIdentity, losses: Losses): string | undefined {
  const name = RENAMED[provider] ?? provider;
  if (PROVIDERS.has(name)) return name;
  losses.add('identities', `Supabase has no provider ${provider}`);
  return undefined;
}

function factorRow({ user, id, losses }: Row): SqlRow | undefined {
  const secret = usualSeed(user, losses);
  if (secret === undefined) return undefined;
  return {
    id: namedUuid(`${id}/factors/totp`),
    user_id: id,
    friendly_name: 'authenticator',
    factor_type: 'totp',
    status: 'verified',
    created_at: new Date(user.createdAt),
    updated_at: new Date(user.updatedAt),
    secret,
  };
}

/** bcrypt, argon2 and Firebase's scrypt, within the server's bounds. */
export function supabaseHash(hash: StoredHash): string | undefined {
  if (hash.kind === 'fbscrypt') {
    const { memory, rounds, separator, signerKey, salt } = hash;
    if (!signerKey || !separator) return undefined;
    const secrets = `${separator.length > 0 ? `,ss=${base64(separator)}` : ''},sk=${base64(signerKey)}`;
    return `$fbscrypt$v=1,n=${memory},r=${rounds},p=1${secrets}$${base64(salt)}$${base64(hash.hash)}`;
  }
  if (hash.kind === 'argon2') {
    const { memory, passes, lanes } = hash;
    const isWithin =
      memory <= ARGON2_KIB_AT_MOST && passes <= ARGON2_PASSES_AT_MOST && lanes <= ARGON2_LANES_AT_MOST;
    return isWithin ? plainArgon2(hash) : undefined;
  }
  return plainBcrypt(hash);
}
