import { after, before } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { protocolsOf } from '../../src/cli/protocols.ts';
import { readConfig } from '../../src/config.ts';
import { bootstrap } from '../../src/core/projects/bootstrap.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { type Opened, open, systemActor } from '../../src/open.ts';
import { PROJECT, settingsFor } from '../support/server.ts';

export type InProcess = {
  readonly app: FastifyInstance;
  /** What it has logged as failed. */
  readonly failures: readonly string[];
};

/** A server of both protocols over a database in memory, for the length of a `describe`, that is asked without a network. */
export function inProcess(): { readonly get: () => InProcess } {
  let opened: Opened | undefined;
  let made: InProcess | undefined;
  before(async () => {
    const { config, secrets } = readConfig({
      ...settingsFor('sqlite::memory:'),
      DENIZEN_HEX_PROJECT: PROJECT,
      DENIZEN_PASSWORD_COST: 'm=7168,t=5,p=1',
      DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
    });
    opened = await open(config, secrets, { migrate: true });
    await bootstrap(opened.core, (project) => systemActor('system', project), {
      project: config.project,
      apiKey: secrets.apiKey,
    });
    const failures: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => failures.push(line) });
    const { core } = opened;
    const { trustedProxies } = config;
    const protocols = await protocolsOf(core, config);
    const app = createServer({ core, logger, metrics: createMetrics(), trustedProxies }, protocols);
    await app.ready();
    made = { app, failures };
  });
  after(async () => {
    await made?.app.close();
    await opened?.[Symbol.asyncDispose]();
  });
  return {
    get: () => {
      if (!made) throw new Error('the server stands before the tests run');
      return made;
    },
  };
}
