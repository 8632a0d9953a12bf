import { isIP } from 'node:net';

/** An invalid setting, which stops the start. The message says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Database =
  | { readonly engine: 'sqlite'; readonly path: string }
  /** The URL without its password, which is among the secrets. */
  | { readonly engine: 'postgres'; readonly url: string };

/** A shorter secret is refused. One that is shorter than `SECRET_STRONG` is warned of. */
const SECRET_LEAST = 8;
export const SECRET_STRONG = 32;
const EARLIER_SECRETS_AT_MOST = 10;
const REPLICAS_AT_MOST = 50;
const SECONDS_AT_MOST = 3_600;
const MEGABYTES_AT_MOST = 1_000_000;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Parses the settings. An invalid text fails with `ConfigError`. */
export function databaseOf(text: string): { database: Database; password?: string } {
  if (/^postgres(ql)?:\/\//.test(text)) return postgresOf(text);
  const path = /^sqlite:(?:\/\/(?=\/))?((?!\/\/).+)$/.exec(text)?.[1];
  if (path === undefined) {
    throw new ConfigError(
      'DENIZEN_DATABASE must be sqlite: and a path, as in sqlite:./data/denizen.db, or begin with postgres://.',
    );
  }
  return { database: Object.freeze({ engine: 'sqlite', path }) };
}

function postgresOf(text: string): { database: Database; password?: string } {
  const { url, password } = postgresUrlOf('DENIZEN_DATABASE', text);
  const database = Object.freeze({ engine: 'postgres', url } as const);
  return password === undefined ? { database } : { database, password };
}

type PostgresUrl = { readonly url: string; readonly password: string | undefined };

function postgresUrlOf(name: string, text: string): PostgresUrl {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    throw new ConfigError(
      `${name} is not a valid URL. Write postgres://USER:PASSWORD@HOST:5432/NAME and percent-encode special characters in the password.`,
    );
  }
  const url = new URL(text);
  const parameter = url.searchParams.get('password');
  const password = parameter === null ? url.password : encodeURIComponent(parameter);
  url.password = '';
  if (parameter !== null) url.searchParams.delete('password');
  return { url: url.href, password: password === '' ? undefined : password };
}

/** Parses the URLs of replicas. A comma within a URL does not separate two. */
export function replicasOf(text: string, { engine }: Database): readonly PostgresUrl[] {
  const urls = text
    .split(/,(?=\s*postgres(?:ql)?:\/\/|\s*$)/)
    .map((url) => url.trim())
    .filter(Boolean);
  if (urls.length > REPLICAS_AT_MOST)
    throw new ConfigError(`DENIZEN_DATABASE_READ takes ${REPLICAS_AT_MOST} replicas at most.`);
  if (urls.length > 0 && engine !== 'postgres')
    throw new ConfigError('DENIZEN_DATABASE_READ needs a DENIZEN_DATABASE that begins with postgres://.');
  return urls.map((url) => postgresUrlOf('DENIZEN_DATABASE_READ', url));
}

export function hostOf(text: string): string {
  if (isIP(text) || /^[a-z0-9.-]+$/i.test(text)) return text;
  throw new ConfigError(
    `DENIZEN_HOST must be an address or a host name such as localhost, not ${JSON.stringify(text)}.`,
  );
}

export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ConfigError(`DENIZEN_PORT must be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
}

export function projectOf(name: string, text: string | undefined): string | undefined {
  const lower = text?.toLowerCase();
  if (lower === undefined || /^[a-z0-9][a-z0-9._-]{0,35}$/.test(lower)) return lower;
  throw new ConfigError(
    `${name} must have 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.`,
  );
}

export function publicUrlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url &&
    /^https?:$/.test(url.protocol) &&
    !url.search &&
    !url.hash &&
    !url.username &&
    url.pathname === '/';
  if (plain) return url;
  throw new ConfigError(
    'DENIZEN_PUBLIC_URL must be a scheme and a host without a path, as in https://id.example.com.',
  );
}

export function proxiesOf(text: string): string[] {
  const proxies = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  for (const proxy of proxies) {
    const [address = '', bits, ...more] = proxy.split('/');
    const version = isIP(address);
    const fits =
      bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
    if (version === 0 || !fits || more.length > 0) {
      throw new ConfigError(
        `DENIZEN_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, and ${JSON.stringify(proxy)} is neither.`,
      );
    }
  }
  return proxies;
}

export function levelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return level;
  throw new ConfigError(
    `DENIZEN_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(text)}.`,
  );
}

export function switchOf(name: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new ConfigError(`${name} must be on or off, not ${JSON.stringify(text)}.`);
}

/** The cost of new password hashes: memory in KiB, passes, lanes. */
export type PasswordCost = {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
};

/**
 * A lower cost is guessed too quickly from a stolen database; a higher one exceeds our own limits on verification.
 */
const COST_LEAST = { memory: 7_168, work: 7_168 * 5 };
const COST_MOST = { memory: 131_072, passes: 10, lanes: 16 };

export function passwordCostOf(text: string): PasswordCost {
  const [, m, t, p] = /^m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})$/.exec(text) ?? [];
  const [memoryCost, timeCost, parallelism] = [Number(m), Number(t), Number(p)];
  const isEnough = memoryCost >= COST_LEAST.memory && memoryCost * timeCost >= COST_LEAST.work;
  const isBounded = memoryCost <= COST_MOST.memory && timeCost <= COST_MOST.passes;
  if (isEnough && isBounded && parallelism >= 1 && parallelism <= COST_MOST.lanes) {
    return Object.freeze({ memoryCost, timeCost, parallelism });
  }
  throw new ConfigError(
    `DENIZEN_PASSWORD_COST must be as in m=19456,t=2,p=1: memory of ${COST_LEAST.memory} to ${COST_MOST.memory} KiB, 1 to ${COST_MOST.passes} passes, 1 to ${COST_MOST.lanes} lanes, and memory times passes at least ${COST_LEAST.work}.`,
  );
}

/** Parses a whole number from 0 on. */
function numberOf(name: string, text: string, { most, unit }: { most: number; unit: string }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new ConfigError(
    `${name} must be a number of ${unit} from 0 to ${most}, not ${JSON.stringify(text)}.`,
  );
}

export function secondsOf(name: string, text: string): number {
  return numberOf(name, text, { most: SECONDS_AT_MOST, unit: 'seconds' });
}

/** Connections that a process needs at least: see `sizesOf` in `db/postgres.ts`. */
const CONNECTIONS_AT_LEAST = 6;
const CONNECTIONS_AT_MOST = 10_000;
const PROCESSES_AT_MOST = 256;

/** Returns how many connections to PostgreSQL the processes of a server have together. */
export function connectionsOf(text: string): number {
  const most = numberOf('DENIZEN_DATABASE_CONNECTIONS', text, {
    most: CONNECTIONS_AT_MOST,
    unit: 'connections',
  });
  if (most >= CONNECTIONS_AT_LEAST) return most;
  throw new ConfigError(`DENIZEN_DATABASE_CONNECTIONS must be ${CONNECTIONS_AT_LEAST} or more.`);
}

/** Returns the number of processes; without a text, as many as the machine has cores and the connections allow. */
export function processesOf(
  text: string | undefined,
  { engine, connections, cores }: { engine: Database['engine']; connections: number; cores: number },
): number {
  const allowed = Math.floor(connections / CONNECTIONS_AT_LEAST);
  if (text === undefined) return engine === 'postgres' ? Math.min(cores, allowed) : 1;
  const processes = numberOf('DENIZEN_PROCESSES', text, { most: PROCESSES_AT_MOST, unit: 'processes' });
  if (processes === 0) throw new ConfigError('DENIZEN_PROCESSES must be 1 or more.');
  if (processes > 1 && engine === 'sqlite')
    throw new ConfigError('DENIZEN_PROCESSES above 1 needs PostgreSQL: one process has a SQLite database.');
  if (processes <= allowed || engine === 'sqlite') return processes;
  throw new ConfigError(
    `DENIZEN_PROCESSES=${processes} needs DENIZEN_DATABASE_CONNECTIONS=${processes * CONNECTIONS_AT_LEAST} or more.`,
  );
}

export function megabytesOf(name: string, text: string): number {
  return numberOf(name, text, { most: MEGABYTES_AT_MOST, unit: 'megabytes' });
}

export function secretOf(text: string | undefined): string | undefined {
  return longEnough('DENIZEN_SECRET', text);
}

/** One per line, since a secret may contain any other character. */
export function earlierSecretsOf(text: string): string[] {
  const secrets = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  for (const secret of secrets) longEnough('DENIZEN_SECRET_PREVIOUS', secret);
  if (secrets.length <= EARLIER_SECRETS_AT_MOST) return secrets;
  throw new ConfigError(`DENIZEN_SECRET_PREVIOUS takes ${EARLIER_SECRETS_AT_MOST} secrets at most.`);
}

export function apiKeyOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\x21-\x7e]+$/.test(text)) {
    throw new ConfigError(
      'DENIZEN_API_KEY must consist of printable ASCII characters without blanks: it travels in a header.',
    );
  }
  return longEnough('DENIZEN_API_KEY', text);
}

export function adminEmailOf(text: string | undefined, hasPassword: boolean): string | undefined {
  if (text === undefined) {
    if (hasPassword) throw new ConfigError('DENIZEN_ADMIN_PASSWORD needs DENIZEN_ADMIN_EMAIL.');
    return undefined;
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(text))
    throw new ConfigError('DENIZEN_ADMIN_EMAIL must be an email address, such as ann@example.com.');
  if (!hasPassword)
    throw new ConfigError(
      'DENIZEN_ADMIN_EMAIL needs DENIZEN_ADMIN_PASSWORD, or DENIZEN_ADMIN_PASSWORD_FILE.',
    );
  return text;
}

/** Returns the secret if it is unset or not far too short. Says the length that it should have, of which others are told. */
export function longEnough(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text.length >= SECRET_LEAST) return text;
  throw new ConfigError(
    `${name} is too short: use ${SECRET_STRONG} random characters or more. Make one with: openssl rand -hex 32`,
  );
}

/** Planned backups: the folder, the time between two, how many are kept, and recipients of age that they are encrypted to. */
export type BackupSetting = {
  readonly folder: string;
  readonly everyMs: number;
  readonly keep: number;
  readonly recipients: readonly string[];
};

const EVERY_UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const EVERY_AT_LEAST_MS = 60_000;
const EVERY_AT_MOST_MS = 366 * 86_400_000;
const KEPT_AT_MOST = 10_000;

export function backupOf(text: string | undefined, database: Database): BackupSetting | undefined {
  if (text === undefined) return undefined;
  if (database.engine === 'sqlite' && database.path === ':memory:')
    throw new ConfigError('DENIZEN_BACKUP needs a database that is not in memory.');
  const [folder = '', ...options] = text.split(',').map((part) => part.trim());
  const wrong = (what: string) =>
    new ConfigError(`DENIZEN_BACKUP ${what}. Write it as in /var/backups/denizen,every=6h,keep=14.`);
  if (folder === '' || folder.includes('=')) throw wrong('must begin with a folder');
  let [everyMs, keep] = [21_600_000, 14];
  const recipients: string[] = [];
  for (const option of options) {
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(option) ?? [];
    if (name === 'every') everyMs = everyOf(value) ?? Number.NaN;
    else if (name === 'keep') keep = /^\d{1,5}$/.test(value) ? Number(value) : 0;
    else if (name === 'recipient' && value.startsWith('age1')) recipients.push(value);
    else throw wrong(`does not know ${JSON.stringify(option)}`);
  }
  if (!(everyMs >= EVERY_AT_LEAST_MS && everyMs <= EVERY_AT_MOST_MS))
    throw wrong('needs a time from 1m to 366d after every=');
  if (keep < 1 || keep > KEPT_AT_MOST) throw wrong(`needs a number from 1 to ${KEPT_AT_MOST} after keep=`);
  return Object.freeze({ folder, everyMs, keep, recipients: Object.freeze(recipients) });
}

function everyOf(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = EVERY_UNITS[unit];
  return ms === undefined ? undefined : Number(number) * ms;
}

/** Both files or none. */
export function tlsOf(
  cert: string | undefined,
  key: string | undefined,
): { readonly cert: string; readonly key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new ConfigError('DENIZEN_TLS_CERT and DENIZEN_TLS_KEY need each other: set both, or none.');
  return { cert, key };
}
