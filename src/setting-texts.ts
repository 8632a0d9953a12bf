import { closeSync, openSync, readSync } from 'node:fs';
import { ConfigError } from './setting-values.ts';
import {
  type Environment,
  FILE,
  type Flags,
  type Name,
  type SettingView,
  type settings,
} from './settings.ts';

const FILE_BYTES_AT_MOST = 65_536;
const STANDARD_INPUT = 0;

/** A setting as operators see it. An empty value counts as none. */
export function viewOf(
  { name, flag, text, fallback, ...rest }: (typeof settings)[number],
  of: {
    readonly environment: Environment;
    readonly file: Environment;
    readonly flags: Flags;
    readonly settingText: (name: Name) => string | undefined;
  },
): SettingView {
  const given = of.settingText(name);
  const value = given ?? fallback;
  const origin = given === undefined ? 'default' : of.flags[flag] !== undefined ? 'flag' : originOf(name, of);
  const secret = 'secret' in rest ? rest.secret : undefined;
  const shown = secret === 'password' ? withoutPasswords(value) : value;
  return { name, text, value: secret === 'whole' && value !== '' ? null : shown, fallback, origin };
}

function originOf(name: Name, of: { readonly file: Environment; readonly environment: Environment }) {
  const isEnvironment = names(of.environment, name);
  const source = isEnvironment ? of.environment : of.file;
  if (source[name + FILE]?.trim()) return 'file';
  return isEnvironment ? 'environment' : 'config';
}

/** Whether a source has the setting, or the file with it. */
export function names(source: Environment, name: Name): boolean {
  return Boolean(source[name]?.trim() || source[name + FILE]?.trim());
}

/** Without users and queries either, which may be secrets or contain them. A password may contain any character. */
function withoutPasswords(text: string): string {
  return text
    .split(/,(?=\s*[a-z+]+:\/\/)/i)
    .map((url) =>
      url
        .trim()
        .replace(/:\/\/.*@/s, '://')
        .replace(/\?.*$/s, ''),
    )
    .join(',');
}

/** The text of a setting, or of the file that its source names. Fails with `ConfigError`. */
export function valueIn(
  environment: Environment,
  name: Name,
  readSecret: (path: string) => string,
): string | undefined {
  const path = environment[name + FILE]?.trim();
  if (!path) return environment[name];
  if (environment[name]?.trim())
    throw new ConfigError(`${name} and ${name}${FILE} say the same: remove one of them.`);
  try {
    return readSecret(path);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${name}${FILE}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}${FILE} names a file that cannot be read (${code ?? 'unknown'}): ${path}`);
  }
}

/** Reads a text that must not stand in the list of processes. Fails with `ConfigError` if it is too long. */
export function readSecretFile(path: string): string {
  const file = path === '-' ? STANDARD_INPUT : openSync(path, 'r');
  try {
    // A byte more than is allowed: a device may have no end.
    const bytes = Buffer.alloc(FILE_BYTES_AT_MOST + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < bytes.length; length += more)
      more = readSync(file, bytes, length, bytes.length - length, null);
    if (length > FILE_BYTES_AT_MOST) throw new ConfigError('The file is longer than 64 KiB.');
    return bytes.toString('utf8', 0, length);
  } finally {
    if (file !== STANDARD_INPUT) closeSync(file);
  }
}
