import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { installation } from '../core/admins/installation.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyLastUsedTracker } from '../core/keys/last-used.ts';
import { lastSeenTracker } from '../core/sessions/authenticate.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.ts';
import { type Issue, inputParser } from '../http/input.ts';
import { memoryOf, sendEncoded } from '../http/large-response.ts';
import { limiterOf } from '../http/limits.ts';
import type { Handler } from '../http/router.ts';
import { admit, headerIn, type Trackers } from './callers.ts';
import { createEventStreams } from './event-streams.ts';
import { JSON_TYPE } from './refuse.ts';
import { type AdminEndpoint, type AdminParts, type Call, Streamed } from './route.ts';
import { routes } from './routes.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { createVerifications } from './verifications.ts';
import { refuseUnknownVersion } from './versions.ts';

/** The handlers of all endpoints, by operation. */
export type Handlers = {
  readonly byOperation: ReadonlyMap<string, Handler>;
  /** Ends what does not end by itself. */
  readonly stop: () => void;
};

/** Compiles the handlers of all endpoints. */
export function adminHandlers(core: Core, parts: AdminParts, log: FastifyBaseLogger): Handlers {
  const trackers = trackersFor(core, log);
  const events = createEventStreams(core);
  const all = { ...parts, events, verify: createVerifications(core) };
  const compiled = routes.map(
    (endpoint) => [endpoint.operation, handlerOf(core, endpoint, { trackers, parts: all })] as const,
  );
  return { byOperation: new Map(compiled), stop: events.stop };
}

function trackersFor(core: Core, log: FastifyBaseLogger): Trackers {
  const seen = lastSeenTracker(core, (error) =>
    log.warn({ error: String(error) }, 'the presence of an administrator was not noted'),
  );
  return {
    key: keyLastUsedTracker(core, (error) =>
      log.warn({ error: String(error) }, 'the use of a key was not noted'),
    ),
    admin: ({ holder }) => seen(installation, holder),
  };
}

/** Compiles the handler of an endpoint, once. */
function handlerOf(
  core: Core,
  endpoint: AdminEndpoint,
  { trackers, parts }: { readonly trackers: Trackers; readonly parts: Call['parts'] },
): Handler {
  const { input: rules, method, limits, operation, output, meta, run } = endpoint;
  const parse = inputParser(rules, { stopsAtFirst: true });
  const limit = limiterOf(`admin ${operation}`, limits);
  return async (exchange) => {
    const { request, reply } = exchange;
    refuseUnknownVersion(headerIn(request, 'denizen-version'));
    const call: Call = { ...(await admit(core, endpoint, exchange, trackers)), parts };
    const fields = meta.takesStream ? {} : fieldsOf(method, request);
    const { actor } = call;
    await limit?.(core, actor.project.id, { ip: actor.ip, user: actor.id, fields }, reply);
    const { input, issues } = parse(fields, request.params as Fields);
    const [first] = issues;
    if (first) throw failureOf(first);
    const memory = memoryOf(core.memory, reply);
    // The endpoint's own rules have parsed the input; a list of endpoints cannot carry their types.
    const value = await run({ ...core, memory }, call, input as never);
    if (meta.session === 'opens') openCookie(core, exchange, value as { readonly opened?: NewSession });
    if (meta.session === 'ends') clearSessionCookie(core, exchange);
    reply.code(output.status).header('Cache-Control', 'no-store');
    if (value instanceof Streamed) return sendStream(reply, value);
    if (!output.model) return reply.send();
    const body = JSON.stringify(output.model.view(value, call as never));
    return sendEncoded(reply.header('Content-Type', JSON_TYPE), body, memory);
  };
}

function openCookie(core: Core, exchange: Exchange, { opened }: { readonly opened?: NewSession }): void {
  if (opened) setSessionCookie(core, exchange, opened);
}

function sendStream(reply: HttpReply, { type, pieces, headers }: Streamed): HttpReply {
  return reply.header('Content-Type', type).headers(headers).send(Readable.from(pieces));
}

function fieldsOf(method: AdminEndpoint['method'], { query, body }: HttpRequest): Fields {
  return (method === 'GET' ? query : (body ?? {})) as Fields;
}

function failureOf({ name, param, broken }: Issue): Failure {
  if (broken.length === 0) return new Failure({ code: 'argument_invalid', field: name, rule: 'required' });
  return new Failure({ code: 'argument_invalid', field: name, rule: 'malformed', expected: param.rule });
}
