import { closeSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import {
  type MailAddress,
  mailFromOf,
  type SmtpLogin,
  type SmtpServer,
  smsSecretOf,
  smsUrlOf,
  smtpOf,
} from './delivery/settings.ts';
import { type Observation, observationOf, observationSettings } from './observation-settings.ts';
import {
  adminEmailOf,
  apiKeyOf,
  type BackupSetting,
  backupOf,
  ConfigError,
  connectionsOf,
  type Database,
  databaseOf,
  earlierSecretsOf,
  hostOf,
  LOG_LEVELS,
  type LogLevel,
  levelOf,
  megabytesOf,
  type PasswordCost,
  passwordCostOf,
  portOf,
  processesOf,
  projectOf,
  proxiesOf,
  publicUrlOf,
  replicasOf,
  SECRET_STRONG,
  secondsOf,
  secretOf,
  switchOf,
  tlsOf,
} from './setting-values.ts';
import { otlpHeadersOf } from './tracing/settings.ts';

export type Config = Observation & {
  readonly host: string;
  readonly port: number;
  readonly database: Database;
  /** Whether PostgreSQL may keep prepared statements. */
  readonly prepared: boolean;
  /** Connections to PostgreSQL that the processes of a server have together. */
  readonly databaseConnections: number;
  /** Processes of a server. */
  readonly processes: number;
  /** URLs of replicas of the database, without their passwords. */
  readonly replicas: readonly string[];
  /** Whether all writes of a caller come from this process. */
  readonly replicasAlone: boolean;
  /** How long a server waits at its start for a PostgreSQL server that does not answer. */
  readonly databaseWaitSeconds: number;
  /** A server with less free space on the disk of its database file is not ready. */
  readonly diskMinFreeMegabytes: number;
  /** The folder of Denizen's other files. */
  readonly dataFolder: string;
  /** Where files lie that administrators upload to import them, and how large those of an import may be. */
  readonly imports: { readonly folder: string; readonly mostBytes: number };
  readonly project: string | undefined;
  /** The project served to hex.pm's clients; without it, none is. */
  /** The owner to create at the start. */
  readonly adminEmail: string | undefined;
  readonly hexProject: string | undefined;
  readonly publicUrl: URL | undefined;
  /** The files of the certificate that the server speaks TLS with, if it does. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  readonly passwordCost: PasswordCost;
  /** Whether the database has an index on parts of words. */
  readonly substringIndex: boolean;
  readonly smtp: SmtpServer | undefined;
  readonly mailFrom: MailAddress | undefined;
  /** Folder of the operator's templates. */
  readonly mailTemplates: string | undefined;
  /** The host of the SMS webhook. The whole URL is among the secrets. */
  readonly smsHost: string | undefined;
  /** Whether webhooks may lead to private addresses and use plain HTTP. */
  readonly privateWebhooks: boolean;
  /** Planned backups, if there are any. */
  readonly backup: BackupSetting | undefined;
  /** Whether the server has the web console and the API under it. */
  readonly console: boolean;
  /** Whether systemd waits for the word that the server is ready. */
  readonly isNotifying: boolean;
  /** Every setting with its origin, and without secrets. */
  readonly settings: readonly SettingView[];
  /** Where the server notes which databases it has had, outside of their folders; missing without a home folder. */
  readonly stateFolder: string | undefined;
};

/** Separate, so that printing a configuration prints no secret. */
export type Secrets = {
  readonly seal: string | undefined;
  /** Earlier secrets that can still open sealed data, until it is resealed. */
  readonly earlierSeals: readonly string[];
  readonly apiKey: string | undefined;
  readonly adminPassword: string | undefined;
  /** Percent-encoded, as in the URL. */
  readonly databasePassword: string | undefined;
  /** The same for each of the replicas. */
  readonly replicaPasswords: readonly (string | undefined)[];
  readonly smtpLogin: SmtpLogin | undefined;
  /** Secret, since such URLs often contain a key. */
  readonly smsUrl: URL | undefined;
  readonly smsSecret: string | undefined;
  /** Headers for the receiver of spans. */
  readonly otlpHeaders: Readonly<Record<string, string>> | undefined;
};

const KUBERNETES =
  ' Kubernetes adds such variables for a service of that name: set enableServiceLinks to false.';

export type Setting = {
  readonly name: string;
  readonly flag: string;
  readonly value: string;
  readonly fallback: string;
  readonly text: string;
  /** What of it must not be seen: all, or the password of a URL. It may stand in a file as well. */
  readonly secret?: 'whole' | 'password';
};

/** Where the value of a setting comes from: `file` is that of a secret, `config` the one of `--config`. */
export type SettingOrigin = 'flag' | 'environment' | 'file' | 'config' | 'default';

/** A setting as operators see it. */
export type SettingView = {
  readonly name: string;
  readonly text: string;
  /** Null for a secret that is set; users, passwords and queries in URLs are left out. */
  readonly value: string | null;
  readonly fallback: string;
  readonly origin: SettingOrigin;
};

/** Every setting. Help, guide and error messages are generated from this list. */
export const settings = [
  {
    name: 'DENIZEN_HOST',
    flag: 'host',
    value: 'address',
    fallback: 'localhost',
    text: 'Address to listen on; localhost is 127.0.0.1 and ::1, 0.0.0.0 is all.',
  },
  {
    name: 'DENIZEN_PORT',
    flag: 'port',
    value: 'number',
    fallback: '4100',
    text: 'Port to listen on; 0 picks a free one.',
  },
  {
    name: 'DENIZEN_DATABASE',
    flag: 'database',
    secret: 'password',
    value: 'url',
    fallback: 'sqlite:./data/denizen.db',
    text: 'sqlite:PATH, sqlite::memory: (gone when the server stops) or postgres://USER:PASSWORD@HOST/NAME.',
  },
  {
    name: 'DENIZEN_DATABASE_READ',
    flag: 'database-read',
    secret: 'password',
    value: 'urls',
    fallback: '',
    text: 'Replicas of the PostgreSQL database for lists, counts, logs and usage, as postgres:// URLs separated by commas.',
  },
  {
    name: 'DENIZEN_DATABASE_READ_ALONE',
    flag: 'database-read-alone',
    value: 'on|off',
    fallback: 'off',
    text: 'on if all writes of a caller go through this process: replicas are then read without asking the primary how far it is.',
  },
  {
    name: 'DENIZEN_PREPARED',
    flag: 'prepared',
    value: 'on|off',
    fallback: 'on',
    text: 'off keeps no prepared statements in PostgreSQL, for poolers that cannot keep them apart, as PgBouncer before 1.21.',
  },
  {
    name: 'DENIZEN_DATABASE_CONNECTIONS',
    flag: 'database-connections',
    value: 'number',
    fallback: '24',
    text: 'Connections to PostgreSQL that the processes of the server have together; a migration has three more.',
  },
  {
    name: 'DENIZEN_PROCESSES',
    flag: 'processes',
    value: 'number',
    fallback: '',
    text: 'Processes that serve requests. By default one on SQLite; on PostgreSQL as many as the machine has cores, and a sixth of the connections at most.',
  },
  {
    name: 'DENIZEN_DATABASE_WAIT_SECONDS',
    flag: 'database-wait-seconds',
    value: 'seconds',
    fallback: '30',
    text: 'How long a start waits for a PostgreSQL server that does not answer; 0 does not wait.',
  },
  {
    name: 'DENIZEN_DISK_MIN_FREE_MB',
    flag: 'disk-min-free-mb',
    value: 'megabytes',
    fallback: '100',
    text: 'Free space on the disk of the SQLite database below which /readyz is red and check warns.',
  },
  {
    name: 'DENIZEN_BACKUP',
    flag: 'backup',
    value: 'plan',
    fallback: '',
    text: 'Folder for backups that the server makes, how often (6h) and how many it keeps (14): /var/backups/denizen,every=6h,keep=14. With recipient=age1… they are encrypted.',
  },
  {
    name: 'DENIZEN_IMPORT_FOLDER',
    flag: 'import-folder',
    value: 'path',
    fallback: '',
    text: 'Folder for files that administrators upload to import them, and for their reports. Default: imports in the data folder.',
  },
  {
    name: 'DENIZEN_IMPORT_MAX_MB',
    flag: 'import-max-mb',
    value: 'megabytes',
    fallback: '2048',
    text: 'How large the uploaded files of an import may be together.',
  },
  {
    name: 'DENIZEN_SECRET',
    flag: 'secret',
    secret: 'whole',
    value: 'text',
    fallback: '',
    text: 'Secret that encrypts stored messages, tokens and seeds; 32 random characters or more, kept outside the database. Defaults to a key file in the data folder.',
  },
  {
    name: 'DENIZEN_SECRET_PREVIOUS',
    flag: 'secret-previous',
    secret: 'whole',
    value: 'text',
    fallback: '',
    text: 'Earlier values of DENIZEN_SECRET during its rotation, one per line.',
  },
  {
    name: 'DENIZEN_PROJECT',
    flag: 'project',
    value: 'id',
    fallback: '',
    text: 'Project to create at the start if it does not exist.',
  },
  {
    name: 'DENIZEN_API_KEY',
    flag: 'api-key',
    secret: 'whole',
    value: 'text',
    fallback: '',
    text: 'Secret of a key of that project with all scopes; a new value replaces it.',
  },
  {
    name: 'DENIZEN_ADMIN_EMAIL',
    flag: 'admin-email',
    value: 'email',
    fallback: '',
    text: 'Email address of an owner to create at the start if there is none with it. Needs DENIZEN_ADMIN_PASSWORD.',
  },
  {
    name: 'DENIZEN_ADMIN_PASSWORD',
    flag: 'admin-password',
    secret: 'whole',
    value: 'text',
    fallback: '',
    text: 'First password of that owner, 15 characters or more; it is not set again.',
  },
  {
    name: 'DENIZEN_HEX_PROJECT',
    flag: 'hex-project',
    value: 'id',
    fallback: '',
    text: 'Project that serves hex.pm clients under /hex/api; without it there is no /hex.',
  },
  {
    name: 'DENIZEN_PUBLIC_URL',
    flag: 'public-url',
    value: 'url',
    fallback: '',
    text: 'Public address of the server, such as https://id.example.com; pages of this origin may call it.',
  },
  {
    name: 'DENIZEN_CONSOLE',
    flag: 'console',
    value: 'on|off',
    fallback: 'on',
    text: 'off serves neither the web console at /console nor the API that it uses, /admin.',
  },
  {
    name: 'DENIZEN_TLS_CERT',
    flag: 'tls-cert',
    value: 'file',
    fallback: '',
    text: 'Certificate with its chain, as PEM: the server speaks HTTPS alone. It is read again when it changes. Needs DENIZEN_TLS_KEY.',
  },
  {
    name: 'DENIZEN_TLS_KEY',
    flag: 'tls-key',
    value: 'file',
    fallback: '',
    text: 'Private key of that certificate, as PEM without a passphrase.',
  },
  {
    name: 'DENIZEN_TRUSTED_PROXIES',
    flag: 'trusted-proxies',
    value: 'list',
    fallback: '',
    text: 'Addresses or networks of trusted proxies, separated by commas, whose X-Forwarded-For is used, such as 10.0.0.0/8.',
  },
  {
    name: 'DENIZEN_LOG_LEVEL',
    flag: 'log-level',
    value: 'level',
    fallback: 'info',
    text: `Least severe level to log: ${LOG_LEVELS.join(', ')}.`,
  },
  ...observationSettings,
  {
    name: 'DENIZEN_PASSWORD_COST',
    flag: 'password-cost',
    value: 'costs',
    fallback: 'm=19456,t=2,p=1',
    text: 'Cost of new password hashes (argon2id): memory in KiB, passes, lanes. Older hashes are upgraded at the next sign-in.',
  },
  {
    name: 'DENIZEN_SUBSTRING_INDEX',
    flag: 'substring-index',
    value: 'on|off',
    fallback: 'on',
    text: 'Index that finds users by a part of a word, built or dropped at the next start; off saves about 240 bytes per user, and up to half of the time to create one.',
  },
  {
    name: 'DENIZEN_SMTP_URL',
    flag: 'smtp-url',
    secret: 'password',
    value: 'url',
    fallback: '',
    text: 'SMTP server: smtp://USER:PASSWORD@HOST:587, or smtps:// for implicit TLS. Needs DENIZEN_MAIL_FROM.',
  },
  {
    name: 'DENIZEN_MAIL_FROM',
    flag: 'mail-from',
    value: 'address',
    fallback: '',
    text: 'Sender of mail: id@example.com, or Example <id@example.com>.',
  },
  {
    name: 'DENIZEN_MAIL_TEMPLATES',
    flag: 'mail-templates',
    value: 'folder',
    fallback: '',
    text: 'Folder of templates that replace those of Denizen, such as recovery.de.html.',
  },
  {
    name: 'DENIZEN_PRIVATE_WEBHOOKS',
    flag: 'private-webhooks',
    value: 'on|off',
    fallback: 'off',
    text: 'on lets webhooks lead to private addresses and use plain HTTP, for development.',
  },
  {
    name: 'DENIZEN_SMS_URL',
    flag: 'sms-url',
    secret: 'whole',
    value: 'url',
    fallback: '',
    text: 'Webhook that receives text messages as signed JSON. Needs DENIZEN_SMS_SECRET.',
  },
  {
    name: 'DENIZEN_SMS_SECRET',
    flag: 'sms-secret',
    secret: 'whole',
    value: 'text',
    fallback: '',
    text: 'Secret that signs requests to DENIZEN_SMS_URL; 32 random characters or more.',
  },
] as const satisfies readonly Setting[];

const FILE = '_FILE';
/** Letters of a misspelt name. */
const NAME_COMPARED = 100;
const FILE_BYTES_AT_MOST = 65_536;
const STANDARD_INPUT = 0;
const PASSWORD_IN_URL = /(?:^|,)\s*[a-z+]+:\/\/[^/@]*:[^/@]+@/i;

const secretSettings: readonly Setting[] = settings.filter((setting) => 'secret' in setting);

/** The names of all settings, and those that say in which file a secret is. */
export const settingNames: readonly string[] = [
  ...settings.map(({ name }) => name),
  ...secretSettings.map(({ name }) => name + FILE),
];

export type Name = (typeof settings)[number]['name'];
export type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, string | undefined>>;

/** What is read beside the environment and the flags. */
type Sources = {
  readonly readSecret?: (path: string) => string;
  /** What the file of `--config` says, by the names of the environment. */
  readonly file?: Environment;
};

/** The settings as they were read. `texts` has each as it was given, with its secrets: compare them, show none. */
export type Loaded = {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly texts: ReadonlyMap<Name, string | undefined>;
};

/**
 * Reads every setting once: a flag before the environment before the file of `--config` before the default. A secret may
 * stand in a file that the environment or that file names, `-` for standard input. Fails with `ConfigError`.
 */
export function readConfig(
  environment: Environment,
  flags: Flags = {},
  { readSecret = readSecretFile, file = {} }: Sources = {},
): Loaded {
  refuseUnknown(environment);
  refuseUnknown(file);
  // Each is read once: standard input is empty the second time.
  const texts = new Map<Name, string | undefined>();
  const settingText = (name: Name): string | undefined => {
    if (texts.has(name)) return texts.get(name);
    const setting = settings.find((candidate) => candidate.name === name);
    const source = names(environment, name) ? environment : file;
    const value = (setting && flags[setting.flag]) ?? valueIn(source, name, readSecret);
    texts.set(name, value?.trim() === '' ? undefined : value?.trim());
    return texts.get(name);
  };
  const valueOrDefault = (name: Name): string =>
    settingText(name) ?? settings.find((setting) => setting.name === name)?.fallback ?? '';
  const seconds = (name: Name): number => secondsOf(name, valueOrDefault(name));
  const { database, password } = databaseOf(valueOrDefault('DENIZEN_DATABASE'));
  const replicas = replicasOf(valueOrDefault('DENIZEN_DATABASE_READ'), database);
  const smtp = smtpOf(settingText('DENIZEN_SMTP_URL'));
  const smsUrl = smsUrlOf(settingText('DENIZEN_SMS_URL'));
  const connections = connectionsOf(valueOrDefault('DENIZEN_DATABASE_CONNECTIONS'));
  const adminPassword = settingText('DENIZEN_ADMIN_PASSWORD');
  const config: Config = Object.freeze({
    host: hostOf(valueOrDefault('DENIZEN_HOST')),
    port: portOf(valueOrDefault('DENIZEN_PORT')),
    database,
    replicas: Object.freeze(replicas.map(({ url }) => url)),
    replicasAlone: switchOf('DENIZEN_DATABASE_READ_ALONE', valueOrDefault('DENIZEN_DATABASE_READ_ALONE')),
    prepared: switchOf('DENIZEN_PREPARED', valueOrDefault('DENIZEN_PREPARED')),
    databaseConnections: connections,
    processes: processesOf(settingText('DENIZEN_PROCESSES'), {
      ...{ engine: database.engine, connections, cores: availableParallelism() },
    }),
    databaseWaitSeconds: seconds('DENIZEN_DATABASE_WAIT_SECONDS'),
    diskMinFreeMegabytes: megabytesOf('DENIZEN_DISK_MIN_FREE_MB', valueOrDefault('DENIZEN_DISK_MIN_FREE_MB')),
    dataFolder: dataFolderOf(database),
    imports: importsOf(database, settingText, valueOrDefault),
    project: projectOf('DENIZEN_PROJECT', settingText('DENIZEN_PROJECT')),
    adminEmail: adminEmailOf(settingText('DENIZEN_ADMIN_EMAIL'), adminPassword !== undefined),
    hexProject: projectOf('DENIZEN_HEX_PROJECT', settingText('DENIZEN_HEX_PROJECT')),
    publicUrl: publicUrlOf(settingText('DENIZEN_PUBLIC_URL')),
    tls: tlsOf(settingText('DENIZEN_TLS_CERT'), settingText('DENIZEN_TLS_KEY')),
    trustedProxies: Object.freeze(proxiesOf(valueOrDefault('DENIZEN_TRUSTED_PROXIES'))),
    logLevel: levelOf(valueOrDefault('DENIZEN_LOG_LEVEL')),
    ...observationOf(settingText, valueOrDefault),
    passwordCost: passwordCostOf(valueOrDefault('DENIZEN_PASSWORD_COST')),
    substringIndex: switchOf('DENIZEN_SUBSTRING_INDEX', valueOrDefault('DENIZEN_SUBSTRING_INDEX')),
    smtp: smtp?.server,
    mailFrom: mailFromOf(settingText('DENIZEN_MAIL_FROM'), smtp !== undefined),
    privateWebhooks: switchOf('DENIZEN_PRIVATE_WEBHOOKS', valueOrDefault('DENIZEN_PRIVATE_WEBHOOKS')),
    mailTemplates: settingText('DENIZEN_MAIL_TEMPLATES'),
    smsHost: smsUrl?.host,
    backup: backupOf(settingText('DENIZEN_BACKUP'), database),
    console: switchOf('DENIZEN_CONSOLE', valueOrDefault('DENIZEN_CONSOLE')),
    isNotifying: Boolean(environment.NOTIFY_SOCKET),
    settings: Object.freeze(
      settings.map((setting) => viewOf(setting, { environment, file, flags, settingText })),
    ),
    stateFolder: stateFolderOf(environment),
  });
  const secrets: Secrets = Object.freeze({
    seal: secretOf(settingText('DENIZEN_SECRET')),
    earlierSeals: Object.freeze(earlierSecretsOf(valueOrDefault('DENIZEN_SECRET_PREVIOUS'))),
    apiKey: apiKeyOf(settingText('DENIZEN_API_KEY')),
    adminPassword,
    databasePassword: password,
    replicaPasswords: Object.freeze(replicas.map((replica) => replica.password)),
    smtpLogin: smtp?.login,
    smsUrl,
    smsSecret: smsSecretOf(settingText('DENIZEN_SMS_SECRET'), smsUrl !== undefined),
    otlpHeaders: otlpHeadersOf(settingText('OTEL_EXPORTER_OTLP_HEADERS')),
  });
  refuseSharedSecret(secrets);
  return { config, secrets, texts };
}

function importsOf(
  database: Database,
  settingText: (name: Name) => string | undefined,
  valueOrDefault: (name: Name) => string,
): Config['imports'] {
  const folder = settingText('DENIZEN_IMPORT_FOLDER') ?? join(dataFolderOf(database), 'imports');
  const most = megabytesOf('DENIZEN_IMPORT_MAX_MB', valueOrDefault('DENIZEN_IMPORT_MAX_MB'));
  return Object.freeze({ folder, mostBytes: most * 1_048_576 });
}

/** An empty value counts as none. */
function viewOf(
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

function originOf(name: Name, of: Pick<Required<Sources>, 'file'> & { readonly environment: Environment }) {
  const isEnvironment = names(of.environment, name);
  const source = isEnvironment ? of.environment : of.file;
  if (source[name + FILE]?.trim()) return 'file';
  return isEnvironment ? 'environment' : 'config';
}

/** Whether a source has the setting, or the file with it. */
function names(source: Environment, name: Name): boolean {
  return Boolean(source[name]?.trim() || source[name + FILE]?.trim());
}

/** The folder for what programs note between two runs (XDG Base Directory Specification). */
function stateFolderOf({ XDG_STATE_HOME: state, HOME: home }: Environment): string | undefined {
  if (state && isAbsolute(state)) return join(state, 'denizen');
  return home && isAbsolute(home) && home !== '/' ? join(home, '.local', 'state', 'denizen') : undefined;
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

/** Returns the same settings over another database. Fails with `ConfigError`. */
export function withDatabase(
  { config, secrets }: { readonly config: Config; readonly secrets: Secrets },
  url: string,
): { config: Config; secrets: Secrets } {
  const { database, password } = databaseOf(url);
  return {
    config: Object.freeze({ ...config, database, dataFolder: dataFolderOf(database) }),
    secrets: Object.freeze({ ...secrets, databasePassword: password }),
  };
}

function dataFolderOf(database: Database): string {
  return database.engine === 'sqlite' && database.path !== ':memory:' ? dirname(database.path) : 'data';
}

function valueIn(
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

/** Sentences about secrets that were given as flags, which everybody on the machine sees in the list of processes. */
export function warningsAboutFlags(flags: Flags): readonly string[] {
  return secretSettings.flatMap(({ name, flag, secret }) => {
    const value = flags[flag];
    if (value === undefined || (secret === 'password' && !hasPassword(value))) return [];
    return [
      `Others on this machine can read --${flag} in the list of processes: set ${name}${FILE} instead.`,
    ];
  });
}

/** Reports whether an address of a database contains a password. */
export function hasPassword(url: string): boolean {
  return PASSWORD_IN_URL.test(url);
}

/** Reports whether the database is a file of this machine. */
export function isSqliteFile({ database }: Config): boolean {
  return database.engine === 'sqlite' && database.path !== ':memory:';
}

/** Returns the path of the sealing key when no setting provides one. */
export function keyFile(config: Config): string {
  return join(config.dataFolder, 'denizen.key');
}

function refuseUnknown(environment: Environment): void {
  const known = new Set(settingNames);
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DENIZEN_') && !known.has(name));
  if (unknown.length === 0) return;
  const hint = unknown.some((name) => /_SERVICE_HOST$|_TCP_PROTO$/.test(name)) ? KUBERNETES : '';
  const meant = nearest(unknown[0] ?? '', settingNames);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new ConfigError(
    `There is no setting ${unknown.join(', ')}.${question} Remove it, or use one of: ${settings.map(({ name }) => name).join(', ')}.${hint}`,
  );
}

/** Returns the name that a misspelt one was meant to be, if one is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(3, Math.floor(name.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((one, other) => one.edits - other.edits);
  return best?.candidate;
}

/** The distance of Levenshtein. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one.slice(0, NAME_COMPARED)].entries()) {
    let diagonal = row[0] ?? 0;
    row = row.map((above, column) => {
      const before = diagonal;
      diagonal = above;
      return column === 0 ? at + 1 : Math.min(above + 1, before + (other[column - 1] === letter ? 0 : 1));
    });
    for (let column = 1; column < row.length; column++)
      row[column] = Math.min(row[column] ?? 0, (row[column - 1] ?? 0) + 1);
  }
  return row[other.length] ?? 0;
}

/** One is sent with every request; the other must never leave the server. */
function refuseSharedSecret({ seal, apiKey }: Secrets): void {
  if (seal === undefined || seal !== apiKey) return;
  throw new ConfigError(
    'DENIZEN_SECRET and DENIZEN_API_KEY must differ. Make another with: openssl rand -hex 32',
  );
}

const NOTHING_SENT =
  'No mail and no text message is sent, and with DENIZEN_PUBLIC_URL there is no development mailbox. Set DENIZEN_SMTP_URL or DENIZEN_SMS_URL.';

/** Returns warnings about a valid configuration, one sentence each. */
export function warningsAbout(config: Config, secrets: Secrets): readonly string[] {
  const weak = (name: Name, text: string | undefined) =>
    text !== undefined && text.length < SECRET_STRONG
      ? [
          `${name} may be guessed: use ${SECRET_STRONG} random characters or more. Make one with: openssl rand -hex 32`,
        ]
      : [];
  return [
    ...weak('DENIZEN_SECRET', secrets.seal),
    ...weak('DENIZEN_API_KEY', secrets.apiKey),
    ...weak('DENIZEN_SMS_SECRET', secrets.smsSecret),
    ...(config.database.engine === 'postgres' && secrets.seal === undefined
      ? [`Without DENIZEN_SECRET the sealing key is in ${keyFile(config)}, which other servers do not have.`]
      : []),
    ...(config.publicUrl && !config.smtp && !config.smsHost ? [NOTHING_SENT] : []),
    ...(config.hexProject !== undefined && config.publicUrl === undefined
      ? ['Without DENIZEN_PUBLIC_URL, links in mails to users of DENIZEN_HEX_PROJECT point to this machine.']
      : []),
  ];
}
