import assert from 'node:assert/strict';
import { stringifyCookie } from 'cookie';
import { generate } from 'otplib';
import type { ActName } from '../../src/core/audit/acts.ts';
import { type ExternalProvider, NO, OK } from '../oauth/external-provider.ts';
import { CHROME, freshAddress } from '../support/browser-client.ts';
import { type Mailbox, mailbox } from '../support/mailbox.ts';
import { KEY, PROJECT } from '../support/server.ts';
import { freshName, freshPhone } from './account-fixtures.ts';

export const PASSWORD = 'correct horse';
export const PAGE = 'http://localhost/page';

type Fields = Readonly<Record<string, unknown>>;
export type Request = readonly [method: string, path: string, body?: Fields | undefined];
type By = { readonly kind: 'key' | 'user' | 'guest'; readonly id: string | null };

/** A request that is about to be sent, and what the history should say of it. */
export type PreparedRequest = {
  readonly request: Request;
  readonly headers: Readonly<Record<string, string>>;
  readonly by: By;
  /** To whom it is done; a function of the answer where nobody can know before. */
  readonly user: string | null | ((body: Fields) => string | Promise<string>);
};

/** An operation as it is done well, and the acts that it leaves, in their order. */
export type Change = {
  readonly acts: readonly ActName[];
  readonly ask: (here: HistoryFixture) => Promise<PreparedRequest>;
};

export type Sent = { readonly status: number; readonly requestId: string; readonly ip: string; body: Fields };

/** Somebody with an address, a phone, a password and a session. */
export type Somebody = {
  readonly id: string;
  readonly email: string;
  readonly phone: string;
  readonly session: string;
  /** What they ask with the session. */
  readonly asks: (...request: Request) => PreparedRequest;
  /** The same, done at once. */
  readonly does: (...request: Request) => Promise<Fields>;
};

/** A server, its mailbox, and the people who use it. */
export type HistoryFixture = {
  readonly external: ExternalProvider;
  readonly box: Mailbox;
  readonly send: (asked: PreparedRequest) => Promise<Sent>;
  readonly byKey: (request: Request, user: string | null) => PreparedRequest;
  readonly byGuest: (request: Request, user: PreparedRequest['user']) => PreparedRequest;
  /** What a server does at once. */
  readonly manage: (...request: Request) => Promise<Fields>;
  readonly somebody: () => Promise<Somebody>;
};

export function historyFixture(external: ExternalProvider): HistoryFixture {
  const send: HistoryFixture['send'] = async ({ request: [method, path, body], headers }) => {
    const ip = freshAddress();
    const answer = await fetch(external.server().endpoint + path, {
      method,
      redirect: 'manual',
      headers: {
        'X-Appwrite-Project': PROJECT,
        'X-Appwrite-Key': KEY,
        'User-Agent': CHROME,
        'X-Forwarded-For': ip,
        ...headers,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    const requestId = answer.headers.get('x-request-id') ?? '';
    return { status: answer.status, requestId, ip, body: isJson ? (JSON.parse(text) as Fields) : {} };
  };
  const done = async (asked: PreparedRequest): Promise<Fields> => {
    const { status, body } = await send(asked);
    assert.ok(status < 300, `${asked.request.join(' ')}: ${JSON.stringify(body)}`);
    return body;
  };
  const byKey: HistoryFixture['byKey'] = (request, user) => ({
    request,
    user,
    headers: {},
    by: { kind: 'key', id: 'bootstrap' },
  });
  const byGuest: HistoryFixture['byGuest'] = (request, user) => ({
    request,
    user,
    headers: { 'X-Appwrite-Key': '' },
    by: { kind: 'guest', id: null },
  });
  const manage: HistoryFixture['manage'] = (...request) => done(byKey(request, null));
  const somebody = async (): Promise<Somebody> => {
    const [id, phone] = [freshName(), freshPhone()];
    const email = `${id}@example.com`;
    await manage('POST', '/users', { userId: id, email, phone, password: PASSWORD });
    const { $id, secret } = await manage('POST', `/users/${id}/sessions`, {});
    const headers = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String(secret) };
    const asks: Somebody['asks'] = (...request) => ({
      request,
      headers,
      user: id,
      by: { kind: 'user', id },
    });
    return { id, email, phone, session: String($id), asks, does: (...request) => done(asks(...request)) };
  };
  const box = mailbox({ get: external.server });
  return { external, box, send, byKey, byGuest, manage, somebody };
}

/** Sets an authenticator up and answers its seed. */
export async function withTotp({ does }: Somebody): Promise<string> {
  const { secret } = await does('POST', '/account/mfa/authenticators/totp');
  await does('PUT', '/account/mfa/authenticators/totp', { otp: await generate({ secret: String(secret) }) });
  return String(secret);
}

/** A session that has shown a recovery code; answers the codes that are left. */
export async function proven({ does }: Somebody): Promise<readonly string[]> {
  const { recoveryCodes } = await does('POST', '/account/mfa/recovery-codes');
  const [first, ...others] = recoveryCodes as readonly string[];
  const { $id } = await does('POST', '/account/mfa/challenges', { factor: 'recoverycode' });
  await does('PUT', '/account/mfa/challenges', { challengeId: $id, otp: first });
  return others;
}

export type ExternalPerson = ReturnType<ExternalProvider['person']>;

/** The session that the browser of somebody has who signed in elsewhere. */
export function sessionOf({ external }: HistoryFixture, { browser }: ExternalPerson): string {
  return browser.cookies.get(new URL(external.server().endpoint).origin)?.get('a_session_test') ?? '';
}

/** A sign-in elsewhere that has come back as far as the path of `stop`; asked with the browser's cookies. */
export async function callbackRequest(
  here: HistoryFixture,
  who: ExternalPerson,
  stop: RegExp,
): Promise<PreparedRequest> {
  const { endpoint } = here.external.server();
  const at = await who.signIn('sessions', endpoint, {}).then((first) => onwards(who, first, stop));
  const kept = who.browser.cookies.get(new URL(endpoint).origin) ?? new Map();
  const headers = { 'X-Appwrite-Key': '', Cookie: stringifyCookie(Object.fromEntries(kept)) };
  return {
    request: ['GET', at.slice(endpoint.length)],
    headers,
    user: null,
    by: { kind: 'guest', id: null },
  };
}

async function onwards({ browser }: ExternalPerson, from: string, stop: RegExp): Promise<string> {
  for (let at = from; ; ) {
    if (stop.test(new URL(at).pathname)) return at;
    const { location } = await browser.go(at);
    if (location === undefined) throw new Error(`the browser is sent nowhere from ${at}`);
    at = location;
  }
}

/** A sign-in elsewhere as a guest begins it. */
export const beginning = `oauth2/oidc?${new URLSearchParams({ success: OK, failure: NO })}`;
