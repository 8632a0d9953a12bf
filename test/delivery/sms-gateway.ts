import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Call = {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** Answers the call of that number, counted from 1. */
export type Answering = (number: number, response: ServerResponse) => unknown;

/** A server that text messages are posted to, and that keeps what it was told. */
export async function smsGateway(answer: Answering = (_, response) => response.writeHead(204).end()) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => {
      calls.push({ method, path: url, headers, body });
      answer(calls.length, response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, calls, close };
}
