import { jsonRowsOf } from '../readers/json.ts';
import {
  earlierItemsOf,
  fullName,
  itemsOf,
  present,
  RelatedRecords,
  readablePassword,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceFile, SourceItem, SourceUser, System } from '../source.ts';
import { bytesOfBase64 } from '../values/encodings.ts';
import { type JsonObject, listOf, objectOf, objectsOf } from '../values/json.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const ORGANIZATIONS = 'data_orgs.orgs.*';
const [USERS, METADATA, GRANTS, LINKS] = ['humanUsers', 'userMetadata', 'userGrants', 'userLinks'].map(
  (name) => `${ORGANIZATIONS}.${name}.*`,
);
const KNOWN = new Set(
  (
    'userName profile email phone password hashedPassword passwordChangeRequired requestPasswordlessRegistration ' +
    'otpCode idps'
  ).split(' '),
);
const PROFILE = new Set('firstName lastName displayName preferredLanguage'.split(' '));
const NO_LANGUAGE = 'und';
const NO_GENDER = 'GENDER_UNSPECIFIED';

/** The file of `POST /admin/v1/import`, which `POST /admin/v1/export` writes. Machine users are left out. */
export const zitadel: System = {
  name: 'zitadel',
  title: 'Zitadel',
  files: 'file of POST /admin/v1/export (JSON)',
  carries: [
    'passwords',
    'totp',
    'identities',
    'labels',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
  ],
  detect: (head) => /"(?:data_orgs|dataOrgs|humanUsers)"/.test(head),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    for (const file of files) {
      const organizations = await organizationsOf(file);
      yield* organizations.teams;
      const paths = [METADATA, GRANTS, LINKS].filter((path) => path !== undefined);
      yield* earlierItemsOf(recordsOf(file, { paths }), (row) => {
        related.add(row.path, textOf(row.record.userId, 'userId'), row);
        return undefined;
      });
      yield* itemsOf(
        recordsOf(file, { paths: [USERS ?? ''] }),
        (row) => userOf(row, organizations.ids.get(row.indices[0] ?? -1), related),
        ({ record }) => record.userId,
      );
    }
  },
};

/** They come before or after their users in the file, so that they are read first. */
async function organizationsOf(file: SourceFile) {
  const [idPath, orgPath] = [`${ORGANIZATIONS}.orgId`, `${ORGANIZATIONS}.org`];
  const ids = new Map<number, string>();
  const names = new Map<number, string>();
  for await (const rows of jsonRowsOf(file, [idPath, orgPath]))
    for (const row of rows) {
      const at = row.indices[0];
      if ('refused' in row || at === undefined) continue;
      if (row.path === idPath && row.value) ids.set(at, String(row.value));
      const name = row.path === orgPath && textOf(objectOf(row.value, 'org')?.name, 'the name of an org');
      if (name) names.set(at, name);
    }
  const teams: SourceItem[] = [...ids].map(([at, id]) =>
    sourceTeam({ file: file.name, row: at + 1 }, id, { name: names.get(at) }),
  );
  return { ids, teams };
}

function userOf(
  { place, record }: SourceRecord,
  organization: string | undefined,
  related: RelatedRecords,
): SourceUser {
  const id = textOf(record.userId, 'userId');
  const user = objectOf(record.user, 'user') ?? {};
  const profile = objectOf(user.profile, 'profile') ?? {};
  const email = objectOf(user.email, 'email');
  const phone = objectOf(user.phone, 'phone');
  const language = profile.preferredLanguage;
  const username = textOf(user.userName, 'userName');
  const { gender, ...details } = restOf(profile, PROFILE) ?? {};
  const others = present({ ...details, gender: gender === NO_GENDER ? undefined : gender });
  return sourceUser(place, id, {
    email: textOf(email?.email, 'email'),
    emailVerified: flagOf(email?.isEmailVerified, 'isEmailVerified'),
    phone: textOf(phone?.phone, 'phone'),
    phoneVerified: flagOf(phone?.isPhoneVerified, 'isPhoneVerified'),
    name: fullName(profile.displayName, profile.firstName, profile.lastName),
    username: username?.includes('@') ? undefined : username,
    password: passwordOf(user),
    totp: totpOf(seedOfBase32(user.otpCode, 'otpCode')),
    identities: identitiesOf(user, related.of(LINKS ?? '', id)),
    labels: related.of(GRANTS ?? '', id).flatMap((grant) => listOf(grant.roleKeys, 'roleKeys').map(String)),
    teams: organization === undefined ? [] : [{ team: organization, roles: [] }],
    prefs: present({ preferredLanguage: language === NO_LANGUAGE ? undefined : language }),
    privateMetadata: present({ metadata: metadataOf(related.of(METADATA ?? '', id)) }),
    rest: { ...restOf(user, KNOWN), ...(others && { profile: others }) },
  });
}

function passwordOf(user: JsonObject): SourceUser['password'] {
  const hashed = objectOf(user.hashedPassword, 'hashedPassword');
  const stored = textOf(hashed?.value ?? hashed?.hash, 'hashedPassword');
  if (stored !== undefined)
    return { family: 'zitadel', scheme: /^\$([^$]+)\$/.exec(stored)?.[1] ?? '', stored };
  const readable = textOf(user.password, 'the password');
  return readable ? readablePassword('zitadel password', readable) : null;
}

function identitiesOf(user: JsonObject, links: readonly JsonObject[]) {
  const own = objectsOf(user.idps, 'idps').map((idp) => ({
    provider: textOf(idp.configId, 'configId') ?? '',
    uid: textOf(idp.externalUserId, 'externalUserId') ?? '',
  }));
  const linked = links.map((link) => ({
    provider: textOf(link.idpId, 'idpId') ?? '',
    uid: textOf(link.providedUserId, 'providedUserId') ?? '',
  }));
  return [...own, ...linked];
}

/** Values are base64 of bytes, mostly of a text. */
function metadataOf(rows: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    rows.map((row) => [
      textOf(row.key, 'the key of metadata') ?? '',
      bytesOfBase64(row.value, 'metadata').toString('utf8'),
    ]),
  );
}
