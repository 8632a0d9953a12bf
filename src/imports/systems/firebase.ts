import type { HashSecrets } from '../../crypto/passwords/source-hash.ts';
import { headOf } from '../files.ts';
import { isNoProvider } from '../providers.ts';
import { firebaseCsvRowsOf } from '../readers/firebase-csv.ts';
import { fullName, itemsOf, looksLikeJson, present, recordsOf, restOf, sourceUser } from '../records.ts';
import {
  ImportRefused,
  type SourceFile,
  type SourceIdentity,
  type SourcePlace,
  type SourceUser,
  type System,
} from '../source.ts';
import { isObject, type JsonObject, objectOf, objectsOf, parseJson } from '../values/json.ts';
import { momentOfMilliseconds } from '../values/moments.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';

const KNOWN = new Set(
  (
    'localId email emailVerified passwordHash salt displayName photoUrl lastSignedInAt createdAt phoneNumber disabled ' +
    'customAttributes providerUserInfo passwordUpdatedAt version'
  ).split(' '),
);

/** Four columns each, from here on: subject, address, name, photo. */
const PROVIDER_COLUMNS: readonly (readonly [number, string])[] = [
  [7, 'google.com'],
  [11, 'facebook.com'],
  [15, 'twitter.com'],
  [19, 'github.com'],
  [28, 'apple.com'],
  [32, 'microsoft.com'],
  [36, 'gc.apple.com'],
  [40, 'playgames.google.com'],
  [44, 'linkedin.com'],
  [48, 'yahoo.com'],
];

/** `firebase auth:export`, JSON or CSV. `hash-config.json` beside them has the parameters of the hashes. */
export const firebase: System = {
  name: 'firebase',
  title: 'Firebase, Google Identity Platform',
  files: 'firebase auth:export (JSON, CSV), with the password hash parameters (JSON)',
  carries: ['passwords', 'identities', 'phones', 'preferences', 'metadata', 'times'],
  secrets: ['signerKey', 'saltSeparator', 'rounds', 'memCost'],
  secretsIn: firebaseSecretsOf,
  detect: (head) =>
    head.includes('"localId"') ||
    isConfiguration(head) ||
    /^[^,\n]{1,128},[^,\n]*,(?:true|false)?,[^,\n]*,[^,\n]*,(?:"[^\n]*"|[^,\n]*),.*,\d{13},/.test(
      head.split('\n', 1)[0] ?? '',
    ),
  read: async function* (files) {
    for (const file of files) {
      const head = await headOf(file);
      if (isConfiguration(head)) continue;
      if (looksLikeJson(head))
        yield* itemsOf(
          recordsOf(file, { paths: ['users.*'] }),
          ({ place, record }) => userOf(place, record),
          ({ record }) => record.localId,
        );
      else
        yield* itemsOf(
          firebaseCsvRowsOf(file),
          ({ place, cells }) => userOf(place, recordOfCells(cells)),
          ({ cells }) => cells[0],
        );
    }
  },
};

function isConfiguration(head: string): boolean {
  return /"base64_signer_key"|^\s*(?:hash_config\s*)?\{\s*algorithm\s*:/.test(head);
}

/**
 * Returns what the hashes need, from a file with the parameters as the Firebase console shows them, or as JSON.
 * Undefined when none of the files is one.
 */
export async function firebaseSecretsOf(files: readonly SourceFile[]): Promise<HashSecrets | undefined> {
  for (const file of files) {
    const head = await headOf(file);
    if (!isConfiguration(head)) continue;
    const configuration = configurationIn(head, file.name);
    const [rounds, memCost] = [Number(configuration.rounds), Number(configuration.mem_cost)];
    if (!Number.isInteger(rounds) || !Number.isInteger(memCost))
      throw new ImportRefused(`${file.name} names no rounds and mem_cost.`);
    const signerKey = textOf(configuration.base64_signer_key, 'base64_signer_key');
    const saltSeparator = textOf(configuration.base64_salt_separator, 'base64_salt_separator');
    return { rounds, memCost, ...(signerKey && { signerKey }), ...(saltSeparator && { saltSeparator }) };
  }
  return undefined;
}

/** The console shows `hash_config { algorithm: SCRYPT, base64_signer_key: …, … }`, without quotes. */
function configurationIn(head: string, name: string): JsonObject {
  if (!head.includes('"base64_signer_key"'))
    return Object.fromEntries(
      [...head.matchAll(/^\s*(\w+)\s*:\s*([^\s,]+)\s*,?\s*$/gm)].map(([, key = '', value]) => [key, value]),
    );
  let found: unknown;
  try {
    found = parseJson(head.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof RowRefused) throw new ImportRefused(`${name} is no JSON.`);
    throw error;
  }
  const object = isObject(found) ? found : {};
  return isObject(object.hash_config) ? object.hash_config : object;
}

function userOf(place: SourcePlace, record: JsonObject): SourceUser {
  const claims = textOf(record.customAttributes, 'customAttributes');
  const phone = textOf(record.phoneNumber, 'phoneNumber');
  return sourceUser(place, textOf(record.localId, 'localId'), {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.emailVerified, 'emailVerified'),
    phone,
    // Firebase keeps no other numbers.
    phoneVerified: phone === undefined ? undefined : true,
    name: fullName(record.displayName),
    password: passwordOf(record),
    passwordUpdatedAt: momentOfMilliseconds(record.passwordUpdatedAt, 'passwordUpdatedAt'),
    blocked: flagOf(record.disabled, 'disabled') ?? false,
    createdAt: momentOfMilliseconds(record.createdAt, 'createdAt'),
    accessedAt: momentOfMilliseconds(record.lastSignedInAt, 'lastSignedInAt'),
    identities: identitiesOf(record),
    prefs: present({ picture: textOf(record.photoUrl, 'photoUrl') }),
    // They stand in tokens and decide what their user may do.
    privateMetadata: present({
      customAttributes: claims && objectOf(parseJson(claims, 'customAttributes'), 'customAttributes'),
    }),
    rest: restOf(record, KNOWN),
  });
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const passwordHash = textOf(record.passwordHash, 'passwordHash');
  if (passwordHash === undefined) return null;
  const salt = textOf(record.salt, 'salt') ?? null;
  return { family: 'firebase', scheme: 'scrypt', parts: { passwordHash, salt } };
}

function identitiesOf(record: JsonObject): readonly SourceIdentity[] {
  const found: SourceIdentity[] = [];
  for (const identity of objectsOf(record.providerUserInfo, 'providerUserInfo')) {
    const provider = textOf(identity.providerId, 'providerId');
    const uid = textOf(identity.rawId, 'rawId');
    if (provider === undefined || uid === undefined || isNoProvider(provider)) continue;
    const email = textOf(identity.email, 'the email of an identity');
    found.push({ provider, uid, ...(email && { email }) });
  }
  return found;
}

/** The record of the JSON form. */
function recordOfCells(cells: readonly string[]): JsonObject {
  const [localId, email, emailVerified, passwordHash, salt, displayName, photoUrl] = cells;
  const [createdAt, lastSignedInAt, phoneNumber, disabled, customAttributes] = cells.slice(23, 28);
  const providerUserInfo = PROVIDER_COLUMNS.map(([at, providerId]) => ({
    providerId,
    rawId: cells[at],
    email: cells[at + 1],
  })).filter(({ rawId }) => rawId);
  return {
    ...{ localId, email, emailVerified, passwordHash, salt, displayName, photoUrl },
    ...{ createdAt, lastSignedInAt, phoneNumber, disabled, customAttributes, providerUserInfo },
  };
}
