import { Agent, request } from 'node:http';
import { KEY, PROJECT } from './settings.ts';

export type Answer = { readonly status: number; readonly body: string; readonly ms: number };

/** Connections to a server, kept alive. */
export function connectionsTo(port: number, most: number): Agent & { readonly port: number } {
  return Object.assign(new Agent({ keepAlive: true, maxSockets: most }), { port });
}

/** One request with the key; milliseconds from its sending to the end of the answer. */
export function ask(
  agent: Agent & { readonly port: number },
  method: string,
  path: string,
  body?: string,
): Promise<Answer> {
  const sent = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request({ agent, host: '127.0.0.1', port: agent.port, method, path: `/v1${path}` });
    asking.setHeader('X-Appwrite-Project', PROJECT);
    asking.setHeader('X-Appwrite-Key', KEY);
    asking.setNoDelay(true);
    asking.on('error', reject);
    asking.on('response', (response) => {
      let read = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        read += part;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: read, ms: performance.now() - sent }),
      );
    });
    if (body === undefined) return void asking.end();
    asking.setHeader('Content-Type', 'application/json');
    asking.setHeader('Content-Length', Buffer.byteLength(body));
    asking.end(body);
  });
}

/** `share` of the times are at most this. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
