import { connect } from 'node:net';
import { KEY, PROJECT } from '../support/server.ts';

export type RawAnswer = { readonly status: number; readonly body: unknown };

type Parts = { readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Uint8Array };

/** A request as bytes, with our project and key, however odd its method, target, headers and body are. */
export function requestBytes(method: string, target: string, { headers = {}, body }: Parts = {}): Buffer {
  const all: Readonly<Record<string, string>> = {
    Host: '127.0.0.1',
    Connection: 'close',
    'X-Appwrite-Project': PROJECT,
    'X-Appwrite-Key': KEY,
    ...(body !== undefined &&
      !('Transfer-Encoding' in headers) && { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(body ?? '')]);
}

/** A body in chunks of 64 KiB, as senders write it who do not know its length. */
export function chunked(body: string): string {
  const chunks = body.match(/.{1,65536}/gs) ?? [];
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}

/** Sends bytes over a connection of their own and reads until the server closes it. */
export function exchange(base: string, bytes: Uint8Array): Promise<RawAnswer> {
  const { hostname: host, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host, port: Number(port) }, () => socket.write(bytes));
    socket.setTimeout(10_000, () => socket.destroy(new Error('the server keeps the connection open')));
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    // Whoever refuses a body in the middle may close before all of it was sent: what counts is the answer.
    socket.on('error', (error) => received.length === 0 && reject(error));
    socket.on('close', () => resolve(answerOf(Buffer.concat(received).toString())));
  });
}

function answerOf(text: string): RawAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  const isJson = /^content-type: application\/json/im.test(head);
  return { status, body: isJson && body !== '' ? JSON.parse(body) : body };
}
