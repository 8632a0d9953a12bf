import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyUseNoter } from '../core/keys/key-use.ts';
import { presenceNoter } from '../core/sessions/callers.ts';
import type { NewSession } from '../core/sessions/opening.ts';
import type { Fields } from '../http/body.ts';
import { limitRate } from '../http/rate-limits.ts';
import type { Onward, Route } from '../http/route.ts';
import type { Protocol } from '../http/server.ts';
import { actorOf, type Noters } from './callers.ts';
import { allowOrigin, allowPreflight, refuseForeignOrigin } from './cors.ts';
import { messageOf } from './failure-words.ts';
import { answerTo } from './failures.ts';
import { askedBy } from './formats/asked.ts';
import { lifted, paramsIn } from './formats/lift.ts';
import { lowered } from './formats/lower.ts';
import { paged, unpaged } from './formats/paging.ts';
import { passGates } from './gates.ts';
import { fieldsOf, inputOf } from './input.ts';
import { prefersPages, sendPage, serveSignInPages } from './oauth-pages.ts';
import { appwriteDocument } from './openapi.ts';
import { JSON_TYPE, NO_STORE, refuse } from './refuse.ts';
import { routes } from './routes.ts';
import { handOver, keepMark, takeBack } from './session-cookies.ts';

const NEVER_STORED = 'no-store, no-cache, must-revalidate, max-age=0';

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
        stateFormat(request, reply);
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
      serveSignInPages(app);
    },
  };
}

function serve(app: FastifyInstance, core: Core, route: Route, noters: Noters): void {
  for (const url of [route.path, ...(route.aliases ?? [])]) {
    app.route({
      method: route.method,
      url,
      config: { operation: route.operation },
      handler: (request, reply) => {
        const handled = handle(core, route, noters, { request, reply });
        return route.redirects ? handled.catch((error) => refuseOnPage(request, reply, error)) : handled;
      },
    });
  }
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

async function handle(core: Core, route: Route, noters: Noters, { request, reply }: Exchange) {
  const actor = await actorOf(core, route, request, noters);
  if (!route.anyOrigin) refuseForeignOrigin(request, reply, actor.project.policies.hosts);
  await passGates(core, actor, route);
  const refund = await limitRate(core, actor, route, { request, reply });
  const { steps } = askedBy(request.headers, request.url);
  const fields = fieldsOf(route, request);
  const said = paged(route, lifted(steps, route, fields));
  // The input was parsed by the route's own parameters; the list of routes cannot carry their types.
  const input = inputOf(paramsIn(steps, route), said, request.params as Fields) as never;
  const ends = typeof route.session === 'object' && route.session.ends(actor, input);
  const result = await route.run(core, actor, input);
  await refund();
  if (route.session === 'opens') handOver(core, actor.project, { request, reply }, result as NewSession);
  if (route.session === 'may-open') {
    const { opened } = result as { readonly opened?: NewSession };
    if (opened) handOver(core, actor.project, { request, reply }, opened);
  }
  if (ends) takeBack(core, actor.project, { request, reply });
  if (route.redirects) return goOn(core, actor, { request, reply }, result as Onward);
  const shape = route.model && unpaged(route, fields, route.model.view(result, actor));
  return answer(reply, route, lowered(steps, route.model?.name ?? '', shape, fields));
}

/** Never remembered, though it says that it lasts: clients know 301 and no other. */
function goOn(core: Core, actor: Actor, exchange: Exchange, { location, mark }: Onward): FastifyReply {
  if (mark !== undefined) keepMark(core, actor.project, exchange, mark);
  return exchange.reply
    .code(301)
    .headers({ Location: location, 'Cache-Control': NEVER_STORED, Pragma: 'no-cache' })
    .header('Referrer-Policy', 'no-referrer')
    .send();
}

/** People see these refusals, unless a program asked. */
function refuseOnPage(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof Failure) || answerTo(error).status >= 500 || !prefersPages(request)) throw error;
  const { status, headers } = refuse(error);
  const text = messageOf(answerTo(error).words);
  return sendPage(reply.code(status).headers(headers), { title: 'Sign-in failed', text });
}

function answer(reply: FastifyReply, route: Route, body: unknown): FastifyReply {
  reply.code(route.status).header('Cache-Control', NO_STORE);
  if (!route.model) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=UTF-8').send(body);
  return reply.header('Content-Type', JSON_TYPE).send(JSON.stringify(body));
}

/** Which format is answered, for clients that name one and those that are taken for old ones. */
function stateFormat(request: FastifyRequest, reply: FastifyReply): void {
  const { version, warning } = askedBy(request.headers, request.url);
  if (version !== undefined) reply.header('X-Denizen-Format', version);
  if (warning !== undefined) reply.header('X-Appwrite-Warning', warning);
}
