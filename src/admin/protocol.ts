import type { FastifyInstance } from 'fastify';
import type { Core } from '../core/core.ts';
import type { Protocol } from '../http/server.ts';
import { paths } from './generated/paths.ts';
import type { Handlers } from './handlers.ts';
import { refuse } from './refuse.ts';
import type { AdminParts } from './route.ts';

/**
 * Returns the protocol of administrators, served under `/admin`. Its endpoints and `parts` are loaded at the first
 * request, once, since most processes of a server never get one.
 */
export function admin(core: Core, parts: () => AdminParts | Promise<AdminParts>): Protocol {
  return {
    prefix: '/admin',
    refuse,
    document: async () => (await import('./openapi.ts')).adminDocument(),
    register: (app) => {
      let loading: Promise<Handlers> | undefined;
      const load = async (): Promise<Handlers> => {
        const { adminHandlers } = await import('./handlers.ts');
        return adminHandlers(core, await parts(), app.log);
      };
      let isClosing = false;
      const loaded = async (): Promise<Handlers> => {
        loading ??= load();
        try {
          const handlers = await loading;
          if (isClosing) handlers.stop();
          return handlers;
        } catch (error) {
          // The next request tries again.
          loading = undefined;
          throw error;
        }
      };
      // Before the server waits for responses that are not over.
      app.addHook('preClose', async () => {
        isClosing = true;
        if (loading) await loaded();
      });
      const serve = (scope: FastifyInstance, of: (typeof paths)[number]['body']) => {
        for (const { method, path: url, operation } of paths.filter(({ body }) => body === of)) {
          scope.route({
            ...{ method, url, config: { operation } },
            handler: async (request, reply) => {
              const { byOperation } = await loaded();
              const handle = byOperation.get(operation);
              if (!handle)
                throw new Error(`no endpoint of /admin is named ${operation}: run npm run generate`);
              return handle({ request, reply });
            },
          });
        }
      };
      serve(app, 'fields');
      app.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        // Endpoints read it from the request.
        scope.addContentTypeParser('*', (_request, _body, done) => done(null, undefined));
        serve(scope, 'stream');
      });
    },
  };
}
