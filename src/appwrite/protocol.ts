import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyLastUsedTracker } from '../core/keys/last-used.ts';
import { lastSeenTracker } from '../core/sessions/authenticate.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.ts';
import { memoryOf } from '../http/large-response.ts';
import { noteFailure } from '../http/noted.ts';
import { type Handler, serveEndpoints } from '../http/router.ts';
import type { Protocol } from '../http/server.ts';
import { sendAnswer, type UserTexts } from './answer.ts';
import { actorOf, type LastUsedTrackers } from './callers.ts';
import {
  allowOrigin,
  allowPreflight,
  type RefusedPage,
  refusedPageLog,
  refuseForeignOrigin,
} from './cors.ts';
import { messageOf } from './failure-words.ts';
import { answerTo } from './failures.ts';
import { downgradeResponse } from './formats/downgrade-response.ts';
import { isPaged, paged, unpaged } from './formats/paging.ts';
import { requestedFormat } from './formats/requested-format.ts';
import { olderResult, paramsIn, refuseKey, upgradeRequest } from './formats/upgrade-request.ts';
import { runGuards } from './guards.ts';
import { fieldsOf, parserOf } from './input.ts';
import { prefersPages, sendPage, serveSignInPages } from './oauth-pages.ts';
import { appwriteDocument } from './openapi.ts';
import { limitRate } from './rate-limits.ts';
import { serveRefusalPage } from './refusal-page.ts';
import { refuse } from './refuse.ts';
import type { Model, Redirect, Route } from './route.ts';
import { routes } from './routes.ts';
import {
  clearSessionCookies,
  hasSessionCookies,
  setBrowserBinding,
  setHandover,
  setSessionCookies,
} from './session-cookies.ts';

const NEVER_STORED = 'no-store, no-cache, must-revalidate, max-age=0';

export type AppwriteOptions = { readonly publicUrl: URL | undefined };

/** Returns the Appwrite protocol, served under `/v1`. */
export function appwrite(core: Core, options: AppwriteOptions): Protocol {
  return {
    prefix: '/v1',
    refuse,
    document: appwriteDocument,
    alwaysServed: ['/v1/health/version', '/v1/openapi.json'],
    begin: ({ request, reply }) => {
      allowOrigin(request, reply, options.publicUrl);
      addFormatHeaders(request, reply);
    },
    register: (app) => {
      app.options('/*', allowPreflight);
      const onRefused = refusedPageLog((message) => app.log.warn(message));
      const trackers: LastUsedTrackers = {
        key: keyLastUsedTracker(core, (error) =>
          app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
        ),
        lastSeen: lastSeenTracker(core, (error) =>
          app.log.warn({ error: String(error) }, 'the presence of a user was not noted'),
        ),
      };
      serveEndpoints(app, routes, {
        handlerOf: (route) => handlerOf(core, route, { trackers, onRefused }),
        pathsOf: ({ path, meta: { aliases = [] } }) => [path, ...aliases],
        isDirect: ({ meta }) => !meta.redirects,
        methodsOf: ({ method, meta: { methodAliases = [] } }) => [method, ...methodAliases],
      });
      serveSignInPages(app, core);
      serveRefusalPage(app, core);
    },
  };
}

/** Compiles the handler of a route, once at the start. */
function handlerOf(
  core: Core,
  route: Route,
  {
    trackers,
    onRefused,
  }: { readonly trackers: LastUsedTrackers; readonly onRefused: (page: RefusedPage) => void },
): Handler {
  const { input: rules, output, meta } = route;
  const { session } = meta;
  const parse = parserOf(rules);
  const isLimited = route.limits.length > 0;
  const isRedirect = meta.redirects === true;
  const handle: Handler = async (exchange) => {
    const { request, reply } = exchange;
    const actor = await actorOf(core, route, request, trackers);
    request.caller = actor;
    if (!meta.anyOrigin) refuseForeignOrigin(request, reply, actor, { isRedirect, onRefused });
    const { steps } = requestedFormat(request.headers, request.url);
    if (steps.length > 0) refuseKey(steps, route, actor);
    const proven = passGuards(core, actor, route, exchange);
    if (proven) await proven;
    const refund = isLimited ? await limitRate(core, actor, route, exchange) : undefined;
    const fields = fieldsOf(route, request);
    const upgraded = paged(route, steps.length > 0 ? upgradeRequest(steps, route, fields) : fields);
    const known = paramsIn(steps, route);
    const parsed = (known === rules ? parse : parserOf(known))(upgraded, request.params as Fields);
    // The route's own rules have parsed the input; a list of routes cannot carry their types.
    const input = parsed as never;
    const ends = typeof session === 'object' && session.ends(actor, input);
    const memory = memoryOf(core.memory, reply);
    const result = await route.run({ ...core, memory }, actor, input);
    if (refund) await refund();
    if (session === 'opens' || session === 'replaces')
      setSessionCookies(core, actor.project, exchange, result as NewSession);
    if (session === 'may-open') {
      const { opened } = result as { readonly opened?: NewSession };
      if (opened) setSessionCookies(core, actor.project, exchange, opened);
    }
    if (ends) clearSessionCookies(core, actor.project, exchange);
    if (meta.redirects) return sendRedirect(core, actor, exchange, result as Redirect);
    const older = steps.length > 0 ? olderResult(steps, route) : undefined;
    if (older) {
      const value = await older.body(core, actor, parsed);
      const shapeOf = (body: unknown) => downgradeResponse(steps, older.model, body, fields);
      return sendAnswer({ reply, status: older.status, value, shapeOf, memory });
    }
    const { status, model } = output;
    const shapeOf = (value: unknown) => {
      const shape = model && unpaged(route, fields, model.view(value, actor));
      return downgradeResponse(steps, model?.name ?? '', shape, fields);
    };
    // Only the shape of a whole page leaves out what `limit=0` does not ask for.
    const hasTexts = steps.length === 0 && model !== undefined && !isPaged(route, fields);
    const texts = hasTexts ? textsOf(core, actor, model) : undefined;
    return sendAnswer({ reply, status, value: model && result, shapeOf, memory, texts });
  };
  if (!meta.redirects) return handle;
  return (exchange) => handle(exchange).catch((error) => refuseOnPage(exchange, error));
}

/** Returns where the texts of users may be remembered, if the model is of users and the caller sees what others see. */
function textsOf(core: Core, actor: Actor, { variant, rowView, view }: Model): UserTexts | undefined {
  const as = variant?.(actor);
  if (as === undefined) return undefined;
  // Cast: only models of users, and of pages of them, have variants.
  const viewOf = (rowView ?? view) as (user: unknown, actor: Actor) => unknown;
  return { core, project: actor.project.id, as, viewOf: (user) => viewOf(user, actor) };
}

/** The browser of a blocked user is signed out with the refusal, so that it is not refused for ever. */
function passGuards(core: Core, actor: Actor, route: Route, exchange: Exchange): Promise<void> | undefined {
  try {
    return runGuards(core, actor, route);
  } catch (error) {
    const holder = actor.impersonator ?? actor.user;
    const isBlocked = error instanceof Failure && error.code === 'user_blocked' && holder?.blockedAt != null;
    if (isBlocked && hasSessionCookies(actor.project, exchange.request))
      clearSessionCookies(core, actor.project, exchange);
    throw error;
  }
}

/** Never remembered, though it says that it lasts: clients know 301 and no other. */
function sendRedirect(
  core: Core,
  actor: Actor,
  exchange: Exchange,
  { location, browserBinding, handover }: Redirect,
): HttpReply {
  if (handover) setHandover(core, exchange, handover);
  if (browserBinding !== undefined) setBrowserBinding(core, actor.project, exchange, browserBinding);
  return exchange.reply
    .code(301)
    .headers({ Location: location, 'Cache-Control': NEVER_STORED, Pragma: 'no-cache' })
    .header('Referrer-Policy', 'no-referrer')
    .send();
}

/** Sends an error as a page to browsers, and as JSON to programs. */
function refuseOnPage({ request, reply }: Exchange, error: unknown): HttpReply {
  if (!(error instanceof Failure) || answerTo(error).status >= 500 || !prefersPages(request)) throw error;
  noteFailure(request, error);
  const { status, headers } = refuse(error);
  const text = messageOf(answerTo(error).words);
  return sendPage(reply.code(status).headers(headers), { title: 'Sign-in failed', text });
}

/** Names the format of the response, if the client named one or was recognized as an old one. */
function addFormatHeaders(request: HttpRequest, reply: HttpReply): void {
  const { version, warning } = requestedFormat(request.headers, request.url);
  if (version !== undefined) reply.header('X-Denizen-Format', version);
  if (warning !== undefined) reply.header('X-Appwrite-Warning', warning);
}
