import { z } from 'zod';
import { type Model, type Route, route } from './route.ts';
import { SPOKEN_VERSION } from './version.ts';

const statusModel: Model<{ name: string; ping: number; status: string }> = {
  name: 'healthStatus',
  schema: z.object({
    name: z.string().describe('What was checked.'),
    ping: z.int().describe('Milliseconds that the check took.'),
    status: z.string().describe('`pass` if the check succeeds.'),
  }),
  view: (status) => status,
};

const versionModel: Model<{ version: string }> = {
  name: 'healthVersion',
  schema: z.object({ version: z.string().describe('Version of the protocol.') }),
  view: (version) => version,
};

const pongModel: Model<string> = { name: 'pong', schema: z.string(), view: (pong) => pong };

export const healthRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/health',
    operation: 'healthGet',
    summary: 'Check the server and its database',
    tag: 'health',
    scope: 'health.read',
    params: {},
    model: statusModel,
    // Authentication has just read the caller's key from the database, which is the check.
    run: async () => ({ name: 'http', ping: 0, status: 'pass' }),
  }),
  route({
    method: 'GET',
    path: '/health/version',
    operation: 'healthGetVersion',
    summary: 'Get the version of the protocol',
    tag: 'health',
    scope: null,
    inProject: false,
    params: {},
    model: versionModel,
    run: async () => ({ version: SPOKEN_VERSION }),
  }),
  route({
    method: 'GET',
    path: '/ping',
    operation: 'ping',
    summary: 'Return "Pong!" if the project exists',
    tag: 'health',
    scope: null,
    params: {},
    model: pongModel,
    run: async () => 'Pong!',
  }),
];
