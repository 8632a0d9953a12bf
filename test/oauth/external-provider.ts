import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { commanded } from '../appwrite/access-keys.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import type { EmptyDatabase } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { type Started, serving } from '../support/server.ts';
import { type Account, type IdentityServer, identityServer } from './identity-server.ts';
import { signInAs, type Walker, walker } from './walker.ts';

/** Pages of the project; nobody listens there. */
export const OK = 'http://localhost:3000/ok';
export const NO = 'http://localhost:3000/no';

/** A server, a provider that it sends people to, and people who have accounts there. */
export type ExternalProvider = {
  readonly server: () => Started;
  readonly provider: () => IdentityServer;
  /** Where a sign-in begins, by what the browser gets. */
  readonly start: (flow: 'sessions' | 'tokens', more?: Readonly<Record<string, string>>) => string;
  /** Somebody with an account at the provider, and a browser. */
  readonly person: (account?: Partial<Account>) => Person;
};

export type Person = {
  readonly sub: string;
  readonly email: string;
  readonly browser: Walker;
  /** Goes through the whole sign-in, until an address that begins so. */
  readonly signIn: (
    flow?: 'sessions' | 'tokens',
    until?: string,
    more?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  /** What the server answers to the browser. */
  readonly get: (
    path: string,
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
};

/** For the length of a `describe`. */
export function externalProvider(database: EmptyDatabase): ExternalProvider {
  const server = serving(database, BEHIND_PROXY);
  let provider: IdentityServer | undefined;
  let people = 0;
  before(async () => {
    const { endpoint } = server.get();
    provider = await identityServer(
      ['oidc', 'keycloak'].map((key) => `${endpoint}/account/sessions/oauth2/callback/${key}/test`),
    );
    await setUp(database, provider);
  });
  after(() => provider?.[Symbol.asyncDispose]());
  const there = () => {
    if (!provider) throw new Error('the provider starts before the tests run');
    return provider;
  };
  const start: ExternalProvider['start'] = (flow, more = {}) => {
    const query = new URLSearchParams({ project: 'test', success: OK, failure: NO, ...more });
    return `${server.get().endpoint}/account/${flow}/oauth2/oidc?${query}`;
  };
  const person: ExternalProvider['person'] = (account = {}) => {
    people += 1;
    const sub = `person-${people}`;
    const email = account.email ?? `${sub}@example.com`;
    there().accounts.set(sub, { sub, email, email_verified: true, name: `Person ${people}`, ...account });
    const browser = walker(freshAddress());
    return {
      sub,
      email,
      browser,
      signIn: (flow = 'sessions', until = 'http://localhost:3000', more = {}) =>
        signInAs(browser, start(flow, more), { login: sub, until }),
      get: async (path) => {
        const joint = path.includes('?') ? '&' : '?';
        const { status, text } = await browser.go(`${server.get().endpoint}${path}${joint}project=test`);
        return { status, body: JSON.parse(text) as Record<string, unknown> };
      },
    };
  };
  return { server: server.get, provider: there, start, person };
}

async function setUp(
  database: EmptyDatabase,
  { url, clientId, clientSecret }: IdentityServer,
): Promise<void> {
  const folder = testFolder();
  const file = join(folder, 'secret');
  writeFileSync(file, clientSecret);
  const known = `--option wellKnownEndpoint=${url}/.well-known/openid-configuration --option allowPrivate=on --option nativeEnabled=on`;
  const whose = `--project test --client-id ${clientId} --client-secret-file ${file}`;
  await commanded(database, `providers set oidc ${whose} ${known}`);
  await commanded(
    database,
    `providers set keycloak ${whose} --option keycloakDomain=id.example.com --option keycloakRealm=main`,
  );
}
