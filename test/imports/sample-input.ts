import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'otplib';
import type { ImportInput } from '../../src/cli/import.ts';
import { testFolder } from '../support/folders.ts';

type SampleUser = {
  readonly sourceId: string;
  readonly email?: string;
  readonly username?: string;
  readonly password?: string | null;
  readonly totp?: string;
};
export type Expected = {
  readonly files: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  readonly users: readonly SampleUser[];
  /** Further users, of whom only the password is named. */
  readonly others?: readonly unknown[];
};
export const SAMPLES = join(import.meta.dirname, 'samples');

/** What their operator types beside the files. */
export const typed: Readonly<Record<string, Partial<ImportInput>>> = {
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

export function readExpected(system: string): Expected {
  return JSON.parse(readFileSync(join(SAMPLES, system, 'expected.json'), 'utf8')) as Expected;
}

/** What the operator types to import a sample. */
export async function inputOf(system: string, expected: Expected): Promise<ImportInput> {
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
