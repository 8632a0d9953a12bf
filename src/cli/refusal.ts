import { Failure } from '../core/failure.ts';
import { DatabaseRefused, DatabaseUnavailable } from '../db/database.ts';
import { ConfigError } from '../setting-values.ts';
import { failureWords } from './failures.ts';

/** A command that cannot be run as it was given, in a sentence that says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Why a server cannot listen, by the system's code, and what to do. */
const listening: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there: stop it, or choose another DENIZEN_PORT.',
  EACCES: 'This user may not listen there: choose a DENIZEN_PORT from 1024 on.',
  EADDRNOTAVAIL: 'This machine does not have that address: choose another DENIZEN_HOST.',
  ENOTFOUND: 'Nothing has that name: choose another DENIZEN_HOST.',
  EAI_AGAIN: 'That name cannot be looked up right now: choose another DENIZEN_HOST.',
};

/** How people start this program, for the sentences that say what to run next. */
export function commandLine(file: string | undefined): string {
  return file?.endsWith('.ts') ? 'npm run denizen --' : 'denizen';
}

/** What went wrong and what to do about it. What nobody foresaw keeps its stack. */
export function sentenceOf(error: unknown, command: string): string {
  if (error instanceof ConfigError || error instanceof DatabaseRefused || error instanceof CommandError)
    return asStarted(error.message, command);
  if (error instanceof Failure) return asStarted(failureWords(error.data), command);
  if (error instanceof DatabaseUnavailable)
    return `Denizen cannot go on: ${error.message}${because(error.cause)}.`;
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  const hint = syscall === 'listen' || syscall === 'getaddrinfo' ? listening[code ?? ''] : undefined;
  if (hint) return `${error.message}. ${hint}`;
  if (code === 'ERR_SQLITE_ERROR') return `The database is damaged: ${error.message}. Restore a backup.`;
  return error.stack ?? error.message;
}

function because(cause: unknown): string {
  return cause instanceof Error ? ` (${cause.message || (cause as NodeJS.ErrnoException).code})` : '';
}

function asStarted(sentence: string, command: string): string {
  return sentence.replaceAll(': denizen ', `: ${command} `);
}
