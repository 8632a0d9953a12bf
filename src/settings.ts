import { observationSettings } from './observation-settings.ts';
import { LOG_LEVELS } from './setting-values.ts';

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

/** Behind the name of a setting: the file with its secret. */
export const FILE = '_FILE';

export const secretSettings: readonly Setting[] = settings.filter((setting) => 'secret' in setting);

/** The names of all settings, and those that say in which file a secret is. */
export const settingNames: readonly string[] = [
  ...settings.map(({ name }) => name),
  ...secretSettings.map(({ name }) => name + FILE),
];

export type Name = (typeof settings)[number]['name'];
export type Environment = Readonly<Record<string, string | undefined>>;
export type Flags = Readonly<Record<string, string | undefined>>;
