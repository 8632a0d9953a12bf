import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KEY, PROJECT, type Started, settingsFor, start } from '../test/support/server.ts';

const PROGRAM = join(import.meta.dirname, '../tools/start/start.cjs');

/** Starts the server on the database as `npm start` does: from its bundle, with the same environment and flags of Node. */
export function startAsDeployed(database: string): Promise<Started> {
  const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  const { start: script } = (JSON.parse(manifest) as { scripts: { start: string } }).scripts;
  const environment = Object.fromEntries(
    [...script.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const flags = (script.match(/--\S+/g) ?? []).join(' ');
  return start(
    {
      ...settingsFor(database),
      ...environment,
      NODE_OPTIONS: flags,
      // Each simulated client has an address of its own, since limits count by address.
      DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
      DENIZEN_LOG_LEVEL: 'error',
    },
    [],
    PROGRAM,
  );
}

/** The resident memory of the server, in MB. */
export function residentMb({ process: { pid } }: Started): number {
  return kilobytes(pid, 'VmRSS') / 1024;
}

/** The most that was resident so far, in MB. */
export function peakMb({ process: { pid } }: Started): number {
  return kilobytes(pid, 'VmHWM') / 1024;
}

function kilobytes(pid: number | undefined, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
}

/** Samples the resident memory once a second until `until` settles. */
export async function sampled(server: Started, until: Promise<unknown>): Promise<readonly Sample[]> {
  const begun = performance.now();
  const samples: Sample[] = [];
  let isOver = false;
  void until.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    samples.push({ seconds: (performance.now() - begun) / 1000, mb: residentMb(server) });
    await Promise.race([until, setTimeout(1_000)]);
  }
  return samples;
}

export type Sample = { readonly seconds: number; readonly mb: number };

/**
 * The slope of the samples by least squares over the means of `blocks` equal times, with its standard error: single
 * samples follow each other too closely to count as independent.
 */
export function slopeOf(
  samples: readonly Sample[],
  blocks: number,
): { readonly perHour: number; readonly error: number } {
  const first = samples[0]?.seconds ?? 0;
  const length = ((samples.at(-1)?.seconds ?? 0) - first) / blocks;
  const means = Array.from({ length: blocks }, (_, block) => {
    const within = samples.filter(
      ({ seconds }) => Math.min(blocks - 1, Math.floor((seconds - first) / length)) === block,
    );
    return { x: ((block + 0.5) * length) / 3600, y: mean(within.map(({ mb }) => mb)) };
  });
  const [x, y] = [mean(means.map((each) => each.x)), mean(means.map((each) => each.y))];
  const spread = sum(means.map((each) => (each.x - x) ** 2));
  const perHour = sum(means.map((each) => (each.x - x) * (each.y - y))) / spread;
  const residuals = sum(means.map((each) => (each.y - y - perHour * (each.x - x)) ** 2));
  return { perHour, error: Math.sqrt(residuals / (blocks - 2) / spread) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

export type Client = {
  /** Sends one request and reads its answer to the end. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Reply>;
  readonly close: () => void;
};

export type Reply = { readonly status: number; readonly bytes: number; readonly text: string };

/** A client with so many kept connections. Answers above 64 KB are counted, not kept. */
export function clientOf({ endpoint }: Started, connections: number): Client {
  return clientAt(endpoint, connections);
}

/** The same for a server that another process started. */
export function clientAt(endpoint: string, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const send: Client['send'] = (method, path, body, headers = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const asked = request(
      endpoint + path,
      {
        agent,
        method,
        headers: {
          'X-Appwrite-Project': PROJECT,
          ...(headers.Cookie === undefined && { 'X-Appwrite-Key': KEY }),
          ...(sent !== undefined && {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(sent),
          }),
          ...headers,
        },
      },
      (response) => {
        let [bytes, text] = [0, ''];
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes < 65_536) text += chunk.toString('latin1');
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes, text }));
        response.on('error', reject);
      },
    );
    // The server may close a kept connection while the request is on its way.
    asked.on('error', (error) =>
      asked.reusedSocket ? resolve(send(method, path, body, headers)) : reject(error),
    );
    asked.end(sent);
    return promise;
  };
  return { send, close: () => agent.destroy() };
}
