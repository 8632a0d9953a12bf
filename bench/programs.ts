import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Measured, Order } from './load.ts';
import { KEY, PROJECT } from './settings.ts';

const START_WITHIN_MS = 20_000;

/** A server under measurement, in a process of its own. */
export type Server = {
  readonly port: number;
  /** From the start of the process to its first good answer. */
  readonly startMs: number;
  /** Resident memory now, and the most that it was, in MB. */
  readonly memory: () => { readonly now: number; readonly peak: number };
  /** Seconds of processor time used so far. */
  readonly cpuSeconds: () => number;
  readonly stop: () => Promise<void>;
};

/** Where Node keeps compiled code, as with `npm start`: without it, it carries the compiler of TypeScript along. */
const COMPILED = join(import.meta.dirname, '../node_modules/.cache/node');

/** The flags that `npm start` gives to Node; both sides get them. */
export const nodeFlags: readonly string[] = startScript().match(/--\S+/g) ?? [];

function startScript(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { scripts: { start: string } }).scripts.start;
}

/** Starts Denizen as in production: its log, one line a request, goes to a file. */
export function startDenizen(
  settings: Record<string, string>,
  log: string,
  flags: readonly string[] = [],
): Promise<Server> {
  const main = join(import.meta.dirname, '../src/main.ts');
  return startNode((port) => [...nodeFlags, ...flags, main, 'serve', '--port', String(port)], settings, log);
}

/** Starts the baseline, which commits each creation by itself or, as Denizen does, all that wait together. */
export function startBaseline(
  file: string,
  statements: string,
  commit: 'each' | 'group',
  log: string,
): Promise<Server> {
  const main = join(import.meta.dirname, 'baseline.ts');
  return startNode((port) => [...nodeFlags, main, String(port), file, statements, commit], {}, log);
}

/** Starts a program of Node, compiled code kept as with `npm start`. */
export function startNode(
  args: (port: number) => string[],
  settings: Record<string, string>,
  log: string,
  ready?: Ready,
): Promise<Server> {
  const environment = { NODE_COMPILE_CACHE: COMPILED, ...settings };
  return startProgram({ command: process.execPath, args, environment, log, ...(ready && { ready }) });
}

/** The path that answers 200 to a GET once the server is ready. */
type Ready = { readonly path: string; readonly headers: Record<string, string> };

/** Starts a server and waits for its first good answer. */
export async function startProgram({
  command,
  args,
  environment = {},
  log,
  ready = { path: '/v1/users', headers: headers() },
}: {
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  readonly environment?: Record<string, string>;
  readonly log: string;
  readonly ready?: Ready;
}): Promise<Server> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(command, args(port), {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', openSync(log, 'a')],
  });
  const kill = () => void child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  while (!(await answers(port, ready))) {
    if (child.exitCode !== null || performance.now() - began > START_WITHIN_MS) {
      throw new Error(`a server did not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
    }
    await setTimeout(2);
  }
  return {
    port,
    startMs: performance.now() - began,
    memory: () => memoryOf(child),
    cpuSeconds: () => cpuSecondsOf(child),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function answers(port: number, ready: Ready): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ ...ready, port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
    });
    request.on('error', () => resolve(false));
  });
}

export function headers(): Record<string, string> {
  return { 'X-Appwrite-Project': PROJECT, 'X-Appwrite-Key': KEY };
}

/** The load in a process of its own. */
export function startLoad(): Measuring<Order, Measured> {
  return startMeasuring('load.ts');
}

/** A program that measures when it is told to, in a process of its own. */
export type Measuring<Told, Answer> = {
  readonly measure: (order: Told) => Promise<Answer>;
  readonly stop: () => void;
};

/** The program must answer each order, `Told`, with one message, `Answer`. */
export function startMeasuring<Told extends object, Answer>(program: string): Measuring<Told, Answer> {
  const child = fork(join(import.meta.dirname, program));
  return {
    measure: async (order) => {
      const ended = new AbortController();
      child.once('exit', () => ended.abort(new Error(`${program} ended before it had measured`)));
      child.send(order);
      const [measured] = await once(child, 'message', { signal: ended.signal });
      child.removeAllListeners('exit');
      return measured as Answer;
    },
    stop: () => void child.kill(),
  };
}

function memoryOf({ pid }: ChildProcess): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // User and system time, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
