import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  hash,
  json,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  words,
} from '../sql-system.ts';
import { seedOfHex, totpOf } from '../values/totp.ts';

const USERS = 'authentik_core_user';
const GROUPS = 'authentik_core_group';
const MEMBERS = 'authentik_core_user_ak_groups';
const TOTP = 'authentik_stages_authenticator_totp_totpdevice';
const STATIC = 'authentik_stages_authenticator_static_staticdevice';
const TOKENS = 'authentik_stages_authenticator_static_statictoken';
const PASSKEYS = 'authentik_stages_authenticator_webauthn_webauthndevice';
const CONNECTIONS = 'authentik_core_usersourceconnection';
const SOURCES = 'authentik_core_source';

/** Section 2.19 of the import reference. */
export const authentik = sqlSystem({
  name: 'authentik',
  title: 'authentik',
  files: 'pg_dump',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'teams',
    'usernames',
    'metadata',
    'passkeys',
    'times',
  ],
  mark: /\bauthentik_core_/,
  layout: {
    users: { table: USERS, needs: ['id', 'uuid', 'username', 'email', 'password'] },
    tables: {
      [USERS]: {
        columns: words(
          `id uuid username email password name first_name last_name is_active type last_login date_joined password_change_date attributes`,
        ),
        ignored: ['path', 'last_updated'],
      },
      [GROUPS]: { columns: ['group_uuid', 'name', 'parent_id'] },
      [MEMBERS]: { columns: ['user_id', 'group_id'], names: ['authentik_core_user_groups'] },
      [TOTP]: { columns: ['user_id', 'confirmed', 'key', 'step', 'digits'] },
      [STATIC]: { columns: ['id', 'user_id', 'confirmed'] },
      [TOKENS]: { columns: ['device_id', 'token'] },
      [PASSKEYS]: { columns: ['user_id', 'credential_id', 'public_key', 'sign_count', 'rp_id', 'aaguid'] },
      [CONNECTIONS]: { columns: ['user_id', 'source_id', 'identifier'] },
      [SOURCES]: { columns: ['pbm_uuid', 'slug'] },
    },
  },
  teams: {
    table: GROUPS,
    team: (row) => ({ sourceId: required(row, 'group_uuid'), name: required(row, 'name') }),
  },
  user: (row, source) => {
    const sourceId = required(row, 'uuid');
    const type = text(row, 'type') ?? '';
    if (/service_account$/.test(type)) return { sourceId, skipped: 'service account' };
    const attributes = json(row, 'attributes');
    const stored = hash(row, 'password', 'django');
    return {
      sourceId,
      email: text(row, 'email'),
      username: text(row, 'username'),
      name: text(row, 'name'),
      // Django marks users without a password by an exclamation mark.
      password: text(row, 'password')?.startsWith('!') ? null : stored,
      passwordUpdatedAt: moment(row, 'password_change_date', source),
      blocked: flag(row, 'is_active') === false,
      createdAt: moment(row, 'date_joined', source),
      accessedAt: moment(row, 'last_login', source),
      privateMetadata: Object.keys(attributes).length > 0 ? { attributes } : {},
      teams: source.tables.find(MEMBERS, 'user_id', row.values.id).map((member) => ({
        team: required(member, 'group_id'),
        roles: [],
      })),
      ...factorsOf(row, source),
    };
  },
});

function factorsOf(row: ScratchRow, { tables }: SqlSource): Partial<Person> {
  const of = (table: string) => tables.find(table, 'user_id', row.values.id);
  const device = of(TOTP).find((each) => flag(each, 'confirmed'));
  const tokens = of(STATIC)
    .filter((each) => flag(each, 'confirmed'))
    .flatMap((each) => tables.find(TOKENS, 'device_id', each.values.id));
  return {
    totp:
      device &&
      totpOf(seedOfHex(text(device, 'key'), 'key'), {
        digits: text(device, 'digits'),
        period: text(device, 'step'),
      }),
    recoveryCodes: tokens.map((token) => required(token, 'token')),
    identities: of(CONNECTIONS).flatMap((connection) => {
      const [slug] = tables.find(SOURCES, 'pbm_uuid', connection.values.source_id);
      const uid = text(connection, 'identifier');
      return slug && uid !== undefined ? [{ provider: required(slug, 'slug'), uid }] : [];
    }),
    passkeys: of(PASSKEYS).map((passkey) => ({
      credentialId: text(passkey, 'credential_id'),
      publicKey: text(passkey, 'public_key'),
      counter: Number(text(passkey, 'sign_count') ?? 0),
      aaguid: text(passkey, 'aaguid'),
      rpId: text(passkey, 'rp_id'),
    })),
  };
}
