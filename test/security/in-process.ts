import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { protocolsOf } from '../../src/cli/protocols.ts';
import { readConfig } from '../../src/config.ts';
import { bootstrap } from '../../src/core/projects/bootstrap.ts';
import { noTemplates } from '../../src/delivery/templates.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { open, systemActor } from '../../src/open.ts';
import { KEY, PROJECT, settingsFor } from '../support/server.ts';
import type { Callers } from './operations.ts';

export type InProcess = {
  readonly app: FastifyInstance;
  /** What it has logged as failed. */
  readonly failures: readonly string[];
};

/** A server of both protocols that is asked without a network; by default over a database in memory. */
export async function openInProcess(
  setting = 'sqlite::memory:',
): Promise<InProcess & { readonly close: () => Promise<void> }> {
  const { config, secrets } = readConfig({
    ...settingsFor(setting),
    DENIZEN_HEX_PROJECT: PROJECT,
    DENIZEN_PASSWORD_COST: 'm=7168,t=5,p=1',
    DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
  });
  const opened = await open(config, secrets, { migrate: true });
  const { core } = opened;
  await bootstrap(core, (project) => systemActor('system', project), {
    project: config.project,
    apiKey: secrets.apiKey,
  });
  const failures: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => failures.push(line) });
  const { trustedProxies } = config;
  const protocols = await protocolsOf(opened, config, {
    ...{ worker: 0, templates: noTemplates, mailbox: async () => [] },
  });
  const app = createServer({ core, logger, metrics: createMetrics(), trustedProxies }, protocols);
  await app.ready();
  const close = async () => {
    await app.close();
    await opened[Symbol.asyncDispose]();
  };
  return { app, failures, close };
}

/** Such a server for the length of a `describe`. */
export function inProcess(): { readonly get: () => InProcess } {
  let made: Awaited<ReturnType<typeof openInProcess>> | undefined;
  before(async () => {
    made = await openInProcess();
  });
  after(() => made?.close());
  return {
    get: () => {
      if (!made) throw new Error('the server stands before the tests run');
      return made;
    },
  };
}

/** A server, a user, and nobody in particular; of the second protocol a user's key, and nobody. */
export async function callersOf(app: FastifyInstance): Promise<Callers> {
  const server = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
  const post = async (url: string, payload: object, headers: Record<string, string> = server) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, payload, headers });
    assert.equal(statusCode, 201, body);
    return JSON.parse(body) as { readonly secret: string };
  };
  const password = 'correct horse battery';
  const { secret: session } = await post('/v1/users', { userId: 'ann' }).then(() =>
    post('/v1/users/ann/sessions', {}),
  );
  const user = { username: 'ben', password, email: 'ben@example.com' };
  await post('/hex/api/users', user, { 'user-agent': 'odd' });
  const found = await app.inject({ url: '/v1/users?search=ben@example.com', headers: server });
  const [{ $id: id }] = (JSON.parse(found.body) as { users: [{ $id: string }] }).users;
  const verified = { emailVerification: true };
  await app.inject({
    method: 'PATCH',
    url: `/v1/users/${id}/verification`,
    payload: verified,
    headers: server,
  });
  const basic = `Basic ${Buffer.from(`ben:${password}`).toString('base64')}`;
  const whole = { name: 'odd', permissions: [{ domain: 'api' }] };
  const { secret } = await post('/hex/api/keys', whole, { 'user-agent': 'odd', authorization: basic });
  return {
    '/v1': [{ 'x-appwrite-key': KEY }, { 'x-appwrite-session': session }, {}],
    '/hex/api': [{ authorization: secret }, {}],
  };
}
