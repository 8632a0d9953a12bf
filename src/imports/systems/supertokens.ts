import {
  type Address,
  itemsOf,
  mainAddress,
  present,
  readablePassword,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import type { SourceUser, System } from '../source.ts';
import { type JsonObject, objectOf, objectsOf } from '../values/json.ts';
import { momentOfMilliseconds } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  'externalUserId id userId userMetadata userRoles totpDevices loginMethods timeJoined isPrimaryUser'.split(
    ' ',
  ),
);

/** Bodies of `POST /bulk-import/users`. */
export const supertokens: System = {
  name: 'supertokens',
  title: 'SuperTokens',
  files: 'bodies of POST /bulk-import/users (JSON)',
  carries: ['passwords', 'totp', 'identities', 'labels', 'phones', 'metadata', 'times'],
  secrets: ['signerKey'],
  detect: (head) => /"loginMethods"/.test(head) && /"recipeId"/.test(head),
  read: async function* (files) {
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { paths: ['users.*'] }),
        userOf,
        ({ record }) => record.externalUserId ?? record.id,
      );
  },
};

function userOf({ place, record }: SourceRecord): SourceUser {
  // The primary one wins.
  const methods = objectsOf(record.loginMethods, 'loginMethods').toSorted(
    (a, b) => Number(b.isPrimary === true) - Number(a.isPrimary === true),
  );
  const emails = mainAddress(addressesOf(methods, 'email'));
  const phones = mainAddress(addressesOf(methods, 'phoneNumber'));
  const [device, ...devices] = objectsOf(record.totpDevices, 'totpDevices');
  const joined = methods
    .map((method) => momentOfMilliseconds(method.timeJoinedInMSSinceEpoch, 'timeJoinedInMSSinceEpoch'))
    .filter((moment) => moment !== undefined);
  return sourceUser(place, textOf(record.externalUserId ?? record.id ?? record.userId, 'externalUserId'), {
    email: emails.main?.value,
    emailVerified: emails.main?.verified,
    otherEmails: emails.others,
    phone: phones.main?.value,
    phoneVerified: phones.main?.verified,
    otherPhones: phones.others,
    password: passwordOf(methods.find(({ recipeId }) => recipeId === 'emailpassword')),
    blocked: false,
    createdAt: joined.length > 0 ? Math.min(...joined) : undefined,
    totp: totpOf(seedOfBase32(device?.secretKey, 'secretKey'), { period: device?.period }),
    identities: methods
      .filter(({ recipeId }) => recipeId === 'thirdparty')
      .map((method) => ({
        provider: textOf(method.thirdPartyId, 'thirdPartyId') ?? '',
        uid: textOf(method.thirdPartyUserId, 'thirdPartyUserId') ?? '',
        ...(method.email ? { email: String(method.email) } : {}),
      })),
    labels: objectsOf(record.userRoles, 'userRoles').map(({ role }) => textOf(role, 'role') ?? ''),
    privateMetadata: present({ userMetadata: objectOf(record.userMetadata, 'userMetadata') }),
    rest: {
      ...restOf(record, KNOWN),
      ...(devices.length > 0 && { totpDevices: devices.map(({ deviceName }) => deviceName ?? null) }),
    },
  });
}

function addressesOf(methods: readonly JsonObject[], field: 'email' | 'phoneNumber'): readonly Address[] {
  const found = methods.map((method) => ({
    value: textOf(method[field], field) ?? '',
    // A code was sent there.
    verified: flagOf(method.isVerified, 'isVerified') ?? method.recipeId === 'passwordless',
    primary: method.isPrimary === true,
  }));
  return found.filter(({ value }) => value);
}

function passwordOf(method: JsonObject | undefined): SourceUser['password'] {
  const stored = textOf(method?.passwordHash, 'passwordHash');
  const scheme = textOf(method?.hashingAlgorithm, 'hashingAlgorithm') ?? '';
  if (stored !== undefined) return { family: 'supertokens', scheme, stored };
  const readable = textOf(method?.plainTextPassword, 'plainTextPassword');
  return readable ? readablePassword('supertokens plainTextPassword', readable) : null;
}
