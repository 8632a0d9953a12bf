import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Config, keyFile } from './config.ts';
import { freshSecret } from './crypto/tokens.ts';
import { ConfigError } from './setting-values.ts';

/** The secrets of the key files: the current one, and during a rotation the previous one. */
export type FileSecrets = { readonly secret: string; readonly previous: string | undefined };

/** The file of the previous key, during a rotation. */
const previousFile = (config: Config): string => `${keyFile(config)}.previous`;

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} cannot be created: ${(error as Error).message}. Create it, or choose another in DENIZEN_DATABASE.`,
    );
  }
}

/** Creates the key file atomically, and only once even if several processes start at the same time. */
export function makeKeyFile(config: Config): void {
  makeFolder(config.dataFolder);
  const file = keyFile(config);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${freshSecret()}\n`, { mode: 0o600, flush: true });
    linkUnlessThere(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new ConfigError(
      `The key file ${file} cannot be created: ${(error as Error).message}. Set DENIZEN_SECRET instead.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Reads the key files. Refuses with `ConfigError` if there is no key. */
export function readKeyFiles(config: Config): FileSecrets {
  const file = keyFile(config);
  // The previous one first: a rotation creates it before and deletes it after.
  const earlier = read(previousFile(config));
  const secret = read(file);
  if (secret !== undefined) return { secret, previous: earlier === secret ? undefined : earlier };
  throw new ConfigError(
    `The sealing key of this database is missing: ${file} is missing or empty. Restore the file, or set DENIZEN_SECRET to the secret that the database was first opened with.`,
  );
}

/** Replaces the key in the key file by a new one and keeps the old one as the previous key. A server starts after any step. */
export function replaceKeyFile(config: Config): void {
  const file = keyFile(config);
  const draft = `${file}.next`;
  try {
    linkUnlessThere(file, previousFile(config));
    syncFolder(dirname(file));
    writeFileSync(draft, `${freshSecret()}\n`, { mode: 0o600, flush: true });
    renameSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new ConfigError(
      `The key file ${file} cannot be replaced: ${(error as Error).message}. Give this user write access to its folder.`,
    );
  }
}

/** Deletes the previous key. Call it when no value needs that key. */
export function dropPreviousKey(config: Config): void {
  rmSync(previousFile(config), { force: true });
  syncFolder(dirname(keyFile(config)));
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Without fsync, a power failure can lose the name of the file, and with it a database that is already sealed. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  fsyncSync(opened);
  closeSync(opened);
}

/** Returns `undefined` if the file is missing or empty. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`The key file ${file} cannot be read: ${message}. Give this user read access.`);
  }
}
