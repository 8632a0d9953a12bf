import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { KEY, PROJECT } from '../test/support/server.ts';
import type { Ask, Sent } from './load.ts';

const HEAD = `HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Appwrite-Project: ${PROJECT}\r\nX-Appwrite-Key: ${KEY}\r\n`;
const END = Buffer.from('\r\n\r\n');
/** What a request is answered with that finds all connections in use. */
export const NO_CONNECTION = 'no connection is free';
/** Less than the time after which the server closes a connection that is not used. */
const FREE_AT_MOST_MS = 4_000;

type Answer = Omit<Sent, 'at' | 'ms'>;

export type Sender = {
  readonly send: (ask: Ask) => Promise<Sent>;
  /** Opens so many connections, a few at a time: Node accepts one in each turn of its event loop. */
  readonly open: (count: number) => Promise<void>;
  readonly close: () => void;
};

/**
 * A client that costs a fraction of the server: bare sockets that read status, length and `Retry-After`. A request takes
 * a connection that is free, or opens one. With `most` of them in use, it fails with status 0.
 */
export function bareSender(port: number, most: number): Sender {
  const free: { readonly connection: Connection; readonly since: number }[] = [];
  const release = (connection: Connection) => free.push({ connection, since: performance.now() });
  const all = new Set<Connection>();
  const take = (): Connection | undefined => {
    // In turns, so that none is unused for so long that the server closes it.
    for (let first = free.shift(); first; first = free.shift()) {
      const { connection, since } = first;
      if (!connection.isOver() && performance.now() - since < FREE_AT_MOST_MS) return connection;
      connection.close();
    }
    if (all.size >= most) return undefined;
    const connection = connectionTo(port, () => all.delete(connection));
    all.add(connection);
    return connection;
  };
  return {
    send: async (ask) => {
      const at = performance.now();
      const connection = take();
      if (!connection) return { status: 0, ms: 0, at, retryAfter: undefined, body: NO_CONNECTION };
      const answer = await connection.send(textOf(ask));
      if (!connection.isOver()) release(connection);
      return { ...answer, at, ms: performance.now() - at };
    },
    open: async (count) => {
      while (all.size < count) {
        const connection = connectionTo(port, () => all.delete(connection));
        all.add(connection);
        await connection.opened;
        release(connection);
      }
    },
    close: () => {
      for (const connection of all) connection.close();
    },
  };
}

type Connection = {
  readonly send: (request: string) => Promise<Answer>;
  readonly opened: Promise<unknown>;
  readonly isOver: () => boolean;
  readonly close: () => void;
};

function connectionTo(port: number, ended: () => void): Connection {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true);
  let received: Buffer | undefined;
  let resolve: ((answer: Answer) => void) | undefined;
  const settle = (answer: Answer) => {
    received = undefined;
    resolve?.(answer);
    resolve = undefined;
  };
  let failure = 'the server closed the connection';
  socket.on('error', (error) => {
    failure = error.message;
  });
  socket.on('close', () => {
    ended();
    settle({ status: 0, retryAfter: undefined, body: failure });
  });
  socket.on('data', (chunk: Buffer) => {
    received = received ? Buffer.concat([received, chunk]) : chunk;
    const answer = answerIn(received);
    if (answer) settle(answer);
  });
  return {
    send: (request) =>
      new Promise((done) => {
        resolve = done;
        socket.write(request);
      }),
    opened: once(socket, 'connect'),
    isOver: () => socket.closed || socket.destroyed || socket.readableEnded,
    close: () => socket.destroy(),
  };
}

/** The answer if it is whole. It must have a length or no body. */
function answerIn(received: Buffer): Answer | undefined {
  const end = received.indexOf(END);
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (received.length < end + END.length + length) return undefined;
  return {
    status: Number(head.slice(9, 12)),
    retryAfter: /retry-after: (\d+)/i.exec(head)?.[1],
    body: '',
  };
}

function textOf({ method, path, body }: Ask): string {
  const start = `${method} /v1${path} ${HEAD}`;
  if (body === undefined) return `${start}\r\n`;
  const text = JSON.stringify(body);
  return `${start}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** Waits until `isTrue` holds for the results of a second of `one`. Returns the milliseconds that it took. */
export async function timeUntil<T>(
  one: () => Promise<T>,
  isTrue: (results: readonly T[]) => boolean,
  mostMs: number,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const roundBegan = performance.now();
    const results: T[] = [];
    while (performance.now() - roundBegan < 500) {
      results.push(await one());
      await setTimeout(10);
    }
    const tookMs = Math.round(roundBegan - began);
    if (isTrue(results) || tookMs > mostMs) return tookMs;
  }
}
