import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

export type AskedOf = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What the old system does with a question. A text is a body that is no JSON. */
export type Scripted = {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
};

/** A system that others ask about passwords, on this machine. */
export type OldSystemDouble = AsyncDisposable & {
  readonly url: string;
  /** Every question so far. */
  readonly asked: readonly AskedOf[];
  /** How many were given up before the answer. */
  readonly abandoned: () => number;
  /** Answers all questions from now on. */
  readonly script: (answer: (asked: AskedOf) => Scripted) => void;
};

/** Listens with TLS if it has a certificate, which is of the name `localhost`. */
export async function oldSystemDouble(certificate?: {
  readonly key: string;
  readonly cert: string;
}): Promise<OldSystemDouble> {
  const asked: AskedOf[] = [];
  let abandoned = 0;
  let answer: (question: AskedOf) => Scripted = () => ({ status: 500 });
  const listener: RequestListener = async (request, response) => {
    const question = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    asked.push(question);
    const { status = 200, body = {}, headers = {}, afterMs = 0 } = answer(question);
    response.once('close', () => {
      if (!response.writableFinished) abandoned++;
    });
    // Not waited for at the end of the tests.
    if (afterMs > 0) await setTimeout(afterMs, undefined, { ref: false });
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: certificate ? `https://localhost:${port}/ask` : `http://127.0.0.1:${port}/ask`,
    asked,
    abandoned: () => abandoned,
    script: (next) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
