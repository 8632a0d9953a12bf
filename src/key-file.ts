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

/** The secrets of the key files: the one to seal with, and while it replaces another, that one. */
export type FileSecrets = { readonly secret: string; readonly previous: string | undefined };

/** The key that is being replaced, until nothing needs it any more. */
const previousFile = (config: Config): string => `${keyFile(config)}.previous`;

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} cannot be made: ${(error as Error).message}. Make it, or name another in DENIZEN_DATABASE.`,
    );
  }
}

/** Whole or not at all, and only once, also when several processes start at the same time. */
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
      `The key file ${file} cannot be made: ${(error as Error).message}. Set DENIZEN_SECRET instead.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Refuses with `ConfigError` when there is no key. */
export function readKeyFiles(config: Config): FileSecrets {
  const file = keyFile(config);
  // The earlier one first: whoever replaces it writes it before and removes it after.
  const earlier = read(previousFile(config));
  const secret = read(file);
  if (secret !== undefined) return { secret, previous: earlier === secret ? undefined : earlier };
  throw new ConfigError(
    `The sealing key of this database is missing: ${file} is not there or is empty. Put the file back, or set DENIZEN_SECRET to the secret that the database was first opened with.`,
  );
}

/** Puts a fresh key in the place of the key file's, which stays as the previous one. Each step leaves files that serve. */
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
    );
  }
}

/** Call it when nothing needs the previous key any more. */
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

/** Without it a power cut may take the file's name away, and the database, sealed by then, would be of no use. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  fsyncSync(opened);
  closeSync(opened);
}

/** Nothing when the file is not there or is empty. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`The key file ${file} cannot be read: ${message}. Let this user read it.`);
  }
}
