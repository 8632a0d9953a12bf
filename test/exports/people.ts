import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ExportTargetInput, exportTargetCommand } from '../../src/cli/export-target.ts';
import { type ImportInput, importCommand } from '../../src/cli/import.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { peopleOf } from '../../src/core/exports/people.ts';
import { storedHashOf } from '../../src/exports/hashes/parse.ts';
import { type ExportField, type ExportUser, exportFields, type Lost } from '../../src/exports/target.ts';
import { open, openEnd } from '../../src/open.ts';
import { type CommandSettings, commandsOn } from '../support/commands.ts';
import type { EmptyDatabase } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';

const UNLOCKED = { recipients: [], passphraseFile: undefined, asks: false };
const AS_TYPED = { dryRun: false, yes: true, canary: undefined, report: undefined };

/** What an export wrote. */
export type Exported = {
  readonly folder: string;
  readonly files: readonly string[];
  readonly lost: readonly Lost[];
  readonly report: { readonly users: number; readonly steps: readonly string[] };
};

/** Creates a project and imports into it. */
export async function importInto(
  database: EmptyDatabase,
  project: string,
  input: Partial<ImportInput> & Pick<ImportInput, 'names'>,
): Promise<Readonly<Record<string, number>>> {
  const { json, text } = commandsOn(database, project);
  await text((args, output) => projectsCreate(args, output, { id: project, name: project }));
  const whole = { provider: [], option: [], ...AS_TYPED, extraEmails: 'targets', ...input };
  const { counts } = await json<{ counts: Record<string, number> }>((args, output) =>
    importCommand(args, output, whole),
  );
  return counts;
}

/** Exports a project into a folder of its own. */
export async function exportFrom(
  database: EmptyDatabase,
  project: string,
  input: Pick<ExportTargetInput, 'target'> & Partial<ExportTargetInput>,
): Promise<Exported> {
  const folder = `${join(testFolder(), input.target)}/`;
  const whole: ExportTargetInput = {
    ...{ to: folder, lost: undefined, withSecrets: false, option: [], lock: UNLOCKED, yes: true },
    ...input,
  };
  const { json } = commandsOn(database, project);
  const report = await json<Exported['report']>((args, output) => exportTargetCommand(args, output, whole));
  const names = readdirSync(folder);
  const [lostName] = names.filter((name) => name.endsWith('.lost.ndjson'));
  return {
    ...{ folder, report },
    files: names.filter((name) => name !== lostName).map((name) => join(folder, name)),
    lost: lostName === undefined ? [] : linesOf<Lost>(join(folder, lostName)),
  };
}

export function linesOf<T>(path: string): readonly T[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** The users of a project with everything that an export is given. */
export async function peopleIn(
  { config, secrets }: CommandSettings,
  project: string,
): Promise<readonly ExportUser[]> {
  await using opened = await open(config, secrets, { migrate: false });
  const end = await openEnd(config, secrets, { isAlone: false });
  try {
    const reading = { end, seal: opened.core.seal, project, withSecrets: true, storedHashOf };
    const users: ExportUser[] = [];
    for await (const { user } of peopleOf(reading)) users.push(user);
    return users;
  } finally {
    await end.close();
  }
}

const bySpelling = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What is compared of a user, by field. Ids of teams may differ, their names may not. */
export const compared: Readonly<Record<ExportField, (user: ExportUser) => unknown>> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  username: ({ username }) => username,
  email: ({ email }) => email,
  'email verification': ({ emailVerified }) => emailVerified,
  phone: ({ phone }) => phone,
  'phone verification': ({ phoneVerified }) => phoneVerified,
  'other addresses': ({ otherEmails, otherPhones }) => [otherEmails.toSorted(), otherPhones.toSorted()],
  // One hash may be spelled in several ways.
  password: ({ password }) => password && { ...password, text: '' },
  'password time': ({ passwordUpdatedAt }) => passwordUpdatedAt,
  blocked: ({ blocked }) => blocked,
  created: ({ createdAt }) => createdAt,
  'last access': ({ accessedAt }) => accessedAt,
  labels: ({ labels }) => labels.toSorted(),
  preferences: ({ prefs }) => prefs,
  'read-only metadata': ({ readOnlyMetadata }) => readOnlyMetadata,
  'private metadata': ({ privateMetadata }) => privateMetadata,
  totp: ({ totp }) => totp,
  'recovery codes': ({ recoveryCodes }) => recoveryCodes,
  identities: ({ identities }) =>
    identities.map(({ provider, issuer, uid }) => ({ provider, issuer, uid })).toSorted(bySpelling),
  teams: ({ memberships }) =>
    memberships.map(({ teamName, roles }) => ({ teamName, roles: roles.toSorted() })).toSorted(bySpelling),
};

export type Difference = {
  readonly userId: string;
  readonly field: ExportField | 'user';
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Compares users field by field. One is found again by the id, else by an address or the username. */
export function differencesOf(
  before: readonly ExportUser[],
  after: readonly ExportUser[],
): readonly Difference[] {
  return before.flatMap((user): Difference[] => {
    const same =
      after.find(({ id }) => id === user.id) ??
      after.find(({ email }) => email !== null && email === user.email) ??
      after.find(({ phone }) => phone !== null && phone === user.phone) ??
      after.find(({ username }) => username !== null && username === user.username);
    if (!same) return [{ userId: user.id, field: 'user' }];
    return exportFields.flatMap((field) => {
      const [one, other] = [compared[field](user), compared[field](same)];
      return isDeepStrictEqual(one, other) ? [] : [{ userId: user.id, field, before: one, after: other }];
    });
  });
}
