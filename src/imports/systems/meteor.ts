import {
  earlierItemsOf,
  fullName,
  itemsOf,
  mainAddress,
  NamedTeams,
  present,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import type { SourceIdentity, SourceItem, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, listOf, objectOf, objectsOf, plainOfExtended } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set('_id username emails profile services createdAt roles'.split(' '));
/** Tokens of sessions and mails are no identities, and are left behind. */
const NO_PROVIDERS = new Set('password resume email twoFactorAuthentication passwordless'.split(' '));
const GLOBAL_GROUP = '__global_roles__';

/** `mongoexport` of `users` and `role-assignment`. */
export const meteor: System = {
  name: 'meteor',
  title: 'Meteor',
  files: 'mongoexport of users and role-assignment (NDJSON)',
  carries: ['passwords', 'totp', 'identities', 'labels', 'teams', 'usernames', 'preferences', 'times'],
  detect: (head) =>
    (/"services"\s*:\s*\{/.test(head) && /"(?:emails|profile)"/.test(head)) ||
    (head.includes('"inheritedRoles"') && head.includes('"scope"')),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    const teams = new NamedTeams();
    for (const file of files) yield* earlierItemsOf(recordsOf(file), (row) => addAssignment(row, related));
    for (const file of files)
      yield* itemsOf(
        recordsOf(file),
        (row) => (isAssignment(row.record) ? undefined : userOf(plainRow(row), related, teams)),
        ({ record }) => plainOfExtended(record._id),
      );
  },
};

function plainRow(row: SourceRecord): SourceRecord {
  return { ...row, record: plainOfExtended(row.record) as JsonObject };
}

function isAssignment(record: JsonObject): boolean {
  return 'role' in record && 'user' in record;
}

function addAssignment(row: SourceRecord, related: RelatedRecords): undefined {
  // A user whose values cannot be read is refused where users are read.
  if (!isAssignment(row.record)) return;
  const plain = plainRow(row);
  const user = objectOf(plain.record.user, 'user');
  related.add('roles', textOf(user?._id, 'the id of a user'), plain);
}

function userOf(
  { place, record }: SourceRecord,
  related: RelatedRecords,
  named: NamedTeams,
): readonly SourceItem[] {
  const id = textOf(record._id, '_id');
  const emails = mainAddress(
    objectsOf(record.emails, 'emails').map((email) => ({
      value: textOf(email.address, 'address') ?? '',
      verified: flagOf(email.verified, 'verified'),
    })),
  );
  const services = objectOf(record.services, 'services') ?? {};
  const { name, firstName, lastName, ...profile } = objectOf(record.profile, 'profile') ?? {};
  const factor = objectOf(services.twoFactorAuthentication, 'twoFactorAuthentication');
  const isOtp = factor !== undefined && (factor.type === 'otp' || factor.type === undefined);
  const { labels, teams } = rolesOf(record.roles, related.of('roles', id));
  const user = sourceUser(place, id, {
    email: emails.main?.value,
    emailVerified: emails.main && (emails.main.verified ?? false),
    otherEmails: emails.others,
    name: fullName(name, firstName, lastName),
    username: textOf(record.username, 'username'),
    password: passwordOf(objectOf(services.password, 'password')),
    blocked: false,
    createdAt: momentOfText(record.createdAt, 'createdAt'),
    totp: isOtp ? totpOf(seedOfBase32(factor.secret, 'the secret of TOTP')) : undefined,
    identities: identitiesOf(services),
    labels,
    teams,
    prefs: present({ profile }),
    rest: restOf(record, KNOWN),
  });
  return [...named.of(place, teams), user];
}

function passwordOf(password: JsonObject | undefined): SourceUser['password'] {
  for (const scheme of ['argon2', 'bcrypt']) {
    const stored = textOf(password?.[scheme], scheme);
    if (stored !== undefined) return { family: 'meteor', scheme, stored };
  }
  return null;
}

function identitiesOf(services: JsonObject): readonly SourceIdentity[] {
  const found: SourceIdentity[] = [];
  for (const [provider, service] of Object.entries(services)) {
    if (NO_PROVIDERS.has(provider) || !isObject(service)) continue;
    const uid = textOf(service.id ?? service.sub, `the id at ${provider}`);
    const email = textOf(service.email, `the email at ${provider}`);
    if (uid !== undefined) found.push({ provider, uid, ...(email && { email }) });
  }
  return found;
}

/** Without a scope a role is a label, else one in a team. Old versions have both at the user. */
function rolesOf(own: unknown, assignments: readonly JsonObject[]) {
  const byScope = new Map<string | undefined, string[]>();
  const add = (scope: string | undefined, role: string | undefined) => {
    if (role !== undefined) byScope.set(scope, [...(byScope.get(scope) ?? []), role]);
  };
  for (const assignment of assignments)
    add(
      textOf(assignment.scope, 'scope'),
      textOf(objectOf(assignment.role, 'role')?._id, 'the name of a role'),
    );
  if (isObject(own))
    for (const [group, roles] of Object.entries(own))
      for (const role of listOf(roles, 'roles'))
        add(group === GLOBAL_GROUP ? undefined : group, String(role));
  else
    for (const role of listOf(own, 'roles'))
      add(isObject(role) ? textOf(role.scope, 'scope') : undefined, roleName(role));
  const labels = byScope.get(undefined) ?? [];
  byScope.delete(undefined);
  const teams = [...byScope].map(([team, roles]) => ({ team: String(team), roles }));
  return { labels, teams };
}

function roleName(role: unknown): string | undefined {
  return textOf(isObject(role) ? role._id : role, 'the name of a role');
}
