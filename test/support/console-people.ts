/** People who sign in, for the pages of the console. */
import assert from 'node:assert/strict';
import { KEY, PROJECT } from './server.ts';

/** A server that takes addresses from `X-Forwarded-For` of this machine. */
export const BEHIND_PROXY = { DENIZEN_TRUSTED_PROXIES: '127.0.0.1' } as const;

export const BROWSERS = {
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  chrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  safari:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
} as const;

type Call = {
  readonly method?: string;
  readonly body?: object;
  readonly ip?: string;
  readonly userAgent?: string;
  /** Calls as a visitor instead of by the key. */
  readonly isVisitor?: boolean;
};

/** Calls `/v1`. Fails unless it succeeds. */
export async function v1(base: string, path: string, call: Call = {}): Promise<Record<string, unknown>> {
  const { method = 'POST', body, ip, userAgent, isVisitor = false } = call;
  const response = await fetch(`${base}/v1${path}`, {
    method,
    headers: {
      'X-Appwrite-Project': PROJECT,
      ...(!isVisitor && { 'X-Appwrite-Key': KEY }),
      ...(ip !== undefined && { 'X-Forwarded-For': ip }),
      ...(userAgent !== undefined && { 'User-Agent': userAgent }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

const PASSWORD = 'a lantern at the quiet harbour';

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly ip?: string;
  readonly userAgent?: string;
};

/** Creates a user and signs in as that user. */
export async function signIn(base: string, { id, name, ip, userAgent }: Person): Promise<void> {
  const email = `${id}@example.com`;
  await v1(base, '/users', { body: { userId: id, email, password: PASSWORD, ...(name && { name }) } });
  await v1(base, '/account/sessions/email', {
    ...{ body: { email, password: PASSWORD }, isVisitor: true },
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
  });
}

/** What breaks pages that take text for markup, scripts, addresses or directions. */
export const CORPUS = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "';alert(1);//",
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '&lt;b&gt;',
  '\u202Egnp.exe',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
] as const;
