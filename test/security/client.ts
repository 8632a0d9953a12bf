import assert from 'node:assert/strict';
import { parseSetCookie } from 'cookie';
import { type Answer, call, PROJECT, type Started } from '../support/server.ts';

export const PASSWORD = 'correct horse';

/** Headers of somebody without a key: an empty one says nothing. */
export const GUEST = { 'X-Appwrite-Key': '' };
export const bySession = (secret: string) => ({ ...GUEST, 'X-Appwrite-Session': secret });
export const byJwt = (jwt: string) => ({ ...GUEST, 'X-Appwrite-JWT': jwt });
export const from = (ip: string) => ({ 'X-Forwarded-For': ip });

type AskOptions = { readonly body?: unknown; readonly headers?: Record<string, string> };

/** A request of somebody without a key. */
export function ask(
  to: Started,
  method: string,
  path: string,
  { body, headers }: AskOptions = {},
): Promise<Answer> {
  return call(to.endpoint, method, path, {
    ...(body !== undefined && { body }),
    headers: { ...GUEST, ...headers },
  });
}

/** A request of a server. */
export function manage(to: Started, method: string, path: string, body?: unknown): Promise<Answer> {
  return call(to.endpoint, method, path, body === undefined ? {} : { body });
}

/** Makes a user with a password, an address and whatever else. */
export async function person(to: Started, userId: string, more: object = {}): Promise<string> {
  const email = `${userId}@example.com`;
  const answer = await manage(to, 'POST', '/users', { userId, email, password: PASSWORD, ...more });
  assert.equal(answer.status, 201);
  return email;
}

export type SignedIn = { readonly session: string; readonly id: string; readonly device: string };

/** Signs in with the password and answers what the browser gets. */
export async function signIn(
  to: Started,
  email: string,
  headers: Record<string, string> = {},
): Promise<SignedIn> {
  const answer = await ask(to, 'POST', '/account/sessions/email', {
    body: { email, password: PASSWORD },
    headers,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const kept = cookiesOf(answer);
  return {
    session: kept[`a_session_${PROJECT}`] ?? '',
    id: (answer.body as { $id: string }).$id,
    device: kept[`denizen_device_${PROJECT}`] ?? '',
  };
}

/** Names and values of the cookies that an answer sets. */
export function cookiesOf({ headers }: Answer): Readonly<Record<string, string>> {
  const pairs = headers.getSetCookie().map((text) => parseSetCookie(text));
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value ?? '']));
}

/** Status and type of an answer. */
export function statusAndBody({ status, body }: Answer): string {
  const { type } = (body ?? {}) as { type?: string };
  return type === undefined ? String(status) : `${status} ${type}`;
}
