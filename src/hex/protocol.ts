import type { FastifyInstance } from 'fastify';
import type { Core } from '../core/core.ts';
import type { Project, ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { userKeyLastUsedTracker } from '../core/user-keys/last-used.ts';
import { isLocal } from '../http/address.ts';
import type { Exchange, HttpRequest } from '../http/exchange.ts';
import { memoryOf } from '../http/large-response.ts';
import { limiterOf } from '../http/limits.ts';
import { type Handler, serveEndpoints } from '../http/router.ts';
import type { Protocol } from '../http/server.ts';
import { formatFor, refusalIn, type Sent, sendAnswer } from './answers.ts';
import { type AuthenticatedRequest, anonymousActor, callerOf, showsPassword } from './callers.ts';
import { badRequest, HexError, reasonOf } from './errors.ts';
import { errorOf } from './failures.ts';
import { runGuards } from './guards.ts';
import { parserOf } from './input.ts';
import { limitCalls } from './limits.ts';
import { type Json, readHexBody } from './media.ts';
import { serveDevicePage } from './oauth-page.ts';
import { hexDocument } from './openapi.ts';
import { servePages } from './pages.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { routes } from './routes.ts';

export type HexOptions = {
  /** The project of this protocol. */
  readonly project: ProjectId;
  readonly publicUrl: URL | undefined;
};

type LastUsedTracker = ReturnType<typeof userKeyLastUsedTracker>;

/** A host that is safe to repeat in a response. */
const HOST = /^[a-z0-9.:[\]-]+$/i;
const NUL = /%00|\0/;

/** Returns the hex.pm protocol for users, served under `/hex`. */
export function hex(core: Core, options: HexOptions): Protocol {
  return {
    prefix: '/hex',
    refuse: (failure, request) => refusalIn(errorOf(failure), formatFor(request) ?? 'json'),
    document: hexDocument,
    register: (app) => {
      readBodies(app);
      app.addHook('onRequest', (request, reply, done) => {
        if (request.headers.origin !== undefined && /^(?:GET|HEAD)$/.test(request.method))
          reply.header('access-control-allow-origin', '*');
        done();
      });
      const track = userKeyLastUsedTracker(core, (error) =>
        app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
      );
      serveEndpoints(app, routes, {
        handlerOf: (route) => handlerOf(core, options, route, track),
        pathsOf: ({ path }) => [`/api${path}`],
      });
      servePages(app, core, options);
      serveDevicePage(app, core, options);
    },
  };
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, readHexBody(request.headers['content-type'], bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Compiles the handler of a route, once at the start. */
function handlerOf(core: Core, options: HexOptions, route: HexRoute, track: LastUsedTracker): Handler {
  const answerTo = runnerOf(core, route);
  return async (exchange) => {
    const format = formatFor(exchange.request);
    try {
      if (!format) throw new HexError(406, null);
      const called = await admit(core, await getProject(core, options.project), route, exchange);
      const path = exchange.request.params as Call['path'];
      const call: Call = { ...called, path, base: baseOf(exchange.request, options), found: undefined };
      const answer = await answerTo(call, exchange.request);
      trackUse(track, called);
      return await sendAnswer(exchange, route, answer, {
        format,
        memory: memoryOf(core.memory, exchange.reply),
      });
    } catch (error) {
      if (!(error instanceof HexError)) throw error;
      exchange.request.refusal = { code: reasonOf(error) };
      const { status, headers, body } = refusalIn(error, format ?? 'json');
      return exchange.reply.code(status).headers(headers).send(body);
    }
  };
}

type Runner = (call: Call, request: HttpRequest) => Promise<Sent>;

/** Runs an admitted call: find, input, limits, operation, view. */
export function runnerOf(core: Core, route: HexRoute): Runner {
  const { run, output, meta } = route;
  const { find, refusals } = meta;
  const parse = parserOf(route);
  const limit = limiterOf(`hex ${route.operation}`, route.limits);
  const answerTo: Runner = async (asked, request) => {
    const call = find ? { ...asked, found: await find(core, asked) } : asked;
    const input = await parse(core, call, request);
    if (limit && (meta.limitsLocal || !isLocal(request, core.urls.publicUrl))) {
      const { project, ip, id: user } = call.actor;
      await limit(core, project.id, { ip, user, fields: input });
    }
    // The route's own rules have parsed the input; a list of routes cannot carry their types.
    const { value, ...answer } = (await run(core, call, input as never)) as HexAnswer;
    // Views return JSON; the test of the document validates it against the model.
    const body = value === undefined ? undefined : (output.model?.view(value, call) as Json);
    return { status: output.status, ...answer, body };
  };
  if (!refusals) return answerTo;
  return async (call, request) => {
    try {
      return await answerTo(call, request);
    } catch (error) {
      const refusal = refusals.answerTo(error);
      if (!refusal) throw error;
      return refusal;
    }
  };
}

/** Authenticates and checks the caller, in the order of the protocol. */
async function admit(
  core: Core,
  project: Project,
  route: HexRoute,
  exchange: Exchange,
): Promise<AuthenticatedRequest> {
  const { request } = exchange;
  if (!request.headers['user-agent']) throw badRequest('User-Agent header is required');
  const called = await callerOrCounted(core, project, exchange);
  request.caller = called.actor;
  if (NUL.test(request.url)) throw badRequest();
  await limitCalls(core, called, exchange);
  return runGuards(core, called, route, request);
}

/**
 * Counts calls with wrong credentials as anonymous, which bounds attempts. Passwords count before verification, since
 * each costs a hash, and a correct one must not pass after too many wrong ones.
 */
async function callerOrCounted(
  core: Core,
  project: Project,
  exchange: Exchange,
): Promise<AuthenticatedRequest> {
  const { request } = exchange;
  const count = () => limitCalls(core, anonymousActor(project, request), exchange);
  if (showsPassword(request)) {
    await count();
    return callerOf(core, project, request);
  }
  try {
    return await callerOf(core, project, request);
  } catch (error) {
    await count();
    throw error;
  }
}

function trackUse(track: LastUsedTracker, { actor, caller }: AuthenticatedRequest): void {
  if (caller.kind === 'organization') track(actor, caller.key);
  if (caller.kind === 'user' && caller.credential.by === 'key') track(actor, caller.credential.key);
}

function baseOf({ protocol, host }: HttpRequest, { publicUrl }: HexOptions): string {
  const origin = publicUrl?.origin ?? `${protocol}://${HOST.test(host) ? host : 'localhost'}`;
  return `${origin}/hex`;
}
