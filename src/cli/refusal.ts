import { Failure } from '../core/failure.ts';
import { DatabaseRefused, DatabaseUnavailable } from '../db/database.ts';
import { ConfigError } from '../setting-values.ts';
import { failureWords } from './failures.ts';
import { printableLines, withCommand } from './output.ts';

/** An invalid command; the message says what to do. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** The command line lacks an argument, or has some that exclude each other. Nothing was tried. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

/** Advice for a server that cannot listen, by error code of the system. */
const listening: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program uses this port: stop it, or choose another DENIZEN_PORT.',
  EACCES: 'This user may not listen on this port: choose a DENIZEN_PORT of 1024 or more.',
  EADDRNOTAVAIL: 'This machine does not have this address: choose another DENIZEN_HOST.',
  ENOTFOUND: 'This host name does not exist: choose another DENIZEN_HOST.',
  EAI_AGAIN: 'This host name cannot be resolved now: choose another DENIZEN_HOST.',
};

/** What is wrong with a file, by error code of the system. */
const files: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EDQUOT: 'the disk is full for this user',
  EEXIST: 'it exists, and nothing is overwritten',
  EISDIR: 'it is a folder, and a file is needed',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it does not exist, or the folder that it would be in does not',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, and not a folder',
  EPERM: 'this user may not change it',
  EROFS: 'the disk is read-only',
};
/** What is added to the name of a file while it is written. */
const UNFINISHED = /\.[0-9a-f-]{12,36}\.partial$/;

/** Returns the command line that starts this program, for messages that say what to run next. */
export function commandLine(file: string | undefined): string {
  return file?.endsWith('.ts') ? 'npm run -s denizen --' : 'denizen';
}

/** Returns a message of another program as it stands before a period. */
export function withoutPeriod(message: string): string {
  return message.trimEnd().replace(/[.\s]+$/, '');
}

/** Messages of other programs, which we end with a period, may have one. Dots of a path have a slash before them. */
const TWO_PERIODS = /(?<=[\p{L}\p{N}"')\]])\.\.(?=\s|$)/gu;

/**
 * Returns a message that says what is wrong and what to do, as it may stand on a terminal: names of files, columns and
 * providers come from others. Unexpected errors keep their stack.
 */
export function sentenceOf(error: unknown, command: string): string {
  return printableLines(messageOf(error, command).replace(TWO_PERIODS, '.'));
}

function messageOf(error: unknown, command: string): string {
  if (error instanceof ConfigError || error instanceof DatabaseRefused || error instanceof CommandError)
    return withCommand(error.message, command);
  if (error instanceof Failure) return withCommand(failureWords(error.data), command);
  if (error instanceof DatabaseUnavailable)
    return `Denizen cannot continue: ${error.message}${causeText(error.cause)}.`;
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  const hint = syscall === 'listen' || syscall === 'getaddrinfo' ? listening[code ?? ''] : undefined;
  if (hint) return `${error.message}. ${hint}`;
  const fault = fileFault(error);
  if (fault) return fault;
  if (code === 'ERR_SQLITE_ERROR') return `The database is damaged: ${error.message}. Restore a backup.`;
  return error.stack ?? error.message;
}

/** Returns a sentence about a file that the system refuses to read or to write; `undefined` for other errors. */
function fileFault(error: NodeJS.ErrnoException): string | undefined {
  const { code = '', path, syscall } = error;
  const reason = files[code];
  if (reason === undefined || syscall === undefined || !error.message.startsWith(`${code}:`))
    return undefined;
  // Reading from an open file names none.
  const file = path === undefined ? 'A file' : `The file ${path.replace(UNFINISHED, '')}`;
  return `${file} cannot be used: ${reason} (${code}).`;
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? ` (${cause.message || (cause as NodeJS.ErrnoException).code})` : '';
}
