import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export type Sent = {
  readonly method: string;
  /** Behind `/v1`, as it stands in the first line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its length is said; without one there is neither a body nor a length. */
  readonly body?: string;
};

export type Reply = { readonly status: number; readonly type: string | undefined; readonly text: string };

/** Sends no header that is not said but the host, on a connection of its own. */
export async function send(endpoint: string, { method, path, headers, body }: Sent): Promise<Reply> {
  const { host } = new URL(endpoint);
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const ask = request(endpoint + path, {
    method,
    agent: false,
    setDefaultHeaders: false,
    headers: { Host: host, ...headers, ...length },
  });
  ask.end(body);
  const [response] = (await once(ask, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'],
    text: await text(response),
  };
}
