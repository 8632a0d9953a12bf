import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type * as Sdk from '../../sdk/src/index.ts';
import { readConfig } from '../../src/config.ts';
import { commanded } from '../appwrite/access-keys.ts';
import { type Hex, hexServer } from '../hex/fixtures.ts';
import { type IdentityServer, identityServer } from '../oauth/identity-server.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import type { EmptyDatabase } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { type Mailbox, mailbox } from '../support/mailbox.ts';
import { KEY, PROJECT, type Started } from '../support/server.ts';

/** Where examples say that the server is, and a registry. */
const TOLD = 'https://users.example.com';
const REGISTRY = 'https://hex.pm/api';

/** A server on which examples run, and how it is spoken to. */
export type ExamplePlace = {
  readonly sdk: typeof Sdk;
  readonly base: string;
  readonly endpoint: string;
  readonly key: string;
  readonly hex: Hex;
  readonly box: Mailbox;
  readonly provider: IdentityServer;
  /** With a key that may do everything. */
  readonly asServer: () => Sdk.Client;
  /** As whoever has the session; as nobody without one. */
  readonly as: (secret?: string) => Sdk.Client;
  /** Refuses an example that says that a value is another one. */
  readonly equal: (actual: unknown, told: string) => void;
};

/** A server for the length of a `describe`; addresses of examples lead to it, and nowhere else. */
export function examplePlace(load: () => Promise<typeof Sdk>): () => ExamplePlace {
  const database = emptyFile();
  const hex = hexServer(database, { ...BEHIND_PROXY });
  const box = mailbox(hex);
  const plainFetch = globalThis.fetch;
  let place: ExamplePlace | undefined;
  before(async () => {
    const started = hex.get();
    const provider = await withProviders(database, started);
    const sdk = await load();
    const as = (secret?: string) => {
      const client = new sdk.Client().setEndpoint(started.endpoint).setProject(PROJECT);
      return secret === undefined ? client : client.setSession(secret);
    };
    const asServer = () => as().setKey(KEY);
    const { endpoint, base } = started;
    Object.assign(process.env, {
      DENIZEN_ENDPOINT: endpoint,
      DENIZEN_PROJECT: PROJECT,
      DENIZEN_API_KEY: KEY,
    });
    place = { sdk, base, endpoint, key: KEY, hex, box, provider, asServer, as, equal };
    globalThis.fetch = (input, init) => leadHome(String(input), init, { base, fetch: plainFetch });
  });
  after(async () => {
    globalThis.fetch = plainFetch;
    await place?.provider[Symbol.asyncDispose]();
  });
  return () => {
    if (!place) throw new Error('the place is there once the tests run');
    return place;
  };
}

function leadHome(
  url: string,
  init: RequestInit | undefined,
  { base, fetch }: { readonly base: string; readonly fetch: typeof globalThis.fetch },
): Promise<Response> {
  const home = url.replace(TOLD, base).replace(REGISTRY, `${base}/hex/api`);
  const { hostname } = new URL(home);
  if (hostname !== '127.0.0.1') throw new Error(`An example leads to ${hostname}.`);
  const headers = new Headers(init?.headers);
  // The mailbox is open to this machine only.
  const isAsked = !home.endsWith('/dev/mailbox') && !headers.has('X-Forwarded-For');
  if (isAsked) headers.set('X-Forwarded-For', freshAddress());
  if (url.startsWith(TOLD)) headers.set('X-Appwrite-Project', PROJECT);
  return fetch(home, { ...init, headers });
}

function equal(actual: unknown, told: string): void {
  assert.equal(typeof actual === 'string' ? actual : JSON.stringify(actual), told);
}

function emptyFile(): EmptyDatabase {
  let folder = '';
  before(() => {
    folder = testFolder();
  });
  const setting = () => `sqlite:${join(folder, 'denizen.db')}`;
  const read = () => readConfig({ DENIZEN_DATABASE: setting() });
  return { engine: 'sqlite', setting, config: () => read().config, secrets: () => read().secrets };
}

async function withProviders(database: EmptyDatabase, { endpoint }: Started): Promise<IdentityServer> {
  const provider = await identityServer([`${endpoint}/account/sessions/oauth2/callback/oidc/${PROJECT}`]);
  const folder = testFolder();
  const file = join(folder, 'secret');
  writeFileSync(file, provider.clientSecret);
  const whose = `--project ${PROJECT} --client-id ${provider.clientId} --client-secret-file ${file}`;
  const known = `--option wellKnownEndpoint=${provider.url}/.well-known/openid-configuration --option allowPrivate=on --option nativeEnabled=on`;
  await commanded(database, `providers set oidc ${whose} ${known}`);
  await commanded(database, `providers set github ${whose}`);
  await commanded(database, `projects set ${PROJECT} mfaFactors=totp,email,phone,custom`);
  return provider;
}
