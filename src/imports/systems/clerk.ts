import { headOf } from '../files.ts';
import {
  type Address,
  fullName,
  itemsOf,
  looksLikeJson,
  mainAddress,
  NamedTeams,
  present,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import type { SourceItem, SourceUser, System } from '../source.ts';
import { type JsonObject, objectOf, objectsOf, parseJson } from '../values/json.ts';
import { momentOfMilliseconds, momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id object first_name last_name username primary_email_address primary_phone_number verified_email_addresses ' +
    'unverified_email_addresses verified_phone_numbers unverified_phone_numbers totp_secret password_digest ' +
    'password_hasher public_metadata unsafe_metadata private_metadata backup_codes backup_codes_enabled created_at ' +
    'email_addresses phone_numbers primary_email_address_id primary_phone_number_id external_accounts external_id ' +
    'passkeys banned locked image_url profile_image_url has_image password_enabled totp_enabled backup_code_enabled ' +
    'two_factor_enabled last_sign_in_at organization_memberships'
  ).split(' '),
);

/** The dashboard's CSV, which has the hashes, and pages of `GET /v1/users`, which have the rest; joined by id. */
export const clerk: System = {
  name: 'clerk',
  title: 'Clerk',
  files: 'dashboard export (CSV), pages of GET /v1/users and of organization memberships (JSON)',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  detect: (head) =>
    /^"?id"?,.*password_hasher/.test(head) || /"(?:primary_email_address_id|unsafe_metadata)"/.test(head),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    const exports = [];
    for (const file of files) {
      if (!looksLikeJson(await headOf(file))) exports.push(file);
      else
        yield* itemsOf(recordsOf(file, { paths: ['data.*'] }), (row) => {
          addRecord(row, related);
          return undefined;
        });
    }
    const teams = new NamedTeams();
    for (const file of exports)
      yield* itemsOf(
        recordsOf(file, { csv: {} }),
        (row) => {
          const id = textOf(row.record.id, 'id');
          const [user] = related.of('users', id);
          if (user) related.add('exported', id, { place: row.place, record: {} });
          return userOf({ ...row, record: { ...user, ...filled(row.record) } }, related, teams);
        },
        ({ record }) => record.id,
      );
    yield* itemsOf(
      batchesOf(related.all('users')),
      (row) => {
        const isDone = related.of('exported', textOf(row.record.id, 'id')).length > 0;
        return isDone ? undefined : userOf(row, related, teams);
      },
      ({ record }) => record.id,
    );
  },
};

async function* batchesOf<T>(rows: Iterable<T>): AsyncGenerator<readonly T[]> {
  for (const row of rows) yield [row];
}

function addRecord(row: SourceRecord, related: RelatedRecords): void {
  const { record } = row;
  if (!('public_user_data' in record)) {
    related.add('users', textOf(record.id, 'id'), row);
    return;
  }
  const user = objectOf(record.public_user_data, 'public_user_data');
  related.add('memberships', textOf(user?.user_id, 'user_id'), row);
}

/** An empty cell of the CSV says nothing. */
function filled(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function userOf(
  { place, record }: Pick<SourceRecord, 'place' | 'record'>,
  related: RelatedRecords,
  named: NamedTeams,
): readonly SourceItem[] {
  const id = textOf(record.id, 'id');
  const emails = addressesOf(record, 'email');
  const phones = addressesOf(record, 'phone');
  const codes = cellList(record.backup_codes);
  const memberships = [
    ...objectsOf(record.organization_memberships, 'organization_memberships'),
    ...related.of('memberships', id),
  ].map(membershipOf);
  const user = sourceUser(place, id, {
    email: emails.main?.value,
    emailVerified: emails.main?.verified,
    otherEmails: emails.others,
    phone: phones.main?.value,
    phoneVerified: phones.main?.verified,
    otherPhones: phones.others,
    name: fullName(undefined, record.first_name, record.last_name),
    username: textOf(record.username, 'username'),
    password: passwordOf(record),
    blocked: flagOf(record.banned, 'banned') ?? false,
    createdAt: momentOf(record.created_at, 'created_at'),
    accessedAt: momentOf(record.last_sign_in_at, 'last_sign_in_at'),
    totp: totpOf(seedOfBase32(record.totp_secret, 'totp_secret')),
    recoveryCodes: codes.filter((code) => !code.startsWith('$2')),
    identities: objectsOf(record.external_accounts, 'external_accounts').map((account) => ({
      provider: textOf(account.provider, 'the provider') ?? '',
      uid: textOf(account.provider_user_id, 'provider_user_id') ?? '',
      ...(account.email_address ? { email: String(account.email_address) } : {}),
    })),
    teams: memberships.map(({ team, roles }) => ({ team, roles })),
    prefs: present({
      unsafe_metadata: metadataOf(record, 'unsafe_metadata'),
      picture: flagOf(record.has_image, 'has_image') === false ? undefined : record.image_url,
    }),
    readOnlyMetadata: present({ public_metadata: metadataOf(record, 'public_metadata') }),
    privateMetadata: present({
      private_metadata: metadataOf(record, 'private_metadata'),
      external_id: record.external_id,
    }),
    passkeys: objectsOf(record.passkeys, 'passkeys'),
    rest: {
      ...restOf(record, KNOWN),
      // Their hashes have no place.
      ...(codes.some((code) => code.startsWith('$2')) && { backup_codes: codes.length }),
    },
  });
  return [...named.of(place, memberships), user];
}

function addressesOf(record: JsonObject, kind: 'email' | 'phone') {
  const [plural, field] =
    kind === 'email' ? ['email_addresses', 'email_address'] : ['phone_numbers', 'phone_number'];
  const primary = textOf(record[`primary_${field}`], `primary_${field}`);
  const primaryId = record[`primary_${field}_id`];
  const addresses: Address[] = [
    ...cellList(record[`verified_${plural}`]).map((value) => ({ value, verified: true })),
    ...cellList(record[`unverified_${plural}`]).map((value) => ({ value, verified: false })),
    ...objectsOf(record[plural], plural).map((address) => ({
      value: textOf(address[field], field) ?? '',
      verified: objectOf(address.verification, 'verification')?.status === 'verified',
      primary: primaryId !== undefined && address.id === primaryId,
    })),
  ].map((address) => (address.value === primary ? { ...address, primary: true } : address));
  if (primary && !addresses.some(({ value }) => value === primary))
    addresses.unshift({ value: primary, verified: false, primary: true });
  return mainAddress(addresses.filter(({ value }) => value));
}

/** Clerk's own tool divides at both. */
function cellList(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return (textOf(value, 'a list') ?? '')
    .split(/[,|]/)
    .map((item) => item.trim())
    .filter(Boolean);
}

function membershipOf(membership: JsonObject) {
  const organization = objectOf(membership.organization, 'organization');
  const team = textOf(organization?.id ?? membership.organization_id, 'the id of an organization') ?? '';
  const name = textOf(organization?.name, 'the name of an organization') ?? team;
  const role = textOf(membership.role, 'role')?.replace(/^org:/, '');
  return { team, name, roles: role ? [role] : [] };
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const digest = textOf(record.password_digest, 'password_digest');
  const hasher = textOf(record.password_hasher, 'password_hasher');
  if (digest !== undefined)
    return { family: 'clerk', scheme: hasher ?? '', parts: { digest, hasher: hasher ?? null } };
  // The API says that there is one, and does not show it.
  return flagOf(record.password_enabled, 'password_enabled') ? undefined : null;
}

function metadataOf(record: JsonObject, field: string): JsonObject | undefined {
  const value = record[field];
  return objectOf(typeof value === 'string' && value !== '' ? parseJson(value, field) : value, field);
}

/** Milliseconds at the API, either in the CSV. */
function momentOf(value: unknown, field: string): number | undefined {
  const text = textOf(value, field);
  return text && /^\d+$/.test(text) ? momentOfMilliseconds(text, field) : momentOfText(text, field);
}
