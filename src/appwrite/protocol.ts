import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyLastUsedTracker } from '../core/keys/last-used.ts';
import { lastSeenTracker } from '../core/sessions/authenticate.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import type { Fields } from '../http/body.ts';
import { limitRate } from '../http/rate-limits.ts';
import type { Redirect, Route } from '../http/route.ts';
import type { Protocol } from '../http/server.ts';
import { actorOf, type LastUsedTrackers } from './callers.ts';
import { allowOrigin, allowPreflight, refuseForeignOrigin } from './cors.ts';
import { messageOf } from './failure-words.ts';
import { answerTo } from './failures.ts';
import { downgradeResponse } from './formats/downgrade-response.ts';
import { paged, unpaged } from './formats/paging.ts';
import { requestedFormat } from './formats/requested-format.ts';
import { paramsIn, upgradeRequest } from './formats/upgrade-request.ts';
import { runGuards } from './guards.ts';
import { fieldsOf, inputOf } from './input.ts';
import { prefersPages, sendPage, serveSignInPages } from './oauth-pages.ts';
import { appwriteDocument } from './openapi.ts';
import { JSON_TYPE, NO_STORE, refuse } from './refuse.ts';
import { routes } from './routes.ts';
import { clearSessionCookies, setBrowserBinding, setSessionCookies } from './session-cookies.ts';

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
      const trackers: LastUsedTrackers = {
        key: keyLastUsedTracker(core, (error) =>
          app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
        ),
        lastSeen: lastSeenTracker(core, (error) =>
          app.log.warn({ error: String(error) }, 'the presence of a user was not noted'),
        ),
      };
      for (const route of routes) serve(app, core, route, trackers);
      serveSignInPages(app);
    },
  };
}

function serve(app: FastifyInstance, core: Core, route: Route, trackers: LastUsedTrackers): void {
  for (const url of [route.path, ...(route.aliases ?? [])]) {
    app.route({
      method: route.method,
      url,
      config: { operation: route.operation },
      handler: (request, reply) => {
        const handled = handle(core, route, trackers, { request, reply });
        return route.redirects ? handled.catch((error) => refuseOnPage(request, reply, error)) : handled;
      },
    });
  }
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

async function handle(core: Core, route: Route, trackers: LastUsedTrackers, { request, reply }: Exchange) {
  const actor = await actorOf(core, route, request, trackers);
  if (!route.anyOrigin) refuseForeignOrigin(request, reply, actor);
  await runGuards(core, actor, route);
  const refund = await limitRate(core, actor, route, { request, reply });
  const { steps } = requestedFormat(request.headers, request.url);
  const fields = fieldsOf(route, request);
  const upgraded = paged(route, upgradeRequest(steps, route, fields));
  // The input was parsed by the route's own parameters; the list of routes cannot carry their types.
  const input = inputOf(paramsIn(steps, route), upgraded, request.params as Fields) as never;
  const ends = typeof route.session === 'object' && route.session.ends(actor, input);
  const result = await route.run(core, actor, input);
  await refund();
  if (route.session === 'opens')
    setSessionCookies(core, actor.project, { request, reply }, result as NewSession);
  if (route.session === 'may-open') {
    const { opened } = result as { readonly opened?: NewSession };
    if (opened) setSessionCookies(core, actor.project, { request, reply }, opened);
  }
  if (ends) clearSessionCookies(core, actor.project, { request, reply });
  if (route.redirects) return sendRedirect(core, actor, { request, reply }, result as Redirect);
  const shape = route.model && unpaged(route, fields, route.model.view(result, actor));
  return sendAnswer(reply, route, downgradeResponse(steps, route.model?.name ?? '', shape, fields));
}

/** Never remembered, though it says that it lasts: clients know 301 and no other. */
function sendRedirect(
  core: Core,
  actor: Actor,
  exchange: Exchange,
  { location, browserBinding }: Redirect,
): FastifyReply {
  if (browserBinding !== undefined) setBrowserBinding(core, actor.project, exchange, browserBinding);
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

function sendAnswer(reply: FastifyReply, route: Route, body: unknown): FastifyReply {
  reply.code(route.status).header('Cache-Control', NO_STORE);
  if (!route.model) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=UTF-8').send(body);
  return reply.header('Content-Type', JSON_TYPE).send(JSON.stringify(body));
}

/** Which format is answered, for clients that name one and those that are taken for old ones. */
function stateFormat(request: FastifyRequest, reply: FastifyReply): void {
  const { version, warning } = requestedFormat(request.headers, request.url);
  if (version !== undefined) reply.header('X-Denizen-Format', version);
  if (warning !== undefined) reply.header('X-Appwrite-Warning', warning);
}
