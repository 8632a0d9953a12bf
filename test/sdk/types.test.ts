import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { skipUnlessWhole } from '../support/extent.ts';
import { fetchedPath } from '../support/fetched-tools.ts';
import { testFolder } from '../support/folders.ts';

const ROOT = join(import.meta.dirname, '../..');
const BEGIN = `import {
  Account, AuthenticatorType, bulk, Client, DenizenError, type ErrorType, HexUsers, ID, iterate, type Models,
  OAuthProvider, PasswordHash, Query, type ServerErrorType, Teams, UntypedQuery, Users,
} from 'denizen-sdk';
declare const users: Users;
declare const account: Account;
declare const teams: Teams;
declare const hex: HexUsers;
declare const error: DenizenError;
declare const name: string;
type Prefs = { theme: string };
interface Settings { size: number }
export const known = [AuthenticatorType, bulk, Client, ID, iterate, OAuthProvider, PasswordHash, UntypedQuery];
export type Known = [ErrorType, Models.User, ServerErrorType];
`;

const good: readonly string[] = [
  "await users.create({ userId: ID.unique(), email: 'ann@example.com' });",
  "await users.create(ID.unique(), 'ann@example.com', undefined, 'a password');",
  "await users.create(ID.unique(), undefined, '+14155552671');",
  'await users.list();',
  'await users.list([Query.limit(5)], name, false);',
  'await users.list({ queries: [Query.limit(5)] }, { signal: AbortSignal.timeout(5), deadlineMs: 100 });',
  'const { theme } = (await users.get<Prefs>({ userId: name })).prefs; theme.length;',
  'const { size } = await users.getPrefs<Settings>(name); size.toFixed();',
  'const all: Models.UserList<Prefs> = await users.list<Prefs>(); all.users[0]?.prefs.theme.length;',
  'const user: Models.User<Prefs> = await account.get<Prefs>(); user.prefs.theme.length;',
  'const team: Models.Team<Prefs> = await teams.get<Prefs>(name); team.prefs.theme.length;',
  "await users.createSHAUser(name, name, name, PasswordHash.Sha512, 'Ann');",
  "await users.createSHAUser({ userId: name, email: name, password: name, passwordVersion: 'sha3-512' });",
  'await account.createMFAAuthenticator(AuthenticatorType.Totp);',
  "const to: string = await account.createOAuth2Token(OAuthProvider.Github, 'https://example.com'); to.length;",
  'await account.createMfaChallenge({ factor: "email" });',
  'const gone: {} = await users.delete(name); String(gone);',
  "Query.equal('emailVerification', true);",
  "Query.equal('name', ['Ann', 'Bea']);",
  "Query.greaterThan('registration', '2026-01-01');",
  "Query.contains('labels', ['vip']);",
  'Query.equal(name, 1);',
  "UntypedQuery.equal('emial', 1);",
  "const text: string = Query.orderDesc('$createdAt'); text.length;",
  'for await (const user of users.iterate<Prefs>({ queries: [] })) user.prefs.theme.length;',
  'for await (const page of users.iteratePages()) page[0]?.email.length;',
  'for await (const team of iterate(async (queries) => (await teams.list({ queries })).teams)) team.total.toFixed();',
  'const outcomes = await bulk(users.iterate(), ({ $id }) => users.get($id)); if (outcomes[0]?.ok) outcomes[0].value.$id;',
  `const outcome: 'gone' | 'other' = ((type: ErrorType) => {
  switch (type) { case 'user_not_found': return 'gone'; default: return 'other'; }
})(error.type); outcome.length;`,
  `type Rest = Exclude<ErrorType, ServerErrorType>;
const told: Record<Rest, string> = {
  sdk_parameter_missing: '', sdk_parameter_invalid: '', sdk_connection_failed: '', sdk_deadline_passed: '',
  sdk_aborted: '', sdk_redirect_refused: '', sdk_answer_unreadable: '', sdk_unknown: '',
}; String(told);`,
  'for await (const { action } of hex.streamAuditLogs({ page: 2 })) action.length;',
  'new Client().use((request, next) => next({ ...request, url: request.url })).onRequest(({ status }) => status.toFixed());',
];

/** What must not compile, with the compiler's complaint. */
const bad: readonly (readonly [snippet: string, complaint: string])[] = [
  ["Query.equal('emial', true);", 'TS2345'],
  ["Query.equal('emailVerification', 'yes');", 'TS2345'],
  ["Query.greaterThan('total', 'many');", 'TS2345'],
  ["Query.orderAsc('nmae');", 'TS2345'],
  ["Query.contains('labels', [1]);", 'TS2322'],
  ['await users.create();', 'TS2554'],
  ["await users.create({ email: 'ann@example.com' });", 'TS2769'],
  ['await users.updateStatus(name, "off");', 'TS2769'],
  ["await users.createTarget(name, name, 'pigeon', name);", 'TS2345'],
  ["await account.createOAuth2Token('githab');", 'TS2769'],
  ['await users.get({ userId: name, nmae: name });', 'TS2769'],
  ['await users.nothing();', 'TS2339'],
  ["error.type === 'user_not_fuond';", 'TS2367'],
  [
    `((type: ErrorType): string => { switch (type) { case 'user_not_found': return ''; } })(error.type);`,
    'TS2366',
  ],
  ['(await users.get<Prefs>(name)).prefs.colour;', 'TS2339'],
  ['const id: number = (await users.get(name)).$id; id.toFixed();', 'TS2322'],
  [
    "const user: Parameters<HexUsers['createUser']>[0] = { username: name, password: name }; String(user);",
    'TS2741',
  ],
  ['new Client().setEndpoint(5);', 'TS2345'],
];

/** The compiler that the SDK is built with and, in the whole set, the one before it, which most projects have. */
const compilers = [
  { name: 'TypeScript 7', tsc: () => join(ROOT, 'node_modules/typescript/bin/tsc'), skip: false },
  { name: 'TypeScript 6', tsc: () => fetchedPath('typescript/bin/tsc'), skip: skipUnlessWhole },
];

for (const { name, tsc, skip } of compilers)
  describe(`the types of the SDK under ${name}`, { skip }, () => ofCompiler(tsc));

function ofCompiler(tsc: () => string): void {
  let folder = '';
  let complaints: ReadonlyMap<string, string> = new Map();
  before(async () => {
    folder = testFolder();
    write(folder, 'good', good);
    write(
      folder,
      'bad',
      bad.map(([snippet]) => snippet),
    );
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config()));
    complaints = await complained(folder, tsc());
  });

  it('let pass what is right', () => {
    const told = good.map((snippet, at) => [snippet, complaints.get(`good/${at}.ts`)]);
    assert.deepEqual(
      told,
      good.map((snippet) => [snippet, undefined]),
    );
  });

  it('refuse what is wrong', () => {
    const told = bad.map(([snippet], at) => [snippet, complaints.get(`bad/${at}.ts`)]);
    assert.deepEqual(told, bad);
  });

  it('are right in themselves', () => {
    const elsewhere = [...complaints.keys()].filter((file) => !/^(good|bad)\//.test(file));
    assert.deepEqual(elsewhere, []);
  });
}

function write(folder: string, kind: string, snippets: readonly string[]): void {
  mkdirSync(join(folder, kind));
  for (const [at, snippet] of snippets.entries())
    writeFileSync(join(folder, kind, `${at}.ts`), `${BEGIN}${snippet}\n`);
}

/** As a project of our users has it, strictest. */
function config() {
  const paths = { 'denizen-sdk': [join(ROOT, 'sdk/src/index.ts')] };
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'nodenext',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      moduleDetection: 'force',
      allowImportingTsExtensions: true,
      noEmit: true,
      paths,
    },
    include: ['good', 'bad'],
  };
}

/** The files that the compiler complains of, with its first complaint. */
function complained(folder: string, tsc: string): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 10_000_000 };
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], options, (_, output) => {
      const found = [...output.matchAll(/^(\S+?)\(\d+,\d+\): error (TS\d+)/gm)];
      resolve(new Map(found.reverse().map(([, file = '', code = '']) => [file, code])));
    });
  });
}
