/**
 * The load: connections that each send a request, wait for the whole answer and send the next. A process of its own,
 * driven by messages. It reads no more of an answer than its status and its length, and it never sleeps: to wake it
 * would be charged to the server that answers, and the more the slower the server is.
 */
import { connect, type Socket } from 'node:net';
import { KEY, newUser, PROJECT } from './settings.ts';

export type Kind = 'get' | 'list' | 'create';

export type Order = {
  readonly kind: Kind;
  readonly port: number;
  readonly connections: number;
  /** Ends after so many seconds or, for creations, after so many requests. */
  readonly seconds: number;
  readonly requests: number;
  readonly ids: readonly string[];
  /** Sent instead of Denizen's request for the kind. */
  readonly request?: RequestText;
};

/** `{id}` becomes one of the ids, at random, and `{n}` a text that no other request has. */
export type RequestText = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Measured = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
};

const HEAD = `HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\nX-Appwrite-Project: ${PROJECT}\r\nX-Appwrite-Key: ${KEY}\r\n`;
const END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
let created = 0;

process.on('message', async (order: Order) => {
  process.send?.(await measure(order));
});

async function measure(order: Order): Promise<Measured> {
  const times: number[] = [];
  const start = performance.now();
  const until = start + order.seconds * 1000;
  let left = order.requests;
  const isOver = () => left-- <= 0 || performance.now() > until;
  let isMeasuring = true;
  const stayAwake = () => isMeasuring && setImmediate(stayAwake);
  stayAwake();
  await Promise.all(Array.from({ length: order.connections }, () => drive(order, isOver, times)));
  const seconds = (performance.now() - start) / 1000;
  isMeasuring = false;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    requests: times.length,
  };
}

/** One connection, until it is over. Refuses any answer that is not a success. */
function drive(order: Order, isOver: () => boolean, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(order.port, '127.0.0.1');
    socket.setNoDelay(true);
    let sent = 0;
    let answer: Buffer | undefined;
    const next = () => {
      if (isOver()) {
        socket.end();
        resolve();
        return;
      }
      sent = performance.now();
      socket.write(requestOf(order));
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      answer = answer ? Buffer.concat([answer, chunk]) : chunk;
      if (!isWhole(answer, socket)) return;
      answer = undefined;
      times.push(performance.now() - sent);
      next();
    });
  });
}

function isWhole(answer: Buffer, socket: Socket): boolean {
  const end = answer.indexOf(END);
  if (end < 0) return false;
  const head = answer.toString('latin1', 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  const isChunked = length === undefined && /transfer-encoding: chunked/i.test(head);
  if (!/^HTTP\/1\.1 20[01]/.test(head) || (length === undefined && !isChunked)) {
    socket.destroy(new Error(`an answer that is no success: ${answer}`));
    return false;
  }
  // One request at a time: nothing follows the last chunk.
  if (isChunked) return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  return answer.length >= end + END.length + Number(length);
}

function requestOf({ kind, ids, request }: Order): string {
  if (request) return textOf(request, ids);
  if (kind === 'list') return `GET /v1/users ${HEAD}\r\n`;
  if (kind === 'get') return `GET /v1/users/${ids[Math.floor(Math.random() * ids.length)]} ${HEAD}\r\n`;
  const body = JSON.stringify(newUser(freshMark()));
  return `POST /v1/users ${HEAD}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function textOf({ method, path, headers, body }: RequestText, ids: readonly string[]): string {
  const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
  const fill = (text: string) => text.replace('{id}', id).replace('{n}', freshMark);
  const lines = [`${method} ${fill(path)} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: keep-alive'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body === undefined) return `${lines.join('\r\n')}\r\n\r\n`;
  const filled = fill(body);
  lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(filled)}`);
  return `${lines.join('\r\n')}\r\n\r\n${filled}`;
}

function freshMark(): string {
  return `n${process.pid.toString(36)}z${(created++).toString(36)}`;
}
