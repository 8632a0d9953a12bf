import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyUseNoter } from '../core/keys/key-use.ts';
import { presenceNoter } from '../core/sessions/callers.ts';
import type { NewSession } from '../core/sessions/opening.ts';
import type { Fields } from '../http/body.ts';
import { type Exchange, type Handler, serveEndpoints } from '../http/router.ts';
import type { Protocol } from '../http/server.ts';
import { actorOf, type Noters } from './callers.ts';
import { allowOrigin, allowPreflight, refuseForeignOrigin } from './cors.ts';
import { failures } from './failures.ts';
import { askedBy } from './formats/asked.ts';
import { lifted, paramsIn } from './formats/lift.ts';
import { lowered } from './formats/lower.ts';
import { paged, unpaged } from './formats/paging.ts';
import { passGates } from './gates.ts';
import { fieldsOf, parserOf } from './input.ts';
import { prefersPages, sendPage, serveSignInPages } from './oauth-pages.ts';
import { appwriteDocument } from './openapi.ts';
import { limitRate } from './rate-limits.ts';
import { JSON_TYPE, NO_STORE, refuse } from './refuse.ts';
import type { Redirect, Route } from './route.ts';
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
      serveEndpoints(app, routes, {
        handlerOf: (route) => handlerOf(core, route, noters),
        pathsOf: ({ path, meta: { aliases = [] } }) => [path, ...aliases],
      });
      serveSignInPages(app);
    },
  };
}

/** The steps of a request to the route, compiled before the first one. */
function handlerOf(core: Core, route: Route, noters: Noters): Handler {
  const { input: rules, output, meta } = route;
  const { session } = meta;
  const parse = parserOf(rules);
  const isLimited = route.limits.length > 0;
  const handle: Handler = async (exchange) => {
    const { request, reply } = exchange;
    const actor = await actorOf(core, route, request, noters);
    if (!meta.anyOrigin) refuseForeignOrigin(request, reply, actor.project.policies.hosts);
    await passGates(core, actor, route);
    const refund = isLimited ? await limitRate(core, actor, route, exchange) : undefined;
    const { steps } = askedBy(request.headers, request.url);
    const fields = fieldsOf(route, request);
    const said = paged(route, lifted(steps, route, fields));
    const known = paramsIn(steps, route);
    const parsed = (known === rules ? parse : parserOf(known))(said, request.params as Fields);
    // The input was parsed by the route's own rules; the list of routes cannot carry their types.
    const input = parsed as never;
    const ends = typeof session === 'object' && session.ends(actor, input);
    const result = await route.run(core, actor, input);
    if (refund) await refund();
    if (session === 'opens') handOver(core, actor.project, exchange, result as NewSession);
    if (session === 'may-open') {
      const { opened } = result as { readonly opened?: NewSession };
      if (opened) handOver(core, actor.project, exchange, opened);
    }
    if (ends) takeBack(core, actor.project, exchange);
    if (meta.redirects) return goOn(core, actor, exchange, result as Redirect);
    const { model } = output;
    const shape = model && unpaged(route, fields, model.view(result, actor));
    return answer(reply, output, lowered(steps, model?.name ?? '', shape, fields));
  };
  if (!meta.redirects) return handle;
  return (exchange) => handle(exchange).catch((error) => refuseOnPage(exchange, error));
}

/** Never remembered, though it says that it lasts: clients know 301 and no other. */
function goOn(core: Core, actor: Actor, exchange: Exchange, { location, mark }: Redirect): FastifyReply {
  if (mark !== undefined) keepMark(core, actor.project, exchange, mark);
  return exchange.reply
    .code(301)
    .headers({ Location: location, 'Cache-Control': NEVER_STORED, Pragma: 'no-cache' })
    .header('Referrer-Policy', 'no-referrer')
    .send();
}

/** People see these refusals, unless a program asked. */
function refuseOnPage({ request, reply }: Exchange, error: unknown): FastifyReply {
  if (!(error instanceof Failure) || failures[error.code].status >= 500 || !prefersPages(request))
    throw error;
  const { status, headers, body } = refuse(error);
  const { message } = JSON.parse(String(body)) as { readonly message: string };
  return sendPage(reply.code(status).headers(headers), { title: 'Sign-in failed', text: message });
}

function answer(reply: FastifyReply, { status, model }: Route['output'], body: unknown): FastifyReply {
  reply.code(status).header('Cache-Control', NO_STORE);
  if (!model) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=UTF-8').send(body);
  return reply.header('Content-Type', JSON_TYPE).send(JSON.stringify(body));
}

/** Which format is answered, for clients that name one and those that are taken for old ones. */
function stateFormat(request: FastifyRequest, reply: FastifyReply): void {
  const { version, warning } = askedBy(request.headers, request.url);
  if (version !== undefined) reply.header('X-Denizen-Format', version);
  if (warning !== undefined) reply.header('X-Appwrite-Warning', warning);
}
