import { fullName, itemsOf, recordsOf, restOf, type SourceRecord, sourceUser } from '../records.ts';
import type { SourceUser, System, SystemOptions } from '../source.ts';
import { isObject, type JsonObject, listOf, plainOfExtended } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';

/** Counters, locks and tokens are left behind. */
const KNOWN = new Set(
  (
    '_id id email username name roles role salt hash loginAttempts login_attempts lockUntil lock_until _verified ' +
    '_verificationToken apiKey apiKeyIndex enableAPIKey resetPasswordToken resetPasswordExpiration sessions createdAt ' +
    'updatedAt created_at updated_at __v collection loginCount'
  ).split(' '),
);

/** `mongoexport` of the collection that users sign in with, or documents of the local API as JSON. */
export const payload: System = {
  name: 'payload',
  title: 'Payload CMS',
  files: 'mongoexport of the auth collection, or its documents (NDJSON, JSON)',
  carries: ['passwords', 'labels', 'usernames', 'times'],
  options: { 'name-field': 'The field that is the user’s name. name when not said.' },
  detect: (head) =>
    (/"salt"/.test(head) && /"hash"\s*:\s*"(?:pbkdf2-sha256-v\d|[\da-f]{1024})/.test(head)) ||
    (/"loginAttempts"/.test(head) && /"(?:_verified|lockUntil|salt)"/.test(head)),
  read: async function* (files, options) {
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { paths: ['docs.*'] }),
        (row) => userOf(row, options),
        ({ record }) => plainOfExtended(record._id ?? record.id),
      );
  },
};

function userOf({ place, record: given }: SourceRecord, options: SystemOptions): SourceUser {
  const record = plainOfExtended(given) as JsonObject;
  const nameField = options['name-field'] ?? 'name';
  const rest: Record<string, unknown> = { ...restOf(record, KNOWN) };
  delete rest[nameField];
  return sourceUser(place, textOf(record._id ?? record.id, 'id'), {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record._verified, '_verified'),
    name: fullName(record[nameField]),
    username: textOf(record.username, 'username'),
    password: passwordOf(record),
    // `lockUntil` is a brake.
    blocked: false,
    createdAt: momentOfText(record.createdAt ?? record.created_at, 'createdAt'),
    labels: rolesOf(record.roles ?? record.role),
    rest,
  });
}

function passwordOf(record: JsonObject): SourceUser['password'] {
  const hash = textOf(record.hash, 'hash');
  if (hash === undefined) return null;
  const scheme = /^pbkdf2-sha256-(v\d)/.exec(hash)?.[1] ?? 'legacy';
  return { family: 'payload', scheme, parts: { salt: textOf(record.salt, 'salt') ?? null, hash } };
}

/** Texts, or the rows of an array field. */
function rolesOf(value: unknown): readonly string[] {
  const roles = typeof value === 'string' ? [value] : listOf(value, 'roles');
  return roles
    .map((role) => textOf(isObject(role) ? (role.value ?? role.role ?? role.name) : role, 'a role'))
    .filter((role) => role !== undefined);
}
