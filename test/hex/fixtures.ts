import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { decodeTerm } from '../../src/hex/terms/decode.ts';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import type { EmptyDatabase } from '../support/engines.ts';
import { call, PROJECT, type Started, serving } from '../support/server.ts';
import { undescribed } from './described.ts';

export const PASSWORD = 'elixir1234';
export const ETF = 'application/vnd.hex+erlang';

export type Reply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  /** What the body says, whether in JSON or in terms; its text otherwise. */
  readonly body: unknown;
};

export type AskOptions = {
  readonly auth?: string;
  readonly body?: unknown;
  /** Instead of a body in JSON: bytes of another type. */
  readonly raw?: Uint8Array | string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** What tests ask a server that speaks the protocol. */
export type Hex = {
  readonly get: () => Started;
  readonly ask: (method: string, path: string, options?: AskOptions) => Promise<Reply>;
  /** The status and the body alone. */
  readonly statusAndBody: (
    method: string,
    path: string,
    options?: AskOptions,
  ) => Promise<readonly [number, unknown]>;
  /** Of the other protocol, as a server with every right. */
  readonly appwrite: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** Signs up with the password of all; the email is `NAME@example.com` and not verified. */
  readonly signUp: (name: string) => Promise<Readonly<Record<string, unknown>>>;
  /** The id of who has the email of the name. */
  readonly idOf: (name: string) => Promise<string>;
  /** Signs up, verifies the email, and answers a key that may do everything. */
  readonly person: (name: string) => Promise<string>;
};

/** A server for the length of a `describe`. */
export function hexServer(database: EmptyDatabase, settings: Record<string, string> = {}): Hex {
  // The same object: some of it is known only when the server starts.
  const server = serving(database, Object.assign(settings, { DENIZEN_HEX_PROJECT: PROJECT }));
  /** Every answer is one that the document describes. */
  const ask: Hex['ask'] = async (method, path, asked) => {
    const reply = await send(`${server.get().base}/hex`, method, path, asked);
    const flaw = await undescribed(method, path, reply);
    if (flaw !== undefined) throw new Error(flaw);
    return reply;
  };
  const appwrite: Hex['appwrite'] = async (method, path, body) => {
    const { status, body: said } = await call(server.get().endpoint, method, path, { body });
    if (status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`);
    return said as Record<string, unknown>;
  };
  const signUp: Hex['signUp'] = async (name) => {
    const body = { username: name, password: PASSWORD, emails: [{ email: `${name}@example.com` }] };
    const { status, body: said } = await ask('POST', '/api/users', { body });
    if (status !== 201) throw new Error(JSON.stringify(said));
    return said as Record<string, unknown>;
  };
  const idOf: Hex['idOf'] = async (name) => {
    const query = { method: 'equal', attribute: 'email', values: [`${name}@example.com`] };
    const { users } = await appwrite('GET', `/users?queries[]=${encodeURIComponent(JSON.stringify(query))}`);
    return (users as readonly { readonly $id: string }[])[0]?.$id ?? '';
  };
  return {
    get: server.get,
    ask,
    statusAndBody: async (method, path, options) => {
      const { status, body } = await ask(method, path, options);
      return [status, body];
    },
    appwrite,
    signUp,
    idOf,
    person: async (name) => {
      await signUp(name);
      await appwrite('PATCH', `/users/${await idOf(name)}/verification`, { emailVerification: true });
      return keyOf(ask, name);
    },
  };
}

/** A key of the user with these permissions; of everything without any. */
export async function keyOf(ask: Hex['ask'], name: string, permissions?: unknown): Promise<string> {
  const body = { name: 'test', permissions };
  const made = await ask('POST', '/api/keys', { auth: basic(name), body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return (made.body as { readonly secret: string }).secret;
}

/** A token of a device that the user lets in on the page. */
export async function deviceTokenOf(ask: Hex['ask'], name: string): Promise<string> {
  const client = { client_id: HEX_CLIENT };
  const options = await ask('POST', '/api/oauth/device_authorization', { body: { ...client, scope: 'api' } });
  const { device_code, user_code } = options.body as { device_code: string; user_code: string };
  const form = { user_code, login: name, password: PASSWORD, decision: 'approve' };
  const raw = new URLSearchParams(form).toString();
  await ask('POST', '/oauth/device', { raw, type: 'application/x-www-form-urlencoded' });
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const given = await ask('POST', '/api/oauth/token', { body: { ...client, grant_type, device_code } });
  if (given.status !== 200) throw new Error(JSON.stringify(given.body));
  return (given.body as { readonly access_token: string }).access_token;
}

/** A token in place of the key. */
export async function keyTokenOf(ask: Hex['ask'], key: string): Promise<string> {
  const body = { client_id: HEX_CLIENT, grant_type: 'client_credentials', client_secret: key, scope: 'api' };
  const given = await ask('POST', '/api/oauth/token', { body });
  if (given.status !== 200) throw new Error(JSON.stringify(given.body));
  return (given.body as { readonly access_token: string }).access_token;
}

export function basic(login: string, password = PASSWORD): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

export function refused(status: number, message: string | null): readonly [number, unknown] {
  return [status, { status, message }];
}

export function unprocessable(errors: unknown): readonly [number, unknown] {
  return [422, { status: 422, message: 'Validation error(s)', errors }];
}

/** One request on a connection of its own; what its headers name as undefined is not sent. */
async function send(base: string, method: string, path: string, options: AskOptions = {}): Promise<Reply> {
  const json = options.body === undefined ? undefined : JSON.stringify(options.body);
  const bytes = options.raw ?? json;
  const type = options.type ?? (json === undefined ? undefined : 'application/json');
  const headers = {
    'user-agent': 'tests/1.0',
    authorization: options.auth,
    'content-type': bytes === undefined ? undefined : type,
    ...options.headers,
  };
  const sent = Object.entries(headers).filter(([, value]) => value !== undefined);
  const url = new URL(base);
  const out = request({
    host: url.hostname,
    port: url.port,
    // As it is written, whatever a URL would make of it.
    path: `/hex${path}`,
    method,
    agent: false,
    headers: Object.fromEntries(sent) as Record<string, string>,
  });
  out.end(bytes);
  const [response] = (await once(out, 'response')) as [IncomingMessage];
  const got = await buffer(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes: got,
    body: bodyIn(got, response.headers['content-type'] ?? ''),
  };
}

function bodyIn(bytes: Buffer, type: string): unknown {
  if (bytes.length === 0) return '';
  if (type.startsWith(ETF)) return decodeTerm(bytes);
  return type.startsWith('application/json') ? JSON.parse(bytes.toString()) : bytes.toString();
}
