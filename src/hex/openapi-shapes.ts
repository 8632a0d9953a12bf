import type { Parameter } from '../http/openapi.ts';
import type { Schema } from '../http/openapi-schemas.ts';

type Answer = { readonly status: number; readonly description: string; readonly schema?: Schema };

const text: Schema = { type: 'string' };
const textOrNull: Schema = { type: ['string', 'null'] };
const moment: Schema = {
  type: 'string',
  description: 'UTC: 2026-06-04T00:53:31.880685Z; in terms without fractions.',
};
const momentOrNull: Schema = { ...moment, type: ['string', 'null'] };
const list = (items: Schema): Schema => ({ type: 'array', items });
const map = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
});
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const role: Schema = { type: 'string', enum: ['read', 'write', 'admin'] };
const permission = map({ domain: text, resource: textOrNull }, ['domain']);

const userFields = {
  username: text,
  full_name: textOrNull,
  handles: { type: 'object' },
  email: { ...text, description: 'Where it is public.' },
  url: text,
  inserted_at: moment,
  updated_at: moment,
} satisfies Readonly<Record<string, Schema>>;
const userRequired = ['username', 'full_name', 'handles', 'url', 'inserted_at', 'updated_at'];

export const schemas = {
  error: map({ status: { type: 'integer' }, message: textOrNull, errors: { type: ['string', 'object'] } }, [
    'status',
    'message',
  ]),
  user: map(
    {
      ...userFields,
      packages: list({ type: 'object' }),
      owned_packages: { type: 'object' },
      organizations: list(map({ name: text, role }, ['name', 'role'])),
    },
    userRequired,
  ),
  key: map(
    {
      name: text,
      authing_key: { type: 'boolean', description: 'Whether the caller showed it.' },
      secret: { ...textOrNull, description: 'In the answer that made it; null afterwards.' },
      permissions: list(permission),
      revoke_at: momentOrNull,
      inserted_at: moment,
      updated_at: moment,
      url: text,
      last_use: map({ used_at: moment, ip: text, user_agent: text }, ['used_at', 'ip', 'user_agent']),
    },
    ['name', 'authing_key', 'secret', 'permissions', 'revoke_at', 'inserted_at', 'updated_at', 'url'],
  ),
  log: map({ action: text, params: { type: 'object' }, user_agent: text }, [
    'action',
    'params',
    'user_agent',
  ]),
  organization: map(
    { name: text, billing_active: { type: 'boolean' }, inserted_at: moment, updated_at: moment },
    ['name', 'billing_active', 'inserted_at', 'updated_at'],
  ),
  member: map({ username: text, email: text, url: text, role }, ['username', 'url', 'role']),
  tokens: map(
    {
      access_token: text,
      token_type: text,
      expires_in: { type: 'integer', description: 'Seconds.' },
      scope: text,
      refresh_token: text,
    },
    ['access_token', 'token_type', 'expires_in', 'scope'],
  ),
} as const satisfies Readonly<Record<string, Schema>>;

const newKey = map({ name: text, permissions: list(permission), revoke_at: momentOrNull }, ['name']);

/** What an operation reads from the body. */
export const bodies: Readonly<Record<string, Schema>> = {
  usersCreate: map(
    {
      username: text,
      password: text,
      password_confirmation: text,
      full_name: textOrNull,
      email: text,
      emails: list(map({ email: text, email_confirmation: text }, ['email'])),
    },
    ['username', 'password'],
  ),
  keysCreate: newKey,
  organizationKeysCreate: newKey,
  membersAdd: map({ name: text, role }, ['name', 'role']),
  membersUpdate: map({ role }, ['role']),
  oauth_device_authorization: map({ client_id: text, scope: text, name: text }, ['client_id', 'scope']),
  oauth_token: map(
    {
      grant_type: text,
      client_id: text,
      device_code: text,
      refresh_token: text,
      client_secret: text,
      scope: text,
      name: text,
    },
    ['grant_type', 'client_id'],
  ),
  oauth_revoke: map({ token: text, client_id: text }, ['token', 'client_id']),
  oauth_revoke_by_hash: map({ token_hash: text }, ['token_hash']),
};

const query = (name: string, required: boolean, description: string): Parameter => ({
  name,
  in: 'query',
  required,
  description,
  schema: text,
});

export const queries: Readonly<Record<string, readonly Parameter[]>> = {
  usersMeAuditLogs: [query('page', false, 'From 1; 100 entries each.')],
  organizationsAuditLogs: [query('page', false, 'From 1; 100 entries each.')],
  authCheck: [
    query('domain', true, 'What it is about: `api`, `repository`, `repositories`, `package` or `docs`.'),
    query('resource', false, 'Which one, or of `api` what is done: `read` or `write`.'),
  ],
};

const done = (schema: Schema): Answer => ({ status: 200, description: 'Done.', schema });
const created = (schema: Schema): Answer => ({ status: 201, description: 'Created.', schema });

/** What an operation answers; those that are not here answer 204 without body. */
export const answers: Readonly<Record<string, Answer>> = {
  start: done({ type: 'object' }),
  usersCreate: created(ref('user')),
  usersMe: done(ref('user')),
  usersGet: done(ref('user')),
  usersTest: done(ref('user')),
  usersMeAuditLogs: done(list(ref('log'))),
  ...keyAnswers('keys'),
  ...keyAnswers('organizationKeys'),
  authCheck: done({
    type: 'object',
    description: 'Of which key and owner; 204 without body where no key was shown.',
  }),
  organizationsList: done(list(ref('organization'))),
  organizationsGet: done(ref('organization')),
  organizationsAuditLogs: done(list(ref('log'))),
  membersList: done(list(ref('member'))),
  membersGet: done(ref('member')),
  membersAdd: done(ref('member')),
  membersUpdate: done(ref('member')),
  oauth_device_authorization: done({ type: 'object' }),
  oauth_token: done(ref('tokens')),
  oauth_revoke: { status: 200, description: 'Done; the answer has no body.' },
  oauth_revoke_by_hash: { status: 200, description: 'Done; the answer has no body.' },
};

function keyAnswers(name: string): Readonly<Record<string, Answer>> {
  return {
    [`${name}List`]: done(list(ref('key'))),
    [`${name}Get`]: done(ref('key')),
    [`${name}Create`]: created(ref('key')),
    [`${name}Revoke`]: done(ref('key')),
    [`${name}RevokeAll`]: done(ref('key')),
  };
}
