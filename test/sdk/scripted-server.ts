import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before } from 'node:test';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

type Said = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };
/** How a request is answered: by what is given here, or by hand. */
export type Reply = Said | ((response: ServerResponse, request: IncomingMessage) => void);

/** A server that answers what it is told to, one reply a request, and the last one again and again. */
export type ScriptedServer = {
  readonly url: () => string;
  /** What it answers from now on; it forgets what it received. */
  readonly will: (...replies: readonly Reply[]) => void;
  readonly received: readonly Received[];
};

/** One for the length of a `describe`. */
export function scriptedServer(): ScriptedServer {
  const received: Received[] = [];
  let replies: readonly Reply[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: await text(request) });
    const reply = replies[Math.min(received.length, replies.length) - 1];
    if (typeof reply === 'function') reply(response, request);
    else answer(response, reply ?? { status: 500 });
  });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    will: (...told) => {
      replies = told;
      received.length = 0;
    },
    received,
  };
}

function answer(response: ServerResponse, { status, headers = {}, body }: Said): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
  response.end(body === undefined || isText ? body : JSON.stringify(body));
}
