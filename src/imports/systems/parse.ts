import { headOf } from '../files.ts';
import {
  fullName,
  itemsOf,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceFile, SourceIdentity, SourceItem, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, listOf, objectOf, parseJson, plainOfExtended } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Fields of the server itself; all others are the application's, which the user writes. */
const OWN = new Set(
  (
    '_id objectId username email emailVerified _hashed_password _created_at _updated_at createdAt updatedAt authData ' +
    '_rperm _wperm _acl ACL _email_verify_token _email_verify_token_expires_at _perishable_token ' +
    '_perishable_token_expires_at _password_history _password_changed_at _failed_login_count ' +
    '_account_lockout_expires_at _session_token sessionToken password'
  ).split(' '),
);
const AUTH = '_auth_data_';

/** `mongoexport` of `_User`, `_Role` and `_Join:users:_Role`, or their tables in PostgreSQL as JSON or CSV. */
export const parse: System = {
  name: 'parse',
  title: 'Parse Server',
  files: 'mongoexport of _User, _Role, _Join:users:_Role (NDJSON), or the tables as CSV',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'teams',
    'usernames',
    'preferences',
    'times',
  ],
  options: { 'name-field': 'The field that is the user’s name.' },
  detect: (head, name) =>
    head.includes('_hashed_password') ||
    head.includes('"_auth_data_') ||
    (/"relatedId"/.test(head) && /"owningId"/.test(head)) ||
    /^_(?:User|Role|Join)/.test(name),
  read: async function* (files, options, scratch) {
    using related = new RelatedRecords(scratch);
    const kinds = new Map<SourceFile, 'users' | 'roles' | 'members' | 'parents'>();
    for (const file of files) kinds.set(file, kindOf(file.name, await headOf(file)));
    for (const [file, kind] of kinds) {
      if (kind === 'users') continue;
      yield* itemsOf(recordsOf(file, { csv: {} }), (row) => roleOrMember(plainRow(row), kind, related));
    }
    for (const [file, kind] of kinds) {
      if (kind !== 'users') continue;
      yield* itemsOf(
        recordsOf(file, { csv: {} }),
        (row) => userOf(plainRow(row), related, options['name-field']),
        ({ record }) => plainOfExtended(record._id ?? record.objectId),
      );
    }
  },
};

function kindOf(name: string, head: string): 'users' | 'roles' | 'members' | 'parents' {
  if (/_Join.roles._Role/.test(name)) return 'parents';
  if (/_Join/.test(name) || (/"?relatedId"?/.test(head) && /"?owningId"?/.test(head))) return 'members';
  return /_Role/.test(name) ? 'roles' : 'users';
}

function plainRow(row: SourceRecord): SourceRecord {
  return { ...row, record: plainOfExtended(row.record) as JsonObject };
}

function roleOrMember(row: SourceRecord, kind: string, related: RelatedRecords): SourceItem | undefined {
  const { place, record } = row;
  if (kind === 'members') related.add('members', textOf(record.relatedId, 'relatedId'), row);
  if (kind !== 'roles') return undefined;
  return sourceTeam(place, textOf(record._id ?? record.objectId, '_id'), {
    name: textOf(record.name, 'name'),
    createdAt: momentOfText(record._created_at ?? record.createdAt, '_created_at'),
  });
}

function userOf(
  { place, record }: SourceRecord,
  related: RelatedRecords,
  nameField: string | undefined,
): SourceUser {
  const id = textOf(record._id ?? record.objectId, '_id');
  const own: Record<string, unknown> = { ...restOf(record, OWN) };
  for (const field of Object.keys(own)) if (field.startsWith(AUTH)) delete own[field];
  const name = nameField === undefined ? undefined : fullName(own[nameField]);
  if (nameField !== undefined) delete own[nameField];
  const stored = textOf(record._hashed_password, '_hashed_password');
  const { identities, mfa } = authOf(record);
  return sourceUser(place, id, {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.emailVerified, 'emailVerified'),
    name,
    username: textOf(record.username, 'username'),
    password: stored === undefined ? null : { family: 'plain', scheme: 'bcrypt', stored },
    blocked: false,
    createdAt: momentOfText(record._created_at ?? record.createdAt, '_created_at'),
    totp: totpOf(seedOfBase32(mfa?.secret, 'the secret of TOTP')),
    recoveryCodes: listOf(mfa?.recovery, 'recovery').map(String),
    identities,
    teams: related.of('members', id).map(({ owningId }) => ({
      team: textOf(owningId, 'owningId') ?? '',
      roles: [],
    })),
    prefs: own,
  });
}

/** Of the fields of MongoDB or the column of PostgreSQL. Tokens are left behind. */
function authOf(record: JsonObject): {
  readonly identities: readonly SourceIdentity[];
  readonly mfa: JsonObject | undefined;
} {
  const column = record.authData;
  const all: Record<string, unknown> = {
    ...objectOf(typeof column === 'string' && column ? parseJson(column, 'authData') : column, 'authData'),
  };
  for (const [field, value] of Object.entries(record))
    if (field.startsWith(AUTH)) all[field.slice(AUTH.length)] = value;
  const identities: SourceIdentity[] = [];
  for (const [provider, data] of Object.entries(all)) {
    if (!isObject(data) || provider === 'mfa' || provider === 'anonymous') continue;
    const uid = textOf(data.id, `the id at ${provider}`);
    if (uid !== undefined) identities.push({ provider, uid });
  }
  return { identities, mfa: objectOf(all.mfa, 'mfa') };
}
