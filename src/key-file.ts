import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Config, keyFile } from './config.ts';
import { makeFolders } from './core/folders.ts';
import { freshSecret } from './crypto/tokens.ts';
import { ConfigError } from './setting-values.ts';

/** The secrets of the key files: the current one, and the previous one during a rotation. */
export type FileSecrets = { readonly secret: string; readonly previous: string | undefined };

/** The key being replaced, until nothing needs it. */
const previousFile = (config: Config): string => `${keyFile(config)}.previous`;

export function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} cannot be created: ${(error as Error).message}. Create it, or name another in DENIZEN_DATABASE.`,
      { cause: error },
    );
  }
}

/** Creates the file atomically and once, even when several processes start at the same time. */
export function makeKeyFile(config: Config, secret = freshSecret()): void {
  makeFolder(config.dataFolder);
  const file = keyFile(config);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${secret}\n`, { mode: 0o600, flush: true });
    linkUnlessThere(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new ConfigError(
      `The key file ${file} cannot be created: ${(error as Error).message}. Set DENIZEN_SECRET instead.`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Fails with `ConfigError` when there is no key. */
export function readKeyFiles(config: Config): FileSecrets {
  const file = keyFile(config);
  // The previous one first: a rotation writes it before and removes it after.
  const earlier = read(previousFile(config));
  const secret = read(file);
  if (secret !== undefined) return { secret, previous: earlier === secret ? undefined : earlier };
  throw new ConfigError(
    `The sealing key of this database is missing: ${file} does not exist or is empty. Restore the file, or set DENIZEN_SECRET to the secret that the database was first opened with.`,
  );
}

/** Replaces the key file by a new key and keeps the old one as the previous. The files are usable after each step. */
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
      `The key file ${file} cannot be replaced: ${(error as Error).message}. Let this user write in its folder.`,
      { cause: error },
    );
  }
}

/** Call this when nothing needs the previous key. */
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

/** Without it, a power cut may lose the file name, and the database sealed with the key would be unreadable. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  fsyncSync(opened);
  closeSync(opened);
}

/** Returns nothing when the file is missing or empty. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`The key file ${file} cannot be read: ${message}. Let this user read it.`);
  }
}
