import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before } from 'node:test';
import { testFolder } from './folders.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

export type Ended = { readonly code: number | null; readonly output: string; readonly errors: string };

/** A command that goes on: what it wrote so far, and its end. */
export type Running = {
  readonly output: () => string;
  readonly errors: () => string;
  /** Sends a signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>;
};

type Where = {
  /** The working folder; without one, a fresh one. */
  readonly folder?: string;
  /** What to run instead of the sources. */
  readonly program?: readonly string[];
  /** What stands on standard input. */
  readonly input?: string;
};

/** Runs a command of the program to its end, in a process of its own. */
export async function run(
  command: string | readonly string[],
  settings: Record<string, string> = {},
  where: Where = {},
): Promise<Ended> {
  return launch(command, settings, where).ended;
}

/** What a command wrote on standard error beside the progress, of which a slow machine sees some. */
export function withoutProgress(errors: string): string {
  return errors.replace(/^(Checking \w+: \d+ %|(copying|index) \w+(: \d+)?|\{"(part|step)":.*\})\n/gm, '');
}

/** Runs a command and kills it after so long, unless it has ended. The code of a killed one is null. */
export async function runKilled(
  command: readonly string[],
  afterMs: number,
  settings: Record<string, string> = {},
): Promise<Ended> {
  const { child, ended } = launch(command, settings, {});
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  return ended.finally(() => clearTimeout(timer));
}

/** Starts the program and waits until standard output has `sign`; refuses when it ends before. */
export async function begin(
  command: string | readonly string[],
  sign: string,
  settings: Record<string, string> = {},
  where: Where = {},
): Promise<Running> {
  const { child, written, ended } = launch(command, settings, where);
  while (!written.output.includes(sign)) {
    const end = await Promise.race([once(child.stdout ?? child, 'data'), ended]);
    if ('code' in end && !written.output.includes(sign)) throw new Error(`the program ended: ${end.errors}`);
  }
  return {
    output: () => written.output,
    errors: () => written.errors,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A folder of its own for the length of a `describe`; known once the tests run. */
export function folder(): () => string {
  let path = '';
  before(() => {
    path = testFolder();
  });
  return () => path;
}

function launch(command: string | readonly string[], settings: Record<string, string>, where: Where) {
  const words = typeof command === 'string' ? command.split(' ').filter(Boolean) : command;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const [program = process.execPath, ...first] = where.program ?? [process.execPath, MAIN];
  const child: ChildProcess = spawn(program, [...first, ...words], {
    cwd: where.folder ?? testFolder(),
    env: {
      PATH,
      ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
      ...{ DENIZEN_PORT: '0', DENIZEN_PROCESSES: '1' },
      ...settings,
    },
    stdio: [where.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(where.input);
  const written = { output: '', errors: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    written.output += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    written.errors += chunk;
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...written }));
  return { child, written, ended };
}
