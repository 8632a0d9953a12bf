import { isIP } from 'node:net';
import { dirname, join } from 'node:path';

/** A setting that stops the start; the message says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Database =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string };

export type Config = {
  readonly host: string;
  readonly port: number;
  readonly database: Database;
  /** Where files of ours live beside the database. */
  readonly dataFolder: string;
  readonly project: string | undefined;
  readonly publicUrl: URL | undefined;
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
};

/** Apart from the rest, so that whoever prints a configuration prints no secret. */
export type Secrets = { readonly seal: string | undefined; readonly apiKey: string | undefined };

const SECRET_LEAST = 8;
const SECRET_STRONG = 32;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Setting = {
  readonly name: string;
  readonly flag: string;
  readonly value: string;
  readonly fallback: string;
  readonly text: string;
};

/** Every setting there is. Help, guide and refusals read this list. */
export const settings = [
  { name: 'DENIZEN_HOST', flag: 'host', value: 'address', fallback: '127.0.0.1', text: 'Address to listen on; 0.0.0.0 for all.' },
  { name: 'DENIZEN_PORT', flag: 'port', value: 'number', fallback: '4100', text: 'Port to listen on; 0 picks a free one.' },
  {
    name: 'DENIZEN_DATABASE',
    flag: 'database',
    value: 'url',
    fallback: 'sqlite:./data/denizen.db',
    text: 'sqlite:PATH, sqlite::memory: (gone when the server stops) or postgres://USER:PASSWORD@HOST/NAME.',
  },
  {
    name: 'DENIZEN_SECRET',
    flag: 'secret',
    value: 'text',
    fallback: '',
    text: 'Seals what must be readable again; 32 random characters or more, kept outside the database. Without it a key file is made in the data folder.',
  },
  { name: 'DENIZEN_PROJECT', flag: 'project', value: 'id', fallback: '', text: 'Project to make at the start if there is none of that id.' },
  {
    name: 'DENIZEN_API_KEY',
    flag: 'api-key',
    value: 'text',
    fallback: '',
    text: 'Secret of a key with all scopes for that project; another value replaces it.',
  },
  {
    name: 'DENIZEN_PUBLIC_URL',
    flag: 'public-url',
    value: 'url',
    fallback: '',
    text: 'Where people reach the server, such as https://id.example.com; pages of this origin may call it.',
  },
  {
    name: 'DENIZEN_TRUSTED_PROXIES',
    flag: 'trusted-proxies',
    value: 'list',
    fallback: '',
    text: 'Addresses or networks, separated by commas, whose X-Forwarded-For is believed, such as 10.0.0.0/8.',
  },
  {
    name: 'DENIZEN_LOG_LEVEL',
    flag: 'log-level',
    value: 'level',
    fallback: 'info',
    text: `How much goes to the log: ${LOG_LEVELS.join(', ')}.`,
  },
] as const satisfies readonly Setting[];

type Name = (typeof settings)[number]['name'];
type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, string | undefined>>;

/** Reads every setting once: a flag before the environment before the default. Refuses with `ConfigError`. */
export function readConfig(environment: Environment, flags: Flags = {}): { config: Config; secrets: Secrets } {
  refuseUnknown(environment);
  const given = (name: Name): string | undefined => {
    const setting = settings.find((candidate) => candidate.name === name);
    const value = (setting && flags[setting.flag]) ?? environment[name];
    return value?.trim() === '' ? undefined : value?.trim();
  };
  const said = (name: Name): string => given(name) ?? settings.find((setting) => setting.name === name)?.fallback ?? '';
  const database = databaseOf(said('DENIZEN_DATABASE'));
  const config: Config = Object.freeze({
    host: hostOf(said('DENIZEN_HOST')),
    port: portOf(said('DENIZEN_PORT')),
    database,
    dataFolder: database.engine === 'sqlite' && database.path !== ':memory:' ? dirname(database.path) : 'data',
    project: projectOf(given('DENIZEN_PROJECT')),
    publicUrl: publicUrlOf(given('DENIZEN_PUBLIC_URL')),
    trustedProxies: Object.freeze(proxiesOf(said('DENIZEN_TRUSTED_PROXIES'))),
    logLevel: levelOf(said('DENIZEN_LOG_LEVEL')),
  });
  const secrets = { seal: longEnough('DENIZEN_SECRET', given('DENIZEN_SECRET')), apiKey: apiKeyOf(given('DENIZEN_API_KEY')) };
  return { config, secrets: Object.freeze(secrets) };
}

/** The file that holds the sealing key when no setting says it. */
export function keyFile(config: Config): string {
  return join(config.dataFolder, 'denizen.key');
}

function refuseUnknown(environment: Environment): void {
  const known = new Set<string>(settings.map((setting) => setting.name));
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DENIZEN_') && !known.has(name));
  if (unknown.length === 0) return;
  throw new ConfigError(`There is no setting ${unknown.join(', ')}. Remove it, or use one of: ${[...known].join(', ')}.`);
}

function databaseOf(text: string): Database {
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw new ConfigError('DENIZEN_DATABASE is not a valid URL. Write postgres://USER:PASSWORD@HOST:5432/NAME and percent-encode special characters in the password.');
    return { engine: 'postgres', url: text };
  }
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (path === undefined) throw new ConfigError('DENIZEN_DATABASE must begin with sqlite: or postgres://, as in sqlite:./data/denizen.db.');
  return { engine: 'sqlite', path };
}

function hostOf(text: string): string {
  if (isIP(text) || /^[a-z0-9.-]+$/i.test(text)) return text;
  throw new ConfigError(`DENIZEN_HOST must be an address or a host name such as 127.0.0.1, not ${JSON.stringify(text)}.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ConfigError(`DENIZEN_PORT must be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
}

function projectOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-z0-9][a-z0-9._-]{0,35}$/.test(text)) return text;
  throw new ConfigError('DENIZEN_PROJECT must have 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.');
}

function publicUrlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && url.pathname === '/';
  if (plain) return url;
  throw new ConfigError('DENIZEN_PUBLIC_URL must be a scheme and a host and nothing behind them, as in https://id.example.com.');
}

function proxiesOf(text: string): string[] {
  const proxies = text.split(',').map((part) => part.trim()).filter(Boolean);
  for (const proxy of proxies) {
    const [address = '', bits, ...more] = proxy.split('/');
    const version = isIP(address);
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
    if (version === 0 || !fits || more.length > 0) {
      throw new ConfigError(`DENIZEN_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, and ${JSON.stringify(proxy)} is neither.`);
    }
  }
  return proxies;
}

function levelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return level;
  throw new ConfigError(`DENIZEN_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(text)}.`);
}

function apiKeyOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\x21-\x7e]+$/.test(text)) {
    throw new ConfigError('DENIZEN_API_KEY must consist of printable ASCII characters without blanks: it travels in a header.');
  }
  return longEnough('DENIZEN_API_KEY', text);
}

function longEnough(name: Name, text: string | undefined): string | undefined {
  if (text === undefined || text.length >= SECRET_LEAST) return text;
  throw new ConfigError(`${name} must have ${SECRET_LEAST} characters or more. Make one with: openssl rand -hex 32`);
}

/** What works and is better changed, one sentence each. */
export function warningsAbout(config: Config, secrets: Secrets): readonly string[] {
  const weak = (name: Name, text: string | undefined) =>
    text !== undefined && text.length < SECRET_STRONG
      ? [`${name} has fewer than ${SECRET_STRONG} characters and may be guessed. Make one with: openssl rand -hex 32`]
      : [];
  return [
    ...weak('DENIZEN_SECRET', secrets.seal),
    ...weak('DENIZEN_API_KEY', secrets.apiKey),
    ...(config.database.engine === 'postgres' && secrets.seal === undefined
      ? [`Without DENIZEN_SECRET the sealing key is in ${keyFile(config)}, and other copies of the server will not have it.`]
      : []),
  ];
}
