import { allauthRecoveryCodes } from '../../crypto/sealed-seeds.ts';
import {
  type Address,
  earlierItemsOf,
  fullName,
  itemsOf,
  mainAddress,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceFile, SourceIdentity, SourceItem, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, listOf, objectOf, parseJson } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase32, seedOfHex, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id password last_login is_superuser username first_name last_name name full_name email is_staff is_active ' +
    'date_joined groups'
  ).split(' '),
);

/** Models that belong to a user, and the table that they are kept in. */
const RELATED: Readonly<Record<string, string>> = {
  'account.emailaddress': 'emails',
  'socialaccount.socialaccount': 'accounts',
  'social_django.usersocialauth': 'accounts',
  'mfa.authenticator': 'factors',
  'otp_totp.totpdevice': 'devices',
  'otp_static.staticdevice': 'staticDevices',
};

/** `manage.py dumpdata` of the models for users, groups, allauth, django-otp and python-social-auth. */
export const django: System = {
  name: 'django',
  title: 'Django, allauth',
  files: 'manage.py dumpdata auth account socialaccount mfa (JSON, JSONL)',
  carries: ['passwords', 'totp', 'recovery codes', 'identities', 'labels', 'teams', 'usernames', 'times'],
  options: { model: 'The model of users, such as accounts.User. Found by its fields when not said.' },
  detect: (head) => /"model"\s*:\s*"[\w.]+"/.test(head) && /"fields"\s*:/.test(head),
  read: async function* (files, options, scratch) {
    using related = new RelatedRecords(scratch);
    const model = options.model?.toLowerCase();
    for (const file of files)
      yield* earlierItemsOf(recordsOf(file), (row) => addRelated(row, related), { idOf: keyOfRow });
    for (const file of files) yield* usersOf(file, model, related);
  },
};

function usersOf(
  file: SourceFile,
  model: string | undefined,
  related: RelatedRecords,
): AsyncGenerator<SourceItem> {
  return itemsOf(
    recordsOf(file),
    (row) => (isUser(row.record, model) ? userOf(row, related) : undefined),
    keyOfRow,
  );
}

function keyOfRow({ record }: SourceRecord): unknown {
  return record.pk;
}

function isUser(record: JsonObject, model: string | undefined): boolean {
  if (model !== undefined) return String(record.model).toLowerCase() === model;
  const fields = record.fields;
  return isObject(fields) && 'password' in fields && ('last_login' in fields || 'is_active' in fields);
}

function addRelated(row: SourceRecord, related: RelatedRecords): SourceItem | undefined {
  const { record, place } = row;
  const model = textOf(record.model, 'model')?.toLowerCase();
  const fields = objectOf(record.fields, 'fields');
  if (model === undefined || !fields) throw new RowRefused('it is no object of Django');
  if (model === 'auth.group') {
    const name = textOf(fields.name, 'name');
    const id = textOf(record.pk, 'pk') ?? name;
    // With natural keys users name their groups in a list.
    related.add('groups', referenceOf([name]), { place, record: { id } });
    return sourceTeam(place, id, { name });
  }
  const table = RELATED[model];
  const owner = referenceOf(fields.user ?? fields.user_id);
  if (table) related.add(table, owner, { place, record: { ...fields, pk: record.pk } });
  if (model === 'otp_static.statictoken')
    related.add('staticTokens', referenceOf(fields.device), { place, record: fields });
  return undefined;
}

/** A number, a text, or with natural keys a list. */
function referenceOf(value: unknown): string | undefined {
  return Array.isArray(value) ? JSON.stringify(value) : textOf(value, 'a key');
}

function userOf({ place, record }: SourceRecord, related: RelatedRecords): SourceUser {
  const fields = objectOf(record.fields, 'fields') ?? {};
  const username = textOf(fields.username, 'username');
  const id = textOf(record.pk, 'pk') ?? username ?? textOf(fields.email, 'email');
  const natural = referenceOf([username ?? fields.email]);
  const of = (table: string) => [...related.of(table, id), ...related.of(table, natural)];
  const emails = emailsOf(fields, of('emails'));
  const groups = listOf(fields.groups, 'groups').map((group) => {
    const [found] = Array.isArray(group) ? related.of('groups', referenceOf(group)) : [];
    return { team: String(found?.id ?? group), roles: [] };
  });
  const { totp, recoveryCodes, lost } = factorsOf(of('factors'), of('devices'), of('staticDevices'), related);
  return sourceUser(place, id, {
    email: emails.main?.value,
    emailVerified: emails.main?.verified,
    otherEmails: emails.others,
    name: fullName(fields.name ?? fields.full_name, fields.first_name, fields.last_name),
    username: username?.includes('@') ? undefined : username,
    password: passwordOf(fields),
    blocked: flagOf(fields.is_active, 'is_active') === false,
    createdAt: momentOfText(fields.date_joined, 'date_joined'),
    accessedAt: momentOfText(fields.last_login, 'last_login'),
    totp,
    recoveryCodes,
    identities: of('accounts').map(identityOf),
    labels: [
      ...(flagOf(fields.is_superuser, 'is_superuser') ? ['superuser'] : []),
      ...(flagOf(fields.is_staff, 'is_staff') ? ['staff'] : []),
    ],
    teams: groups,
    rest: { ...restOf(fields, KNOWN), ...lost },
  });
}

/** The addresses of allauth win over the column of the user, which says nothing of verification. */
function emailsOf(fields: JsonObject, rows: readonly JsonObject[]) {
  const own = textOf(fields.email, 'email');
  const addresses: Address[] = rows.map((row) => ({
    value: textOf(row.email, 'email') ?? '',
    verified: flagOf(row.verified, 'verified') ?? false,
    primary: flagOf(row.primary, 'primary') ?? false,
  }));
  const isKnown = addresses.some(({ value }) => value.toLowerCase() === own?.toLowerCase());
  if (own !== undefined && !isKnown)
    addresses.push({ value: own, verified: addresses.length > 0 ? false : undefined });
  return mainAddress(addresses);
}

function passwordOf(fields: JsonObject): SourceUser['password'] {
  const stored = textOf(fields.password, 'password');
  // An exclamation mark makes a password that nothing matches.
  if (stored === undefined || stored.startsWith('!')) return null;
  return { family: 'django', scheme: stored.split('$', 1)[0] ?? '', stored };
}

function identityOf(row: JsonObject): SourceIdentity {
  const extra = jsonOf(row.extra_data, 'extra_data');
  const email = textOf(extra?.email, 'the email of an identity');
  return {
    provider: textOf(row.provider, 'the provider') ?? '',
    uid: textOf(row.uid, 'uid') ?? '',
    ...(email && { email }),
  };
}

/** JSON fields are objects in a dump, and texts where the database has none. */
function jsonOf(value: unknown, field: string): JsonObject | undefined {
  const found = typeof value === 'string' && value !== '' ? parseJson(value, field) : value;
  return isObject(found) ? found : undefined;
}

function factorsOf(
  factors: readonly JsonObject[],
  devices: readonly JsonObject[],
  staticDevices: readonly JsonObject[],
  related: RelatedRecords,
) {
  const dataOf = (kind: string) =>
    factors.filter(({ type }) => type === kind).map((factor) => jsonOf(factor.data, 'data') ?? {});
  const [allauth] = dataOf('totp');
  const device = devices.find(({ confirmed }) => flagOf(confirmed, 'confirmed') !== false);
  const totp = allauth
    ? totpOf(seedOfBase32(allauth.secret, 'the secret of TOTP'))
    : device &&
      totpOf(seedOfHex(device.key, 'the key of TOTP'), { digits: device.digits, period: device.step });
  const [codes] = dataOf('recovery_codes');
  const tokens = staticDevices.flatMap((row) => related.of('staticTokens', referenceOf(row.pk)));
  return {
    totp,
    recoveryCodes: [...unusedCodes(codes), ...tokens.map(({ token }) => String(token))],
    lost: {
      ...(dataOf('webauthn').length > 0 && { webauthn: dataOf('webauthn').length }),
    },
  };
}

/** Codes that were made by an older version stand there; others follow from a seed. */
function unusedCodes(data: JsonObject | undefined): readonly string[] {
  const migrated = listOf(data?.migrated_codes, 'migrated_codes').map(String);
  const seed = textOf(data?.seed, 'the seed of recovery codes');
  if (seed === undefined) return migrated;
  const usedMask = Number(textOf(data?.used_mask, 'used_mask') ?? 0);
  if (!Number.isSafeInteger(usedMask) || usedMask < 0) throw new RowRefused('used_mask is no number');
  return migrated.length > 0 ? migrated : allauthRecoveryCodes({ seed, usedMask }).unused;
}
