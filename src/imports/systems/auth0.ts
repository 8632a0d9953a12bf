import { headOf } from '../files.ts';
import { isNoProvider } from '../providers.ts';
import {
  fullName,
  itemsOf,
  present,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import type { SourceIdentity, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, objectOf, objectsOf, plainOfExtended } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'user_id email email_verified username phone_number phone_verified name picture identities app_metadata ' +
    'user_metadata created_at last_login blocked password_hash custom_password_hash mfa_factors _id'
  ).split(' '),
);

/** Enterprise connections: which one is said by the connection's name. */
const BY_CONNECTION = new Set(['samlp', 'adfs', 'ad', 'oidc', 'okta', 'custom', 'pingfederate', 'oauth2']);

/**
 * The NDJSON or CSV of an export job, joined with the hashes that Auth0's support hands over, or a file for its own
 * import.
 */
export const auth0: System = {
  name: 'auth0',
  title: 'Auth0',
  files: 'user export (NDJSON, CSV), password hashes of a support case (NDJSON), or an import file (JSON)',
  carries: ['passwords', 'totp', 'identities', 'phones', 'usernames', 'preferences', 'metadata', 'times'],
  detect: (head) =>
    (/"user_id"/.test(head) && /"(?:identities|email_verified|app_metadata)"/.test(head)) ||
    (/"passwordHash"/.test(head) && /"\$oid"/.test(head) && /"(?:tenant|connection)"/.test(head)) ||
    /"(?:custom_password_hash|mfa_factors)"/.test(head) ||
    /^"?user_id"?,/.test(head),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    const users = [];
    for (const file of files) {
      const head = await headOf(file);
      if (!/"passwordHash"/.test(head) || /"user_id"/.test(head)) {
        users.push(file);
        continue;
      }
      yield* itemsOf(recordsOf(file), (row) => {
        const record = plainOfExtended(row.record) as JsonObject;
        for (const id of [record._id, record.alt_id])
          if (id) related.add('hashes', textOf(id, '_id'), { place: row.place, record });
        return undefined;
      });
    }
    const hashesGiven = related.has('hashes');
    for (const file of users)
      yield* itemsOf(
        recordsOf(file, { csv: {} }),
        (row) => userOf(row, hashesGiven ? related : undefined),
        ({ record }) => record.user_id,
      );
  },
};

function userOf({ record: given, place }: SourceRecord, related: RelatedRecords | undefined): SourceUser {
  const record = withoutApostrophes(given);
  const sourceId = textOf(record.user_id, 'user_id') ?? textOf(record.email, 'email');
  const own = sourceId?.startsWith('auth0|') ? sourceId.slice('auth0|'.length) : undefined;
  const [hash] = related?.of('hashes', own ?? sourceId) ?? [];
  const { totp, factors } = factorsOf(record);
  return sourceUser(place, sourceId, {
    ...(own && { id: own }),
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.email_verified, 'email_verified') ?? false,
    phone: textOf(record.phone_number, 'phone_number'),
    phoneVerified: flagOf(record.phone_verified, 'phone_verified'),
    name: fullName(record.name, record.given_name, record.family_name),
    username: textOf(record.username, 'username'),
    password: passwordOf(record, hash, own === undefined || related !== undefined),
    passwordUpdatedAt: momentOfText(hash?.password_set_date, 'password_set_date'),
    blocked: flagOf(record.blocked, 'blocked') ?? false,
    createdAt: momentOfText(record.created_at, 'created_at'),
    accessedAt: momentOfText(record.last_login, 'last_login'),
    totp,
    identities: identitiesOf(record, sourceId),
    prefs: present({
      user_metadata: objectOf(record.user_metadata, 'user_metadata'),
      picture: textOf(record.picture, 'picture'),
    }),
    privateMetadata: present({ app_metadata: objectOf(record.app_metadata, 'app_metadata') }),
    rest: { ...restOf(record, KNOWN), ...(factors.length > 0 && { mfa_factors: factors }) },
  });
}

/** Texts of the CSV begin with an apostrophe, so that no spreadsheet takes them for formulas. */
function withoutApostrophes(record: JsonObject): JsonObject {
  const marked = (value: unknown) => typeof value === 'string' && value.startsWith("'");
  if (!Object.values(record).some(marked)) return record;
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, marked(value) ? String(value).slice(1) : value]),
  );
}

function passwordOf(
  record: JsonObject,
  hash: JsonObject | undefined,
  /** Whether it is known that there is none when none is found. */
  isComplete: boolean,
): SourceUser['password'] {
  const stored = textOf(hash?.passwordHash ?? record.password_hash, 'the hash');
  if (stored !== undefined) return { family: 'auth0', scheme: 'bcrypt', stored };
  const custom = record.custom_password_hash;
  if (isObject(custom)) {
    const scheme = textOf(custom.algorithm, 'the algorithm') ?? '';
    return { family: 'auth0', scheme, parts: { custom: JSON.stringify(custom) } };
  }
  return isComplete ? null : undefined;
}

function identitiesOf(record: JsonObject, sourceId: string | undefined): readonly SourceIdentity[] {
  // A CSV has none.
  if (typeof record.identities === 'string') return [];
  const found: SourceIdentity[] = [];
  for (const identity of objectsOf(record.identities, 'identities')) {
    const strategy = textOf(identity.provider, 'the provider') ?? '';
    // Passwordless mails and texts are the address itself.
    if (isNoProvider(strategy) || strategy === 'sms') continue;
    const uid = textOf(identity.user_id, 'the user_id of an identity');
    if (uid === undefined) throw new RowRefused(`its identity at ${strategy} has no user_id`);
    const isMain = `${strategy}|${uid}` === sourceId;
    const profile = objectOf(identity.profileData, 'profileData');
    const email = textOf(profile?.email ?? (isMain ? record.email : undefined), 'the email of an identity');
    const connection = textOf(identity.connection, 'the connection') ?? strategy;
    const provider = BY_CONNECTION.has(strategy) ? connection : strategy;
    found.push({ provider, uid, ...(email && { email }) });
  }
  return found;
}

function factorsOf(record: JsonObject): {
  readonly totp: SourceUser['totp'];
  readonly factors: readonly JsonObject[];
} {
  const all = objectsOf(record.mfa_factors, 'mfa_factors');
  const first = all.find((factor) => isObject(factor.totp));
  const seed = seedOfBase32(objectOf(first?.totp, 'totp')?.secret, 'the seed of TOTP');
  return { totp: totpOf(seed), factors: all.filter((factor) => factor !== first) };
}
