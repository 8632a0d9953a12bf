import { startModel } from './models.ts';
import { type HexRoute, route } from './route.ts';

export const startRoutes: readonly HexRoute[] = [
  route({
    tag: 'start',
    method: 'GET',
    path: '',
    operation: 'start',
    summary: 'List the URLs of the API',
    access: 'open',
    caching: 'minute',
    input: {},
    output: { status: 200, model: startModel },
    run: async (_core, { base }) => ({ value: base }),
  }),
];
