import {
  earlierItemsOf,
  fullName,
  itemsOf,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceFile, SourceItem, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, listOf, objectOf, objectsOf } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';

const PATHS = ['users.*', 'identities.*', 'teams.*', 'memberships.*'];

const KNOWN = new Set(
  (
    '$id $createdAt $updatedAt name password hash hashOptions registration status labels passwordUpdate email phone ' +
    'emailVerification emailCanonical emailIsFree emailIsDisposable emailIsCorporate emailIsCanonical ' +
    'phoneVerification prefs targets accessedAt'
  ).split(' '),
);

/** Pages of `GET /v1/users`, `/users/identities`, `/teams` and `/teams/{id}/memberships`, read with a server key. */
export const appwrite: System = {
  name: 'appwrite',
  title: 'Appwrite',
  files: 'pages of the REST API: users, identities, teams, memberships (JSON)',
  carries: ['passwords', 'identities', 'labels', 'teams', 'phones', 'preferences', 'times'],
  detect: (head) => head.includes('"$id"') && /"(?:emailVerification|providerUid|teamId|prefs)"/.test(head),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    for (const file of files)
      yield* earlierItemsOf(recordsOf(file, { paths: PATHS }), (row) => teamOrRelated(row, related), {
        laterPaths: PATHS,
        idOf: ({ record }) => record.$id,
      });
    for (const file of files) yield* usersOf(file, related);
  },
};

function teamOrRelated(row: SourceRecord, related: RelatedRecords): SourceItem | undefined {
  const { record, place } = row;
  if ('providerUid' in record) related.add('identities', textOf(record.userId, 'userId'), row);
  else if ('teamId' in record) related.add('memberships', textOf(record.userId, 'userId'), row);
  else if (!isUser(record))
    return sourceTeam(place, textOf(record.$id, '$id'), {
      name: textOf(record.name, 'name'),
      prefs: objectOf(record.prefs, 'prefs') ?? {},
      createdAt: momentOfText(record.$createdAt, '$createdAt'),
    });
  return undefined;
}

function isUser(record: JsonObject): boolean {
  return 'registration' in record || 'emailVerification' in record;
}

async function* usersOf(file: SourceFile, related: RelatedRecords): AsyncGenerator<SourceItem> {
  yield* itemsOf(
    recordsOf(file, { paths: PATHS }),
    (row) => (isUser(row.record) ? userOf(row, related) : undefined),
    ({ record }) => record.$id,
  );
}

function userOf({ record, place }: SourceRecord, related: RelatedRecords): SourceUser {
  const id = textOf(record.$id, '$id');
  const createdAt = record.registration || record.$createdAt;
  const memberships = related.of('memberships', id);
  const pushTargets = objectsOf(record.targets, 'targets').filter(
    ({ providerType }) => providerType === 'push',
  );
  return sourceUser(place, id, {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.emailVerification, 'emailVerification'),
    phone: textOf(record.phone, 'phone'),
    phoneVerified: flagOf(record.phoneVerification, 'phoneVerification'),
    name: fullName(record.name),
    password: passwordOf(record),
    passwordUpdatedAt: momentOfText(record.passwordUpdate, 'passwordUpdate'),
    blocked: flagOf(record.status, 'status') === false,
    createdAt: momentOfText(createdAt, 'registration'),
    accessedAt: momentOfText(record.accessedAt, 'accessedAt'),
    identities: related.of('identities', id).map((identity) => ({
      provider: textOf(identity.provider, 'provider') ?? '',
      uid: textOf(identity.providerUid, 'providerUid') ?? '',
      ...(identity.providerEmail ? { email: String(identity.providerEmail) } : {}),
    })),
    labels: listOf(record.labels, 'labels').map(String),
    // Open invitations are no memberships.
    teams: memberships
      .filter((membership) => flagOf(membership.confirm, 'confirm') !== false)
      .map((membership) => ({
        team: textOf(membership.teamId, 'teamId') ?? '',
        roles: listOf(membership.roles, 'roles').map(String),
      })),
    prefs: objectOf(record.prefs, 'prefs'),
    rest: { ...restOf(record, KNOWN), ...(pushTargets.length > 0 && { targets: pushTargets }) },
  });
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const password = textOf(record.password, 'password');
  if (password === undefined) return null;
  const hash = textOf(record.hash, 'hash') ?? '';
  const options = record.hashOptions;
  return {
    family: 'appwrite',
    scheme: hash,
    parts: { password, hash, hashOptions: isObject(options) ? JSON.stringify(options) : null },
  };
}
