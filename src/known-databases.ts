import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { type Config, isSqliteFile, keyFile } from './config.ts';
import { makeFolders } from './core/folders.ts';
import { DatabaseRefused } from './db/database.ts';

/** Of more databases, the ones that were served longest ago are forgotten. */
const KNOWN_AT_MOST = 200;
const FSTAB = '/etc/fstab';
const MOUNTS = '/proc/self/mountinfo';
const TABLE_BYTES_AT_MOST = 1_048_576;
const BACKUP = /^denizen-\d{8}T\d{6}Z\.backup$/;
const TEMPORARY = ['/tmp', '/var/tmp', '/dev/shm'];

/**
 * Fails if something says that a database was where none is: its volume is perhaps not mounted. A first start has nothing
 * of the kind.
 */
export function refuseLost(config: Config): void {
  const { database } = config;
  if (database.engine !== 'sqlite' || !isSqliteFile(config)) return;
  const evidence = evidenceOf(config, database.path);
  // Another process may just have created it.
  if (evidence === undefined || existsSync(database.path)) return;
  throw new DatabaseRefused(
    `The database ${database.path} is missing, but ${evidence}. Is its volume mounted? Restore a backup, or begin with an empty database by the option --new of serve and migrate.`,
  );
}

function evidenceOf(config: Config, path: string): string | undefined {
  const key = keyFile(config);
  if (existsSync(key)) return `${key} is the key of one`;
  const unmounted = unmountedAbove(config.dataFolder, readTable(FSTAB), readTable(MOUNTS));
  if (unmounted !== undefined) return `${unmounted} of ${FSTAB} is not mounted`;
  const { backup } = config;
  if (backup && hasBackups(backup.folder)) return `${backup.folder} has backups of one`;
  // Whoever removes the folder of the defaults begins anew.
  const isOwnFolder = config.settings.every(
    ({ name, origin }) => name !== 'DENIZEN_DATABASE' || origin === 'default',
  );
  if (isOwnFolder && !existsSync(config.dataFolder)) return undefined;
  const servedAt = knownSince(config, path);
  return servedAt && `a server had one there on ${servedAt.toISOString().slice(0, 10)}`;
}

/** Reports whether what lies there is meant to vanish. */
export function isTemporary(path: string): boolean {
  return [...TEMPORARY, tmpdir()].some((folder) => path.startsWith(folder + sep));
}

/** Notes that a server has the database, for `refuseLost`. Does nothing where it cannot. */
export function noteDatabase(config: Config): void {
  const { database, stateFolder } = config;
  if (database.engine !== 'sqlite' || !isSqliteFile(config) || stateFolder === undefined) return;
  const path = wholePath(database.path);
  if (isTemporary(path)) return;
  try {
    const folder = join(stateFolder, 'databases');
    makeFolders(folder);
    writeFileSync(join(folder, nameOf(path)), `${path}\n`, { mode: 0o600 });
    forgetOldest(folder);
  } catch {
    // A system user has no home folder, a container may be read-only.
  }
}

function knownSince({ stateFolder }: Config, path: string): Date | undefined {
  if (stateFolder === undefined) return undefined;
  const note = join(stateFolder, 'databases', nameOf(wholePath(path)));
  return statSync(note, { throwIfNoEntry: false })?.mtime;
}

function nameOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 32);
}

function wholePath(path: string): string {
  const folder = dirname(resolve(path));
  return existsSync(folder) ? join(realpathSync(folder), resolve(path).slice(folder.length)) : resolve(path);
}

function forgetOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= KNOWN_AT_MOST) return;
  const byAge = names
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((one, other) => other.at - one.at);
  for (const { name } of byAge.slice(KNOWN_AT_MOST)) rmSync(join(folder, name), { force: true });
}

function hasBackups(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => BACKUP.test(name));
  } catch {
    return false;
  }
}

/**
 * Returns the mount point of `fstab` at or above the folder that is not mounted, if there is one. The texts are those of
 * the two files (fstab(5), proc(5)).
 */
export function unmountedAbove(folder: string, fstab: string, mountinfo: string): string | undefined {
  const path = resolve(folder);
  const planned = fstab
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .map((line) => unescaped(line.trim().split(/\s+/)[1] ?? ''))
    .filter(
      (point) =>
        point !== '/' && point.startsWith('/') && `${path}/`.startsWith(`${point.replace(/\/$/, '')}/`),
    )
    .toSorted((one, other) => other.length - one.length);
  const mounted = new Set(mountinfo.split('\n').map((line) => unescaped(line.split(' ')[4] ?? '')));
  // Without a list of mounts, nothing is known.
  return mounted.size > 1 ? planned.find((point) => !mounted.has(point.replace(/\/$/, ''))) : undefined;
}

/** Blanks in paths are written as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function readTable(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(TABLE_BYTES_AT_MOST);
      let length = 0;
      for (let more = 1; more > 0 && length < bytes.length; length += more)
        more = readSync(file, bytes, length, bytes.length - length, null);
      return bytes.toString('utf8', 0, length);
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
