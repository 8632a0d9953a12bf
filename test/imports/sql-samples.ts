import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedHashOf } from '../../src/crypto/passwords/imported.ts';
import { findScheme } from '../../src/crypto/passwords/passwords.ts';
import { withSecrets } from '../../src/crypto/passwords/sealed.ts';
import type { HashSecrets, SourceHash } from '../../src/crypto/passwords/source-hash.ts';
import type {
  SourceFile,
  SourceItem,
  SourceTeam,
  SourceUser,
  System,
  SystemOptions,
} from '../../src/imports/source.ts';

const SAMPLES = new URL('samples/', import.meta.url);

/** What a sample should become. Fields that it does not name are not compared. */
export type Expected = {
  readonly options?: Readonly<Record<string, string>>;
  readonly users: readonly (Readonly<Record<string, unknown>> & { readonly sourceId: string })[];
  readonly teams?: readonly {
    readonly sourceId: string;
    readonly name: string;
    readonly members: readonly { readonly user: string; readonly roles: readonly string[] }[];
  }[];
  readonly skipped?: readonly { readonly sourceId: string }[];
};

export function expectedOf(system: string): Expected {
  return JSON.parse(readFileSync(new URL(`${system}/expected.json`, SAMPLES), 'utf8')) as Expected;
}

/** A sample as the operator names it. With `pieceBytes` it is read in pieces of that size. */
export function sampleFile(system: string, name: string, pieceBytes = 65_536): SourceFile {
  const path = new URL(`${system}/${name}`, SAMPLES).pathname;
  return { name, path, open: () => createReadStream(path, { highWaterMark: pieceBytes }) };
}

export function textFile(name: string, text: string | Uint8Array, pieceBytes = 65_536): SourceFile {
  const bytes = Buffer.from(text);
  return {
    name,
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

/** Reads all items, with a scratch folder that must be empty of tables afterwards. */
export async function itemsOf(
  system: System,
  files: readonly SourceFile[],
  options: SystemOptions = {},
): Promise<readonly SourceItem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'denizen-import-'));
  try {
    const items: SourceItem[] = [];
    for await (const item of system.read(files, options, { folder })) items.push(item);
    return items;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes the secrets of a sample as its application keeps them, for `--env-file`. */
export async function withEnvFile<Result>(
  env: Readonly<Record<string, string>>,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'denizen-env-'));
  try {
    const path = join(folder, '.env');
    await writeFile(
      path,
      Object.entries(env)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    return await work(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Compares what a system read with what the sample should become. */
export function assertSample(items: readonly SourceItem[], expected: Expected): void {
  assert.deepEqual(
    items.filter(({ kind }) => kind === 'refused'),
    [],
  );
  const users = items.filter((item): item is SourceUser => item.kind === 'user');
  const compared = users.map((user, at) => {
    const names = Object.keys(expected.users[at] ?? {});
    return Object.fromEntries(Object.entries(viewOf(user)).filter(([name]) => names.includes(name)));
  });
  const wanted = expected.users.map((user) => {
    const { lost, note, usernameRefused, ...fields } = user;
    return usernameRefused === undefined ? fields : { ...fields, usernameRefused };
  });
  assert.deepEqual(
    compared,
    wanted.map(({ password, ...user }) => ({
      ...user,
      ...(password !== undefined && { password: password === null ? null : 'a hash' }),
    })),
  );
  assertTeams(items, users, expected);
  assert.deepEqual(
    items.flatMap((item) => (item.kind === 'skipped' ? [item.sourceId] : [])),
    (expected.skipped ?? []).map(({ sourceId }) => sourceId),
  );
}

function assertTeams(items: readonly SourceItem[], users: readonly SourceUser[], expected: Expected): void {
  const teams = items.filter((item): item is SourceTeam => item.kind === 'team');
  const found = teams.map(({ sourceId, name }) => ({
    sourceId,
    name,
    members: users.flatMap((user) =>
      (user.teams ?? []).flatMap(({ team, roles }) =>
        team === sourceId ? [{ user: user.sourceId, roles }] : [],
      ),
    ),
  }));
  assert.deepEqual(found, expected.teams ?? []);
}

/** Providers of the samples by our names, as the engine knows them all. */
const PROVIDERS: Readonly<Record<string, string>> = {
  google_oauth2: 'google',
  'openid_connect.google': 'google',
};

/** A user as `expected.json` says one: names and addresses in small letters, roles folded, moments as ISO texts. */
function viewOf(user: SourceUser): Readonly<Record<string, unknown>> {
  const { username, labels, createdAt, accessedAt, identities, totp, rest, ...others } = user;
  const codes = rest?.recoveryCodeHashes;
  const folded = labels?.map((label) => label.replaceAll(/[^A-Za-z0-9]/g, ''));
  return {
    ...others,
    email: user.email?.toLowerCase(),
    emailVerified: Boolean(user.emailVerified),
    phoneVerified: Boolean(user.phoneVerified),
    blocked: user.blocked ?? false,
    name: user.name ?? '',
    password: user.password ? 'a hash' : null,
    ...(username !== undefined && { username: username.toLowerCase(), usernameRefused: username }),
    ...(folded && { labels: folded }),
    ...(createdAt !== undefined && { createdAt: new Date(createdAt).toISOString() }),
    ...(accessedAt !== undefined && { accessedAt: new Date(accessedAt).toISOString() }),
    ...(totp && { totp: totp.secret }),
    ...(Array.isArray(codes) && { recoveryCodeHashes: codes.length }),
    ...(identities && {
      identities: identities.map((identity) => ({
        ...identity,
        provider: PROVIDERS[identity.provider] ?? identity.provider,
      })),
    }),
  };
}

/** Reports whether a hash, made into what Denizen stores, is the password's. */
export async function verifies(
  hash: SourceHash | null | undefined,
  password: string,
  secrets: HashSecrets,
): Promise<boolean> {
  assert.ok(hash);
  const outcome = storedHashOf(hash, secrets);
  assert.ok('stored' in outcome, `${hash.family}: ${'refused' in outcome ? outcome.refused : ''}`);
  const stored = withSecrets(outcome.stored, secrets);
  assert.ok(stored);
  return (await findScheme(stored)?.verify(password, stored)) ?? false;
}
