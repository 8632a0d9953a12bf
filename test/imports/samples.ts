import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedHashOf } from '../../src/crypto/passwords/imported.ts';
import { schemeOf } from '../../src/crypto/passwords/passwords.ts';
import { withSecrets } from '../../src/crypto/passwords/sealed.ts';
import type { HashSecrets, SourceHash } from '../../src/crypto/passwords/source-hash.ts';
import { sourceFilesOf } from '../../src/imports/files.ts';
import { providerKeyOf } from '../../src/imports/providers.ts';
import type { SourceFile, SourceItem, SourceUser, System, SystemOptions } from '../../src/imports/source.ts';

export type ExpectedUser = Readonly<Record<string, unknown>> & {
  readonly sourceId: string;
  readonly password?: string | null;
};

export type Expected = {
  readonly files: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly users: readonly ExpectedUser[];
  readonly others?: readonly ExpectedUser[];
  readonly teams?: readonly {
    readonly sourceId: string;
    readonly name: string;
    readonly members: readonly { readonly user: string; readonly roles: readonly string[] }[];
  }[];
  readonly skipped?: readonly { readonly sourceId: string }[];
};

const SAMPLES = join(import.meta.dirname, 'samples');

export async function expectedOf(system: string): Promise<Expected> {
  return JSON.parse(await readFile(join(SAMPLES, system, 'expected.json'), 'utf8')) as Expected;
}

export function samplePath(system: string, name: string): string {
  return join(SAMPLES, system, name);
}

export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that is made up. */
export function textFile(name: string, content: string | Buffer): SourceFile {
  return {
    name,
    open: async function* () {
      yield Buffer.from(content);
    },
  };
}

export async function itemsOf(
  system: System,
  files: readonly SourceFile[],
  options: SystemOptions = {},
): Promise<readonly SourceItem[]> {
  return inScratch(async (folder) => {
    const items: SourceItem[] = [];
    for await (const item of system.read(files, options, { folder })) items.push(item);
    return items;
  });
}

export async function sampleItems(
  system: System,
  names: readonly string[],
  options: SystemOptions = {},
): Promise<readonly SourceItem[]> {
  const paths = names.map((name) => samplePath(system.name, name));
  return inScratch(async (folder) => itemsOf(system, await sourceFilesOf(paths, { folder }), options));
}

/** What the sample of Firebase needs; the others need nothing. */
const SECRETS: HashSecrets & { readonly importId: string } = {
  importId: 'sample',
  signerKey: 'tcXTh3R4qC9ke6y8VqwAO7gcH7eeHs9ELFpAkGjFgr5RkkVNnQ0L0iSDJdshzAquQCkIhAfqt8nTViBAkJfMJQ==',
  saltSeparator: 'Bw==',
  rounds: 8,
  memCost: 14,
};

/** Checks that a hash is the one of the password, by what the engine makes of it. */
async function checkHash(hash: SourceHash, password: string): Promise<void> {
  const outcome = storedHashOf(hash, hash.family === 'firebase' ? SECRETS : {});
  assert.ok('stored' in outcome, JSON.stringify(outcome));
  const stored = withSecrets(outcome.stored, SECRETS);
  assert.ok(stored);
  assert.equal(await schemeOf(stored).verify(password, stored), true);
}

/** A user by the names of `expected.json`. */
function viewOf(
  user: SourceUser,
  providers: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const iso = (moment: number | undefined) => moment !== undefined && new Date(moment).toISOString();
  return {
    sourceId: user.sourceId,
    email: user.email ?? null,
    emailVerified: Boolean(user.emailVerified),
    phone: user.phone,
    phoneVerified: Boolean(user.phoneVerified),
    name: user.name ?? '',
    username: user.username,
    usernameRefused: user.username,
    blocked: Boolean(user.blocked),
    createdAt: iso(user.createdAt),
    accessedAt: iso(user.accessedAt),
    passwordChangedAt: iso(user.passwordUpdatedAt),
    totp: user.totp?.secret,
    recoveryCodes: user.recoveryCodes,
    identities: user.identities?.map(({ provider, ...identity }) => ({
      provider: providers[provider] ?? providerKeyOf(provider),
      ...identity,
    })),
    labels: user.labels,
    prefs: user.prefs,
    readOnlyMetadata: user.readOnlyMetadata,
    privateMetadata: user.privateMetadata,
    extraEmails: user.otherEmails?.map((email) => ({ email })),
  };
}

/** Fields that are remarks, or that are looked at elsewhere. */
const REMARKS = new Set(['password', 'lost', 'note', 'mfaEnabled']);

export async function compareUsers(
  items: readonly SourceItem[],
  expected: Expected,
  providers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const users = items.filter((item) => item.kind === 'user');
  const others = expected.others ?? [];
  assert.deepEqual(
    users.map(({ sourceId }) => sourceId),
    [...expected.users, ...others].map(({ sourceId }) => sourceId),
  );
  for (const [at, wanted] of [...expected.users, ...others].entries()) {
    const user = users[at];
    assert.ok(user);
    const view = viewOf(user, providers);
    const names = Object.keys(wanted).filter((name) => !REMARKS.has(name));
    const seen = Object.fromEntries(names.map((name) => [name, view[name]]));
    const wantedFields = Object.fromEntries(names.map((name) => [name, wanted[name]]));
    if (Array.isArray(wantedFields.extraEmails))
      wantedFields.extraEmails = wantedFields.extraEmails.map(({ email }) => ({ email }));
    assert.deepEqual(seen, wantedFields);
    assert.equal(user.password === null, wanted.password === null);
    if (typeof wanted.password === 'string') {
      assert.ok(user.password);
      await checkHash(user.password, wanted.password);
    }
  }
}

export function compareTeams(items: readonly SourceItem[], expected: Expected): void {
  const users = items.filter((item) => item.kind === 'user');
  const teams = items
    .filter((item) => item.kind === 'team')
    .map(({ sourceId, name }) => ({
      sourceId,
      name,
      members: users.flatMap((user) =>
        (user.teams ?? [])
          .filter(({ team }) => team === sourceId)
          .map(({ roles }) => ({ user: user.sourceId, roles })),
      ),
    }));
  assert.deepEqual(teams, expected.teams);
}
