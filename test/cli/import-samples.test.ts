import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { generate } from 'otplib';
import { type ImportInput, importCommand } from '../../src/cli/import.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { usersShow } from '../../src/cli/users.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { isWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';

type SampleUser = {
  readonly sourceId: string;
  readonly email?: string;
  readonly username?: string;
  readonly password?: string | null;
  readonly totp?: string;
};
type Expected = {
  readonly files: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  readonly users: readonly SampleUser[];
  /** Further users, of whom only the password is named. */
  readonly others?: readonly unknown[];
};
type Ended = { readonly state: string; readonly counts: Readonly<Record<string, number>> };
type Shown = { readonly id: string };

const SAMPLES = join(import.meta.dirname, '../imports/samples');
/** The quick set has one of each reader. */
const QUICK = ['csv', 'firebase', 'keycloak', 'ldif', 'nextcloud', 'prestashop', 'supabase', 'zitadel'];

/** What their operator types beside the files. */
const typed: Readonly<Record<string, Partial<ImportInput>>> = {
  kratos: { option: ['trait=email=email,name=name.first name.last,phone=phone'] },
  okta: { option: ['verified-when=active'] },
  zitadel: { provider: ['124425861423228496=google'] },
};
/** Names of keys as the applications have them in their settings. */
const settings: Readonly<Record<string, string>> = {
  appKey: 'APP_KEY',
  railsPrimaryKey: 'ACTIVE_RECORD_ENCRYPTION_PRIMARY_KEY',
  railsKeyDerivationSalt: 'ACTIVE_RECORD_ENCRYPTION_KEY_DERIVATION_SALT',
};

onEachEngine('a sample of another system on the command line', (database) => {
  for (const system of readdirSync(SAMPLES).filter(
    (name) => isSample(name) && (isWhole || QUICK.includes(name)),
  ))
    it(`of ${system} is imported, with the passwords of its users`, async () => {
      const expected = readExpected(system);
      const project = `from-${system}`;
      const { text, json } = commandsOn(database, project);
      await text((args, output) => projectsCreate(args, output, { id: project, name: system }));
      const input = await inputOf(system, expected);
      const ended = await json<Ended>((args, output) => importCommand(args, output, input));
      assert.deepEqual(
        [ended.state, ended.counts.new, ended.counts.refused, ended.counts.conflict],
        ['ended', expected.users.length + (expected.others?.length ?? 0), 0, 0],
      );
      const ann = expected.users.find(({ email }) => email === 'ann@example.com');
      if (ann === undefined) return;
      const shown = await json<Shown>((args, output) => usersShow(args, output, 'ann@example.com'));
      assert.ok(shown.id);
    });
});

function isSample(name: string): boolean {
  return existsSync(join(SAMPLES, name, 'expected.json'));
}

function readExpected(system: string): Expected {
  return JSON.parse(readFileSync(join(SAMPLES, system, 'expected.json'), 'utf8')) as Expected;
}

async function inputOf(system: string, expected: Expected): Promise<ImportInput> {
  const folder = testFolder();
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const canaries: string[] = [];
  for (const { email, username, sourceId, password, totp } of expected.users) {
    if (!password) continue;
    const code = totp === undefined ? undefined : await generate({ secret: totp });
    canaries.push(JSON.stringify({ name: email ?? username ?? sourceId, password, code }));
  }
  const { pepper, secret, ...others } = expected.options ?? {};
  const keys = Object.entries({
    ...(secret && { [system === 'nextcloud' ? 'NEXTCLOUD_SECRET' : 'BETTER_AUTH_SECRET']: secret }),
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [settings[name] ?? '', value])),
  }).filter(([name]) => name !== '');
  const env = write('.env', keys.map(([name, value]) => `${name}=${value}\n`).join(''));
  const { option = [], provider = [] } = typed[system] ?? {};
  return {
    ...{ names: [system, ...filesOf(system, expected)], dryRun: false, yes: true, report: undefined },
    ...{ provider, option: keys.length === 0 ? option : [...option, `env-file=${env}`] },
    canary: canaries.length === 0 ? undefined : write('canaries', canaries.join('\n')),
    ...(pepper && { pepperFile: write('pepper', pepper) }),
  };
}

/** Some samples have the same users in two forms: the first one is taken. */
function filesOf(system: string, { files }: Expected): readonly string[] {
  return files
    .map((name) => join(SAMPLES, system, name.split(' ', 1)[0] ?? ''))
    .filter((path) => existsSync(path));
}
