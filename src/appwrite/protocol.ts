import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../core/core.ts';
import type { Failure } from '../core/failure.ts';
import { keyUseNoter } from '../core/keys/key-use.ts';
import { presenceNoter } from '../core/sessions/callers.ts';
import type { NewSession } from '../core/sessions/opening.ts';
import { limitRate } from '../http/rate-limits.ts';
import type { Route } from '../http/route.ts';
import type { Protocol, Refusal } from '../http/server.ts';
import { actorOf, header, type Noters } from './callers.ts';
import { allowOrigin, allowPreflight, refuseForeignOrigin } from './cors.ts';
import { type Answer, failures } from './failures.ts';
import { lowered } from './formats/lower.ts';
import { passGates } from './gates.ts';
import { inputOf } from './input.ts';
import { appwriteDocument } from './openapi.ts';
import { routes } from './routes.ts';
import { handOver, takeBack } from './session-cookies.ts';
import { SPOKEN_VERSION } from './version.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';
const NO_STORE = 'no-cache, no-store, must-revalidate';

export type AppwriteOptions = { readonly publicUrl: URL | undefined };

/** Appwrite's protocol over the core, under `/v1`. */
export function appwrite(core: Core, options: AppwriteOptions): Protocol {
  return {
    prefix: '/v1',
    refuse,
    document: appwriteDocument,
    register: (app) => {
      app.addHook('onRequest', (request, reply, done) => {
        allowOrigin(request, reply, options.publicUrl);
        done();
      });
      app.options('/*', (request, reply) => allowPreflight(core, request, reply));
      const noters: Noters = {
        key: keyUseNoter(core, (error) =>
          app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
        ),
        presence: presenceNoter(core, (error) =>
          app.log.warn({ error: String(error) }, 'the presence of a user was not noted'),
        ),
      };
      for (const route of routes) serve(app, core, route, noters);
    },
  };
}

function serve(app: FastifyInstance, core: Core, route: Route, noters: Noters): void {
  for (const url of [route.path, ...(route.aliases ?? [])]) {
    app.route({
      method: route.method,
      url,
      handler: async (request, reply) => {
        const actor = await actorOf(core, route, request, noters);
        refuseForeignOrigin(request, reply, actor.project.policies.hosts);
        await passGates(core, actor, route);
        const refund = await limitRate(core, actor, route, { request, reply });
        // The input was parsed by the route's own parameters; the list of routes cannot carry their types.
        const input = inputOf(route, request) as never;
        const ends = typeof route.session === 'object' && route.session.ends(actor, input);
        const result = await route.run(core, actor, input);
        await refund();
        if (route.session === 'opens')
          handOver(core, actor.project, { request, reply }, result as NewSession);
        if (route.session === 'may-open') {
          const { opened } = result as { readonly opened?: NewSession };
          if (opened) handOver(core, actor.project, { request, reply }, opened);
        }
        if (ends) takeBack(core, actor.project, { request, reply });
        return answer(request, reply, route, route.model?.view(result, actor));
      },
    });
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, route: Route, body: unknown): FastifyReply {
  reply.code(route.status).header('Cache-Control', NO_STORE);
  if (!route.model) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=UTF-8').send(body);
  const shape = lowered(header(request, 'x-appwrite-response-format'), route.model.name, body);
  return reply.header('Content-Type', JSON_TYPE).send(JSON.stringify(shape));
}

function refuse(failure: Failure): Refusal {
  const { status, type, message, tell }: Answer = failures[failure.code];
  const detail = failure.detail === undefined || !tell ? failure.detail : tell(failure.detail);
  return {
    status,
    headers: {
      'Content-Type': JSON_TYPE,
      'Cache-Control': NO_STORE,
      Expires: '0',
      Pragma: 'no-cache',
      ...(failure.retryAfter !== undefined && { 'Retry-After': String(failure.retryAfter) }),
    },
    body: JSON.stringify({ message: detail ?? message, code: status, type, version: SPOKEN_VERSION }),
  };
}
