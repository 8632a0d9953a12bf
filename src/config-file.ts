import { basename } from 'node:path';
import { parseEnv } from 'node:util';
import { nearest } from './setting-names.ts';
import { readSecretFile } from './setting-texts.ts';
import { ConfigError } from './setting-values.ts';
import { type Environment, settingNames, settings } from './settings.ts';

/** By key: the name of the setting, and what stands between the values of a list. */
const byKey: ReadonlyMap<string, string> = new Map(
  settingNames.map((name) => {
    const setting = settings.find((candidate) => candidate.name === name);
    const secret = settings.find((candidate) => `${candidate.name}_FILE` === name);
    return [setting ? setting.flag : `${secret?.flag}-file`, name];
  }),
);

const separators: Readonly<Record<string, string>> = {
  DENIZEN_DATABASE_READ: ',',
  DENIZEN_TRUSTED_PROXIES: ',',
  DENIZEN_BACKUP: ',',
  DENIZEN_SECRET_PREVIOUS: '\n',
};

/**
 * Reads the settings of a file, 64 KiB at most: `.toml`, whose keys are the flags, or `.env`, whose names are those of the
 * environment, of which others are left out. Returns them by the names of the environment. Fails with `ConfigError`.
 */
export async function readConfigFile(path: string): Promise<Environment> {
  const isToml = path.endsWith('.toml');
  if (!isToml && !/^\.env(?:\..+)?$|\.env$/.test(basename(path)))
    throw new ConfigError(`--config takes a file whose name ends in .toml or .env, not ${path}.`);
  const text = textIn(path);
  return isToml ? await fromToml(path, text) : fromEnvironmentFile(path, text);
}

function textIn(path: string): string {
  try {
    return readSecretFile(path);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`--config ${path}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`--config names a file that cannot be read (${code ?? 'unknown'}): ${path}`);
  }
}

function fromEnvironmentFile(path: string, text: string): Environment {
  const entries = Object.entries(parseEnv(text)).filter(
    ([name]) => name.startsWith('DENIZEN_') || settingNames.includes(name),
  );
  const unknown = entries.map(([name]) => name).find((name) => !settingNames.includes(name));
  if (unknown !== undefined) throw unknownIn(path, unknown, settingNames);
  return Object.fromEntries(entries);
}

async function fromToml(path: string, text: string): Promise<Environment> {
  const { parse, TomlError } = await import('smol-toml');
  let table: Record<string, unknown>;
  try {
    table = parse(text, { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its message repeats the line, which may be a secret.
    throw new ConfigError(`--config ${path}: line ${error.line} is not valid TOML.`);
  }
  const entries = Object.entries(table).map(([key, value]) => {
    const name = byKey.get(key.replaceAll('_', '-'));
    if (name === undefined) throw unknownIn(path, key, [...byKey.keys()]);
    return [name, textOf(value, { path, key, separator: separators[name] })];
  });
  return Object.fromEntries(entries);
}

type Place = { readonly path: string; readonly key: string; readonly separator: string | undefined };

function textOf(value: unknown, { path, key, separator }: Place): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value) && separator !== undefined && value.every((item) => typeof item === 'string'))
    return value.join(separator);
  const list = separator === undefined ? '' : ', or a list of texts';
  throw new ConfigError(`--config ${path}: ${key} takes a text, a whole number, true or false${list}.`);
}

function unknownIn(path: string, name: string, known: readonly string[]): ConfigError {
  const meant = nearest(name, known);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new ConfigError(`--config ${path}: there is no setting ${name}.${question}`);
}
