import { headOf } from '../files.ts';
import {
  fullName,
  itemsOf,
  looksLikeJson,
  present,
  recordsOf,
  restOf,
  type SourceRecord,
  skipped,
  sourceUser,
} from '../records.ts';
import type { SourceIdentity, SourceItem, System } from '../source.ts';
import { isObject, type JsonObject, listOf, objectsOf, parseJson } from '../values/json.ts';
import { momentOfSeconds, momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';

const KNOWN = new Set(
  'Username Attributes UserCreateDate UserLastModifiedDate Enabled UserStatus'.split(' '),
);

/** Attributes with a place of their own. */
const PLACED = new Set(
  (
    'sub email email_verified phone_number phone_number_verified name given_name family_name preferred_username ' +
    'identities picture locale zoneinfo cognito:username cognito:mfa_enabled updated_at cognito:user_status'
  ).split(' '),
);

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/**
 * Pages of `ListUsers`, or the CSV of an import job. No hash leaves Cognito: its users have no password here until a
 * hook asks it at their first sign-in.
 */
export const cognito: System = {
  name: 'cognito',
  title: 'Amazon Cognito',
  files: 'pages of ListUsers (JSON), or the CSV of an import job',
  carries: ['identities', 'phones', 'usernames', 'preferences', 'metadata', 'times'],
  detect: (head) =>
    /"UserCreateDate"/.test(head) ||
    /"UserStatus"/.test(head) ||
    (head.split('\n', 1)[0] ?? '').includes('cognito:username'),
  read: async function* (files) {
    for (const file of files) {
      const isJson = looksLikeJson(await headOf(file));
      yield* itemsOf(
        recordsOf(file, { paths: ['Users.*'], csv: { quote: '', escape: '\\' } }),
        (row) => (isJson ? listed(row) : ofCsv(row)),
        ({ record }) => record.Username ?? record['cognito:username'],
      );
    }
  },
};

function listed({ place, record }: SourceRecord): SourceItem {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const { Name, Value } of objectsOf(record.Attributes ?? record.UserAttributes, 'Attributes'))
    attributes[textOf(Name, 'the name of an attribute') ?? ''] = Value;
  const username = textOf(record.Username, 'Username');
  const status = textOf(record.UserStatus, 'UserStatus');
  const id = textOf(attributes.sub, 'sub') ?? username;
  if (status === 'ARCHIVED') return skipped(place, id ?? '', 'archived');
  const isOwnName = status !== 'EXTERNAL_PROVIDER' && username && !UUID.test(username);
  const state = status === 'CONFIRMED' || status === 'EXTERNAL_PROVIDER' ? undefined : status;
  return sourceUser(place, id, {
    ...fieldsOf(attributes),
    username: isOwnName ? username : textOf(attributes.preferred_username, 'preferred_username'),
    blocked: flagOf(record.Enabled, 'Enabled') === false,
    createdAt: momentOf(record.UserCreateDate, 'UserCreateDate'),
    rest: { ...restOf(record, KNOWN), ...(state && { UserStatus: state }) },
  });
}

function ofCsv({ place, record }: SourceRecord): SourceItem {
  const username = textOf(record['cognito:username'], 'cognito:username');
  const isOwnName = username && !UUID.test(username) && !username.includes('@');
  const hasFactor = flagOf(record['cognito:mfa_enabled'], 'cognito:mfa_enabled');
  return sourceUser(place, textOf(record.sub, 'sub') ?? username, {
    ...fieldsOf(record),
    username: isOwnName ? username : textOf(record.preferred_username, 'preferred_username'),
    ...(hasFactor && { rest: { 'cognito:mfa_enabled': true } }),
  });
}

function fieldsOf(attributes: JsonObject) {
  return {
    email: textOf(attributes.email, 'email'),
    emailVerified: flagOf(attributes.email_verified, 'email_verified') ?? false,
    phone: textOf(attributes.phone_number, 'phone_number'),
    phoneVerified: flagOf(attributes.phone_number_verified, 'phone_number_verified'),
    name: fullName(attributes.name, attributes.given_name, attributes.family_name),
    password: null,
    identities: identitiesOf(attributes.identities),
    prefs: present({
      picture: attributes.picture,
      locale: attributes.locale,
      zoneinfo: attributes.zoneinfo,
    }),
    privateMetadata: present({ attributes: restOf(attributes, PLACED) }),
  };
}

/** A list as a JSON text. */
function identitiesOf(value: unknown): readonly SourceIdentity[] {
  const text = textOf(value, 'identities');
  if (text === undefined) return [];
  return listOf(parseJson(text, 'identities'), 'identities')
    .filter(isObject)
    .map((identity) => {
      const issuer = textOf(identity.issuer, 'the issuer');
      return {
        provider: textOf(identity.providerName, 'providerName') ?? '',
        uid: textOf(identity.userId, 'userId') ?? '',
        ...(issuer && { issuer }),
      };
    });
}

/** Seconds with fractions from the command line, ISO 8601 from the libraries. */
function momentOf(value: unknown, field: string): number | undefined {
  return typeof value === 'number' ? momentOfSeconds(value, field) : momentOfText(value, field);
}
