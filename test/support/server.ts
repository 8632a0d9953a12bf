import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before } from 'node:test';
import { databaseSettings, type EmptyDatabase } from './engines.ts';
import { testFolder } from './folders.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
export const PROJECT = 'test';
export const KEY = `standard_${'0123456789abcdef'.repeat(4)}`;

export type Started = {
  readonly endpoint: string;
  /** Everything before the path: `http://127.0.0.1:PORT`. */
  readonly base: string;
  readonly process: ChildProcess;
  /** What stood on standard output and error so far. */
  readonly output: () => string;
  readonly errors: () => string;
  /** Sends a signal and answers the exit code, or the signal's name. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | string>;
};

/** Starts the program as a user does, in a process of its own, and waits until it says that it is ready. */
export async function start(
  settings: Record<string, string>,
  launch: readonly string[] = [],
  main: string = MAIN,
): Promise<Started> {
  const [program = process.execPath, ...before] = launch;
  const child = spawn(
    program,
    [...before, ...(launch.length > 0 ? [process.execPath] : []), main, 'serve', '--json'],
    {
      cwd: testFolder(),
      env: {
        ...withoutOurs(process.env),
        // An address: the name is looked up for each connection.
        DENIZEN_HOST: '127.0.0.1',
        DENIZEN_PORT: '0',
        DENIZEN_LOG_LEVEL: 'info',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const ready = (async () => {
    while (!output.includes('\n}')) await once(child.stdout, 'data');
  })();
  await Promise.race([ready, exited]);
  if (!output.includes('\n}')) throw new Error(`the server did not start: ${errors}`);
  const { endpoint } = JSON.parse(output) as { endpoint: string };
  return {
    endpoint,
    base: endpoint.slice(0, -'/v1'.length),
    process: child,
    output: () => output,
    errors: () => errors,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

/** What a server on the database is told, so that project and key are known. */
export function settingsFor(database: string): Record<string, string> {
  return {
    ...databaseSettings(database),
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
    DENIZEN_SECRET: 'a secret for tests, and long enough',
    DENIZEN_LOG_LEVEL: 'warn',
  };
}

/** A server on the database for the length of a `describe`, with a known project and key. */
export function serving(
  database: Pick<EmptyDatabase, 'setting'>,
  settings: Record<string, string> = {},
): { readonly get: () => Started } {
  let started: Started | undefined;
  before(async () => {
    started = await start({ ...settingsFor(database.setting()), ...settings });
  });
  after(async () => {
    await started?.stop();
  });
  return {
    get: () => {
      if (!started) throw new Error('the server starts before the tests run');
      return started;
    },
  };
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** One request as a client without a library sends it; answers of JSON are read. */
export async function call(
  endpoint: string,
  method: string,
  path: string,
  options: {
    readonly body?: unknown;
    readonly raw?: string | Uint8Array<ArrayBuffer>;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(endpoint + path, {
    method,
    headers: {
      'X-Appwrite-Project': PROJECT,
      'X-Appwrite-Key': KEY,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(body !== undefined && { body: body as string | Uint8Array<ArrayBuffer> }),
  });
  const read = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(read) : read };
}

/** The same on a connection of its own: one that is kept may be closed by the server while the request is on its way. */
export async function callAlone(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const ask = request(endpoint + path, {
    method,
    agent: false,
    headers: {
      'X-Appwrite-Project': PROJECT,
      'X-Appwrite-Key': KEY,
      ...(sent !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(sent),
      }),
    },
  });
  ask.end(sent);
  const [response] = (await once(ask, 'response')) as [IncomingMessage];
  const read = await text(response);
  const headers = new Headers(response.headers as Record<string, string>);
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.statusCode ?? 0, headers, body: isJson ? JSON.parse(read) : read };
}

function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('DENIZEN_')));
}
