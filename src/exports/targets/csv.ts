import { type ExportUser, exportFields, type Target } from '../target.ts';

/** A table of every field, with what has several parts in JSON (RFC 4180, with a header). */
export const csv: Target = {
  name: 'csv',
  title: 'CSV',
  files: 'users.csv; with mapping=yes also mapping.json, by which `denizen import csv` reads it',
  takes: exportFields,
  options: { mapping: 'yes: write the mapping for `denizen import csv` too' },
  asksAtFirstSignIn: false,
  write: async ({ users }, { file, lost, step }, { mapping }) => {
    const rows = await file('users.csv');
    await rows.write(`${Object.keys(columns).join(',')}\r\n`);
    const cells = Object.values(columns);
    for await (const user of users()) {
      if (user.password?.kind === 'peppered')
        await lost({ userId: user.id, field: 'password', why: 'the pepper of its import stays here' });
      await rows.write(`${cells.map((cell) => quoted(cell(user))).join(',')}\r\n`);
    }
    if (mapping !== 'yes') return;
    const read = await file('mapping.json');
    await read.write(`${JSON.stringify(mappingOf(), null, 2)}\n`);
    step('denizen import csv users.csv mapping.json --project PROJECT');
    step(`# The mapping leaves out ${ignored.join(', ')}; the target ndjson leaves out nothing.`);
  },
};

const flag = (value: boolean) => (value ? 'true' : 'false');
const moment = (value: number | null) => (value === null ? '' : new Date(value).toISOString());
/** Empty instead of an empty list or object. */
const json = (value: object) => (Object.keys(value).length === 0 ? '' : JSON.stringify(value));

const columns: Readonly<Record<string, (user: ExportUser) => string>> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  username: ({ username }) => username ?? '',
  email: ({ email }) => email ?? '',
  email_verified: ({ emailVerified }) => flag(emailVerified),
  phone: ({ phone }) => phone ?? '',
  phone_verified: ({ phoneVerified }) => flag(phoneVerified),
  other_emails: ({ otherEmails }) => otherEmails.join(' '),
  other_phones: ({ otherPhones }) => otherPhones.join(' '),
  password: ({ password }) => (password && password.kind !== 'peppered' ? password.text : ''),
  password_updated_at: ({ passwordUpdatedAt }) => moment(passwordUpdatedAt),
  blocked: ({ blocked }) => flag(blocked),
  created_at: ({ createdAt }) => moment(createdAt),
  accessed_at: ({ accessedAt }) => moment(accessedAt),
  labels: ({ labels }) => labels.join(' '),
  totp: ({ totp }) => totp?.secret ?? '',
  recovery_codes: ({ recoveryCodes }) => json(recoveryCodes),
  teams: ({ memberships }) => memberships.map(({ teamId }) => teamId).join(' '),
  team_roles: ({ memberships }) => json(memberships),
  identities: ({ identities }) => json(identities),
  preferences: ({ prefs }) => json(prefs),
  read_only_metadata: ({ readOnlyMetadata }) => json(readOnlyMetadata),
  private_metadata: ({ privateMetadata }) => json(privateMetadata),
};

/** What a mapping cannot read: JSON in a field, and moments and addresses without a place in it. */
const ignored = [
  ...['other_emails', 'other_phones', 'password_updated_at', 'recovery_codes', 'team_roles', 'identities'],
  ...['preferences', 'read_only_metadata', 'private_metadata'],
];

function mappingOf(): object {
  const flagIn = (column: string) => ({ column, true: ['true'], false: ['false'] });
  return {
    id: 'id',
    name: 'name',
    username: 'username',
    email: 'email',
    emailVerified: flagIn('email_verified'),
    phone: { column: 'phone' },
    phoneVerified: flagIn('phone_verified'),
    blocked: flagIn('blocked'),
    createdAt: { column: 'created_at' },
    accessedAt: { column: 'accessed_at' },
    labels: { column: 'labels', split: ' ' },
    password: { column: 'password', scheme: 'denizen' },
    totp: { column: 'totp' },
    teams: { column: 'teams', split: ' ' },
    ignore: ignored,
  };
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
