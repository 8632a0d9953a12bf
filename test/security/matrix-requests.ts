import type { Endpoint } from '../../src/http/endpoint.ts';
import { freshAddress } from '../support/browser-client.ts';
import { PROJECT } from '../support/server.ts';
import { type Headers, ORGANIZATION } from './matrix-callers.ts';

/** Values of paths that must be there for a guard to be reached; all others are of no form that is known. */
const pathValues: Readonly<Record<string, string>> = { project: PROJECT, organization: ORGANIZATION };

/** What a request got: status and type, or the message where a protocol has no types; and whether a page may read it. */
export type Answer = { readonly outcome: string; readonly readable: boolean; readonly status: number };

/** Where an endpoint is called, with values that do not fit. */
export function targetOf({ method, path, input }: Pick<Endpoint, 'method' | 'path' | 'input'>): string {
  const target = path.replaceAll(/:(\w+)/g, (_, name: string) => pathValues[name] ?? '-');
  return method === 'GET' && 'total' in input ? `${target}?total=perhaps` : target;
}

/** Calls an endpoint with input that does not fit: whoever may not call is refused before it is looked at. */
export async function callEndpoint(prefix: string, endpoint: Endpoint, headers: Headers): Promise<Answer> {
  const { method } = endpoint;
  const response = await fetch(prefix + targetOf(endpoint), {
    method,
    redirect: 'manual',
    headers: {
      'X-Forwarded-For': freshAddress(),
      ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(method !== 'GET' && { body: JSON.stringify(wrongBody()) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const kind = response.ok || !type.startsWith('application/json') ? '' : kindIn(JSON.parse(text));
  return {
    outcome: `${response.status} ${kind}`.trim(),
    status: response.status,
    readable: response.headers.get('access-control-allow-origin') !== null,
  };
}

/** Nothing in it fits, and it is never twice the same: tries are counted by what they name. */
function wrongBody(): object {
  const wrong = `-${crypto.randomUUID()}`;
  return { userId: wrong, email: wrong, phone: wrong, challengeId: wrong };
}

function kindIn(body: unknown): string {
  const { type, error, message } = body as Readonly<Record<'type' | 'error' | 'message', unknown>>;
  return String(type ?? error ?? message ?? '');
}
