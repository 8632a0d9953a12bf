import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { KEY, PROJECT } from '../test/support/server.ts';

/** What came of one request. `status` 0: no response. */
export type Sent = {
  readonly status: number;
  readonly ms: number;
  /** When it was sent, in milliseconds of `performance.now()`. */
  readonly at: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
};

export type Ask = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Client = { readonly send: (ask: Ask) => Promise<Sent>; readonly close: () => void };

/** A client with the tests' key that keeps its connections, `most` of them at most. Times count from the call. */
export function clientOf(endpoint: string, most: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: most, scheduling: 'lifo' });
  return { send: (ask) => send(endpoint, agent, ask), close: () => agent.destroy() };
}

function send(endpoint: string, agent: Agent, { method, path, body, headers }: Ask): Promise<Sent> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const at = performance.now();
  const { promise, resolve } = Promise.withResolvers<Sent>();
  const sent = request(endpoint + path, {
    method,
    agent,
    headers: {
      'X-Appwrite-Project': PROJECT,
      'X-Appwrite-Key': KEY,
      ...(text !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text),
      }),
      ...headers,
    },
  });
  const end = (status: number, answered: string, retryAfter?: string) =>
    resolve({ status, ms: performance.now() - at, at, retryAfter, body: answered });
  sent.on('error', (error) => end(0, String(error)));
  sent.on('response', (response) => {
    let answered = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      answered += chunk;
    });
    response.on('end', () => end(response.statusCode ?? 0, answered, response.headers['retry-after']));
    response.on('error', (error) => end(0, String(error)));
  });
  sent.end(text);
  return promise;
}

/** Calls `one` `perSecond` times a second, whether earlier calls have ended or not. Returns all results, in order. */
export async function openLoop<T>(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  one: (at: number) => Promise<T>,
): Promise<readonly T[]> {
  const began = performance.now();
  const all: Promise<T>[] = [];
  const count = Math.round(perSecond * seconds);
  while (all.length < count) {
    const due = Math.min(count, ((performance.now() - began) / 1000) * perSecond);
    while (all.length < due) all.push(one(all.length));
    await setTimeout(1);
  }
  return Promise.all(all);
}

/** Calls `one` from `clients` loops, each after its previous call, until `seconds` are over. */
export async function closedLoop<T>(
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
  one: (client: number, nth: number) => Promise<T>,
): Promise<readonly T[]> {
  const until = performance.now() + seconds * 1000;
  const all: T[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let nth = 0; performance.now() < until; nth++) all.push(await one(client, nth));
    }),
  );
  return all;
}

/** The value below which a share of the times lies, in milliseconds. */
export function percentile(sent: readonly Pick<Sent, 'ms'>[], share: number): number {
  const times = sent.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
}

/** Counts the statuses: `201 x 34, 503 x 2`. */
export function statuses(sent: readonly Pick<Sent, 'status'>[]): string {
  const counts = new Map<number, number>();
  for (const { status } of sent) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status} x ${count}`)
    .join(', ');
}
