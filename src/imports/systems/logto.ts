import { fullName, itemsOf, present, recordsOf, restOf, type SourceRecord, sourceUser } from '../records.ts';
import type { SourceUser, System } from '../source.ts';
import { type JsonObject, objectOf, objectsOf, parseJson } from '../values/json.ts';
import { momentOfMilliseconds, momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id tenantId username primaryEmail primaryPhone name avatar profile identities customData passwordEncrypted ' +
    'passwordEncryptionMethod mfaVerifications isSuspended lastSignInAt createdAt updatedAt hasPassword applicationId ' +
    'logtoConfig'
  ).split(' '),
);

/** Rows of the table `users` or of `GET /api/users`, which has no hashes. */
export const logto: System = {
  name: 'logto',
  title: 'Logto',
  files: 'rows of the table users, pages of GET /api/users (JSON, CSV)',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  detect: (head) =>
    /primary_?email/i.test(head) && /custom_?data|logto_?config|password_?encrypt/i.test(head),
  read: async function* (files) {
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { csv: {} }),
        (row) => userOf({ ...row, record: inCamelCase(row.record) }),
        ({ record }) => record.id,
      );
  },
};

/** Columns are in snake case, members of the API in camel case. Columns of JSON are texts in a CSV. */
function inCamelCase(record: JsonObject): JsonObject {
  const named = Object.entries(record).map(([name, value]) => {
    const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const isJson = typeof value === 'string' && /^\s*[[{]/.test(value);
    // A digest of the method `Legacy` is a JSON list as well.
    return [camel, isJson && camel !== 'passwordEncrypted' ? parseJson(value, name) : value];
  });
  return Object.fromEntries(named);
}

function userOf({ place, record }: SourceRecord): SourceUser {
  const email = textOf(record.primaryEmail, 'primaryEmail');
  const phone = textOf(record.primaryPhone, 'primaryPhone');
  const factors = objectsOf(record.mfaVerifications, 'mfaVerifications');
  const factor = factors.find(({ type }) => type === 'Totp');
  const codes = factors
    .filter(({ type }) => type === 'BackupCode')
    .flatMap(({ codes }) => objectsOf(codes, 'codes'));
  return sourceUser(place, textOf(record.id, 'id'), {
    email,
    // Logto keeps addresses that were confirmed, and no others.
    emailVerified: email === undefined ? undefined : true,
    phone: phone && `+${phone.replace(/^\+/, '')}`,
    phoneVerified: phone === undefined ? undefined : true,
    name: fullName(record.name),
    username: textOf(record.username, 'username'),
    password: passwordOf(record),
    blocked: flagOf(record.isSuspended, 'isSuspended') ?? false,
    createdAt: momentOf(record.createdAt, 'createdAt'),
    accessedAt: momentOf(record.lastSignInAt, 'lastSignInAt'),
    totp: totpOf(seedOfBase32(factor?.key, 'the key of TOTP')),
    recoveryCodes: codes.filter((code) => !code.usedAt).map((code) => textOf(code.code, 'a code') ?? ''),
    identities: Object.entries(objectOf(record.identities, 'identities') ?? {}).map(
      ([provider, identity]) => {
        const fields = objectOf(identity, 'an identity');
        const address = textOf(objectOf(fields?.details, 'details')?.email, 'the email of an identity');
        return { provider, uid: textOf(fields?.userId, 'userId') ?? '', ...(address && { email: address }) };
      },
    ),
    prefs: present({ profile: objectOf(record.profile, 'profile'), picture: record.avatar }),
    readOnlyMetadata: present({ customData: objectOf(record.customData, 'customData') }),
    passkeys: factors
      .filter(({ type }) => type === 'WebAuthn')
      .map((key) => ({
        credentialId: key.credentialId,
        publicKey: key.publicKey,
        counter: key.counter,
        transports: key.transports ?? null,
        rpId: key.rpId ?? null,
      })),
    rest: restOf(record, KNOWN),
  });
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const stored = textOf(record.passwordEncrypted, 'passwordEncrypted');
  const scheme = textOf(record.passwordEncryptionMethod, 'passwordEncryptionMethod') ?? '';
  if (stored !== undefined) return { family: 'logto', scheme, stored };
  return flagOf(record.hasPassword, 'hasPassword') ? undefined : null;
}

function momentOf(value: unknown, field: string): number | undefined {
  const isNumber = typeof value === 'number' || /^\d+$/.test(String(value));
  return isNumber ? momentOfMilliseconds(value, field) : momentOfText(value, field);
}
