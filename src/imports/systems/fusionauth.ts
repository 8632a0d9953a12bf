import {
  earlierItemsOf,
  fullName,
  itemsOf,
  NamedTeams,
  present,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceItem, SourceUser, System } from '../source.ts';
import { type JsonObject, listOf, objectOf, objectsOf } from '../values/json.ts';
import { momentOfMilliseconds } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, seedOfBase64, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id active email verified username firstName lastName fullName mobilePhone insertInstant lastLoginInstant ' +
    'lastUpdateInstant preferredLanguages timezone data encryptionScheme factor salt password registrations ' +
    'memberships twoFactor birthDate expiry imageUrl passwordLastUpdateInstant tenantId usernameStatus'
  ).split(' '),
);

/** A body of `POST /api/user/import`, also several, and of `GET /api/group` for the names of groups. */
export const fusionauth: System = {
  name: 'fusionauth',
  title: 'FusionAuth',
  files: 'bodies of POST /api/user/import, answers of GET /api/group (JSON)',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'labels',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'times',
  ],
  detect: (head) =>
    /"(?:encryptionScheme|insertInstant|registrations|mobilePhone)"/.test(head) &&
    /"(?:users|active|insertInstant)"/.test(head),
  read: async function* (files) {
    const teams = new NamedTeams();
    for (const file of files)
      yield* earlierItemsOf(
        recordsOf(file, { paths: ['groups.*'] }),
        ({ path, place, record }) => (path === 'groups.*' ? groupOf(place, record, teams) : undefined),
        { laterPaths: ['groups.*'] },
      );
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { paths: ['users.*', 'groups.*'] }),
        (row) => (row.path === 'groups.*' ? undefined : userOf(row, teams)),
        ({ record }) => record.id,
      );
  },
};

function groupOf(
  place: SourceRecord['place'],
  record: JsonObject,
  teams: NamedTeams,
): SourceItem | undefined {
  const team = textOf(record.id, 'id');
  const isNew = teams.of(place, team === undefined ? [] : [{ team }]).length > 0;
  if (team !== undefined && !isNew) return undefined;
  return sourceTeam(place, team, { name: textOf(record.name, 'name') });
}

function userOf({ place, record }: SourceRecord, named: NamedTeams): readonly SourceItem[] {
  const phone = textOf(record.mobilePhone, 'mobilePhone');
  const factors = objectOf(record.twoFactor, 'twoFactor');
  const teams = objectsOf(record.memberships, 'memberships').map(({ groupId }) => ({
    team: textOf(groupId, 'groupId') ?? '',
    roles: [],
  }));
  const roles = objectsOf(record.registrations, 'registrations').flatMap((registration) =>
    listOf(registration.roles, 'roles').map(String),
  );
  const methods = objectsOf(factors?.methods, 'methods');
  const authenticator = methods.find(({ method, secret }) => method === 'authenticator' && secret);
  const others = methods.filter((method) => method !== authenticator).map(({ method }) => method);
  const user = sourceUser(place, textOf(record.id, 'id'), {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.verified, 'verified'),
    phone,
    phoneVerified: phone === undefined ? undefined : false,
    name: fullName(record.fullName, record.firstName, record.lastName),
    username: textOf(record.username, 'username'),
    password: passwordOf(record),
    passwordUpdatedAt: momentOfMilliseconds(record.passwordLastUpdateInstant, 'passwordLastUpdateInstant'),
    blocked: flagOf(record.active, 'active') === false,
    createdAt: momentOfMilliseconds(record.insertInstant, 'insertInstant'),
    accessedAt: momentOfMilliseconds(record.lastLoginInstant, 'lastLoginInstant'),
    totp: totpOf(
      authenticator?.secretBase32Encoded
        ? seedOfBase32(authenticator.secretBase32Encoded, 'the secret of TOTP')
        : seedOfBase64(authenticator?.secret, 'the secret of TOTP'),
    ),
    recoveryCodes: listOf(factors?.recoveryCodes, 'recoveryCodes').map(String),
    labels: [...new Set(roles)],
    teams,
    prefs: present({
      preferredLanguages: record.preferredLanguages,
      timezone: record.timezone,
      picture: record.imageUrl,
    }),
    privateMetadata: present({
      data: objectOf(record.data, 'data'),
      birthDate: record.birthDate,
      expiry: record.expiry,
    }),
    rest: { ...restOf(record, KNOWN), ...(others.length > 0 && { twoFactor: others }) },
  });
  return [...named.of(place, teams), user];
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const password = textOf(record.password, 'password');
  if (password === undefined) return null;
  const encryptionScheme = textOf(record.encryptionScheme, 'encryptionScheme') ?? null;
  const factor = Number(textOf(record.factor, 'factor') ?? 1);
  const salt = textOf(record.salt, 'salt') ?? null;
  return {
    family: 'fusionauth',
    scheme: encryptionScheme ?? '',
    parts: { encryptionScheme, factor, salt, password },
  };
}
