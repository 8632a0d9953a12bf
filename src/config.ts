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
import { type Observation, observationOf } from './observation-settings.ts';
import { refuseUnknown } from './setting-names.ts';
import { names, readSecretFile, valueIn, viewOf } from './setting-texts.ts';
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
  secondsOf,
  secretOf,
  switchOf,
  tlsOf,
} from './setting-values.ts';
import { type Environment, type Flags, type Name, type SettingView, settings } from './settings.ts';
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

/** The folder for what programs note between two runs (XDG Base Directory Specification). */
function stateFolderOf({ XDG_STATE_HOME: state, HOME: home }: Environment): string | undefined {
  if (state && isAbsolute(state)) return join(state, 'denizen');
  return home && isAbsolute(home) && home !== '/' ? join(home, '.local', 'state', 'denizen') : undefined;
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

/** Reports whether the database is a file of this machine. */
export function isSqliteFile({ database }: Config): boolean {
  return database.engine === 'sqlite' && database.path !== ':memory:';
}

/** Returns the path of the sealing key when no setting provides one. */
export function keyFile(config: Config): string {
  return join(config.dataFolder, 'denizen.key');
}

/** One is sent with every request; the other must never leave the server. */
function refuseSharedSecret({ seal, apiKey }: Secrets): void {
  if (seal === undefined || seal !== apiKey) return;
  throw new ConfigError(
    'DENIZEN_SECRET and DENIZEN_API_KEY must differ. Make another with: openssl rand -hex 32',
  );
}
