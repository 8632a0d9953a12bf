import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Measured, Order } from './load.ts';
import { KEY, PROJECT } from './settings.ts';

const START_WITHIN_MS = 60_000;
const THREADS: Readonly<Record<string, Threads>> = { 'libuv-worker': 'hashing', WorkerThread: 'workers' };

/** `hashing` has all work of the thread pool, `others` mostly the compiler and garbage collector of V8. */
export type Threads = 'main' | 'hashing' | 'workers' | 'others';

/** A server under measurement, in a process of its own. */
export type Server = {
  readonly port: number;
  /** From the start of the process to its first good answer. */
  readonly startMs: number;
  /** Resident memory now, and the most that it was, in MB. */
  readonly memory: () => { readonly now: number; readonly peak: number };
  /** Seconds of processor time used so far. */
  readonly cpuSeconds: () => number;
  /** Milliseconds of processor time used so far, by what threads do. */
  readonly cpuByThread: () => Readonly<Record<Threads, number>>;
  readonly stop: () => Promise<void>;
};

/** Where Node keeps compiled code, as with `npm start`: without it, it carries the compiler of TypeScript along. */
const COMPILED = join(import.meta.dirname, '../node_modules/.cache/node');

/** The flags that `npm start` gives to Node, but for what builds the console; both sides get them. */
export const nodeFlags: readonly string[] = startScript().match(/--[\w-]+=\S+/g) ?? [];

/** How `npm start` has memory allocated; both sides get it. */
const allocation = Object.fromEntries(
  Array.from(startScript().matchAll(/\b(MALLOC_\w+)=(\S+)/g), ([, name = '', value = '']) => [name, value]),
);

function startScript(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { scripts: { start: string } }).scripts.start;
}

/**
 * Starts Denizen as `npm start` does, bundled: its log, one line a request, goes to a file. With a preloaded module, which replaces some of its own, it
 * runs from its sources.
 */
export function startDenizen(
  settings: Record<string, string>,
  log: string,
  flags: readonly string[] = [],
): Promise<Server> {
  const isReplaced = flags.includes('--import');
  const main = join(import.meta.dirname, isReplaced ? '../src/main.ts' : '../tools/start/start.cjs');
  const args = (port: number) => [...nodeFlags, ...flags, main, 'serve', '--port', String(port)];
  if (isReplaced) return startNode(args, settings, log);
  return startProgram({ command: process.execPath, args, environment: { ...allocation, ...settings }, log });
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

/** Starts the floor on PostgreSQL, which is ready when it answers a user. */
export function startPostgresFloor(
  database: string,
  {
    statements,
    connections,
    user,
    log,
  }: {
    readonly statements: string;
    readonly connections: number;
    readonly user: string;
    readonly log: string;
  },
): Promise<Server> {
  const main = join(import.meta.dirname, 'postgres-floor.ts');
  const args = (port: number) => [...nodeFlags, main, String(port), statements, String(connections)];
  // In the environment, since a URL may have a password.
  return startNode(args, { DATABASE: database }, log, { path: `/v1/users/${user}`, headers: {} });
}

/** Starts a program of Node, compiled code kept as with `npm start`. */
export function startNode(
  args: (port: number) => string[],
  settings: Record<string, string>,
  log: string,
  ready?: Ready,
): Promise<Server> {
  const environment = { NODE_COMPILE_CACHE: COMPILED, ...allocation, ...settings };
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
    cpuByThread: () => cpuByThreadOf(child),
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

/** Of all processes of the server together. */
function memoryOf(child: ChildProcess): { now: number; peak: number } {
  const sum = (name: string) =>
    pidsOf(child).reduce((total, pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return total + Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    }, 0);
  return { now: sum('VmRSS'), peak: sum('VmHWM') };
}

/** Of all processes of the server together. */
function cpuSecondsOf(child: ChildProcess): number {
  return pidsOf(child).reduce((total, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // User and system time, in ticks of 10 ms.
    return total + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

function pidsOf({ pid }: ChildProcess): readonly string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [String(pid), ...children.split(' ').filter(Boolean)];
}

function cpuByThreadOf({ pid }: ChildProcess): Readonly<Record<Threads, number>> {
  const spent = { main: 0, hashing: 0, workers: 0, others: 0 };
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const name = readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim();
    // The first field: nanoseconds on a processor.
    const [nanoseconds = ''] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ');
    spent[Number(id) === pid ? 'main' : (THREADS[name] ?? 'others')] += Number(nanoseconds) / 1e6;
  }
  return spent;
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
