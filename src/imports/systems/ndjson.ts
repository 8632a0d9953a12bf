import { linesOf } from '../readers/lines.ts';
import { refusalOf } from '../records.ts';
import type { SourceFile, SourceItem, SourceTeam, SourceUser, System } from '../source.ts';

/** A row with everything that a user can have is far below. */
const LINE_BYTES_AT_MOST = 4 * 1024 * 1024;

/** Plain rows: a line of JSON for each user or team, with the fields of `SourceUser` and `SourceTeam`. */
export const ndjson: System = {
  name: 'ndjson',
  title: 'Plain rows',
  files: 'a JSON object a line: a user, or a team with "kind": "team"',
  carries: [
    ...(['passwords', 'totp', 'recovery codes', 'identities', 'labels', 'teams', 'phones'] as const),
    ...(['usernames', 'preferences', 'metadata', 'passkeys', 'times'] as const),
  ],
  detect: (head) => {
    const [first = ''] = head.replace(/^\uFEFF/, '').split('\n');
    if (!first.startsWith('{') || !first.trimEnd().endsWith('}')) return false;
    try {
      const row: unknown = JSON.parse(first);
      return typeof row === 'object' && row !== null && 'sourceId' in row;
    } catch {
      return false;
    }
  },
  read: async function* (files) {
    for (const file of files) yield* rowsOf(file);
  },
};

async function* rowsOf(file: SourceFile): AsyncGenerator<SourceItem> {
  for await (const { first, lines } of linesOf(file, undefined, LINE_BYTES_AT_MOST))
    for (const [at, line] of lines.entries()) {
      const place = { file: file.name, row: first + at };
      if (typeof line !== 'string') yield refusalOf(line, place);
      else if (line.trim() !== '') yield itemOf(line, place);
    }
}

type Place = { readonly file: string; readonly row: number };

function itemOf(line: string, place: Place): SourceItem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ...place, kind: 'refused', reason: 'it is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ...place, kind: 'refused', reason: 'it is no JSON object' };
  // Cast: an object of JSON, each field of which is checked below.
  const fields = value as Readonly<Record<string, unknown>>;
  const wrong = wrongField(fields);
  const sourceId = typeof fields.sourceId === 'string' ? { sourceId: fields.sourceId } : {};
  if (wrong !== undefined) return { ...place, ...sourceId, kind: 'refused', reason: wrong };
  if (fields.kind === 'team') return { ...(fields as Fields<SourceTeam>), ...place, kind: 'team' };
  const unknown = Object.keys(fields).filter((name) => name !== 'kind' && !(name in userFields));
  // Most rows have none.
  if (unknown.length === 0) return { ...(fields as Fields<SourceUser>), ...place, kind: 'user' };
  const rest = Object.fromEntries(unknown.map((name) => [name, fields[name]]));
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => name in userFields));
  const user = { ...(known as Fields<SourceUser>), ...place, kind: 'user' } as const;
  return { ...user, rest: { ...user.rest, ...rest } };
}

type Fields<T> = Omit<T, 'file' | 'row' | 'kind'>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const flag: Check = (value) => typeof value === 'boolean';
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape = (
  fields: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check => {
  const [needed, allowed] = [Object.entries(fields), Object.entries(optional)];
  return (value) => {
    if (!object(value)) return false;
    // Cast: just checked.
    const given = value as Readonly<Record<string, unknown>>;
    return (
      needed.every(([name, check]) => check(given[name])) &&
      allowed.every(([name, check]) => given[name] === undefined || check(given[name]))
    );
  };
};

const hash = either(
  (value) => value === null,
  shape({ family: text, scheme: text, stored: text }),
  shape({ family: text, scheme: text, parts: object }),
);

const userFields: Readonly<Record<string, Check>> = {
  ...{ sourceId: text, id: text, email: text, emailVerified: either(flag, number) },
  ...{ phone: text, phoneVerified: either(flag, number), otherEmails: listOf(text) },
  ...{ otherPhones: listOf(text), name: text, username: text, password: hash, passwordUpdatedAt: number },
  ...{ blocked: flag, createdAt: number, accessedAt: number },
  totp: shape({ secret: text }, { algorithm: text, digits: number, period: number }),
  recoveryCodes: listOf(text),
  identities: listOf(shape({ provider: text, uid: text }, { email: text, issuer: text })),
  labels: listOf(text),
  teams: listOf(shape({ team: text, roles: listOf(text) })),
  ...{ prefs: object, readOnlyMetadata: object, privateMetadata: object, passkeys: listOf(object) },
  rest: object,
};

const teamFields: Readonly<Record<string, Check>> = {
  ...{ sourceId: text, name: text, prefs: object, createdAt: number },
};

const [userChecks, teamChecks] = [Object.entries(userFields), Object.entries(teamFields)];

/** Says which field is missing or of another type than it must be. */
function wrongField(fields: Readonly<Record<string, unknown>>): string | undefined {
  const isTeam = fields.kind === 'team';
  if (fields.kind !== undefined && fields.kind !== 'user' && !isTeam) return 'its kind is unknown';
  for (const name of isTeam ? ['sourceId', 'name'] : ['sourceId'])
    if (fields[name] === undefined) return `it has no ${name}`;
  for (const [name, check] of isTeam ? teamChecks : userChecks) {
    const value = fields[name];
    if (value !== undefined && !check(value)) return `its ${name} is malformed`;
  }
  return undefined;
}
