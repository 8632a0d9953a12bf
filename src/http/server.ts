import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type Core, failureOf } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { readAddresses, trustedIn, trusts } from './address.ts';
import { type Load, shedLoad } from './admission.ts';
import { readBody, readQuery, refusalOf } from './body.ts';
import { afterAnswers, endUnread, takeTurns } from './connections.ts';
import { serveDocsPage, serveDocument } from './docs.ts';
import { countRequests, type Metrics, serveMetrics } from './metrics.ts';
import type { OpenApi } from './openapi.ts';
import { type OutageLog, outageLog } from './outage-log.ts';
import { PROBE_PATHS, type ReadinessCheck, serveProbes } from './probes.ts';
import { createStopping, type Stopping } from './stop.ts';

const BODY_AT_MOST = 256 * 1024;
const HEADERS_AT_MOST = 64 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 13_000;
const KEEP_ALIVE_MS = 5_000;
const REFUSED_STAYS_MS = 1_000;
const CONNECTIONS_AT_MOST = 10_000;
const PATH_PARAM_AT_MOST = 1_000;
const PATH_LOGGED = 500;
const UNLOADED: Load = { queueDelay: () => 0, isSaturated: () => false };

/** An error response. */
export type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** A wire protocol with its prefix. */
export type Protocol = {
  readonly prefix: string;
  readonly register: (app: FastifyInstance) => void;
  /** Renders a failure in the format of the request; there is no request if it was unreadable. */
  readonly refuse: (failure: Failure, request?: FastifyRequest) => Refusal;
  /** Returns its OpenAPI document. */
  readonly document: () => OpenApi;
  /** Paths that need no database, and are answered in an overload as well. */
  readonly alwaysServed?: readonly string[];
};

export type ServerOptions = {
  readonly core: Core;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Addresses and networks whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  /** How busy the database is; without it, time alone decides whether the server is overloaded. */
  readonly load?: Load;
  /** What `/readyz` checks, beside whether the server is stopping. */
  readonly readiness?: readonly ReadinessCheck[];
  readonly stopping?: Stopping;
};

/** One year, for this host only: hosts below it may belong to others. */
const HTTPS_ONLY = 'max-age=31536000';

/** The floor on which the protocols stand; the first one answers what belongs to none. */
export function createServer(
  options: ServerOptions,
  protocols: readonly [Protocol, ...Protocol[]],
): FastifyInstance {
  const [main] = protocols;
  const { stopping = createStopping(), readiness = [] } = options;
  const isTrusted = trustedIn(options.trustedProxies);
  const outage = outageLog(options.logger);
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // A child logger per request costs more than adding the request id to its line.
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_AT_MOST,
    // Of protocol and host alone: where the caller is, is read by `readAddresses`.
    trustProxy: options.trustedProxies.length > 0 ? (address: string) => trusts(isTrusted, address) : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PARAM_AT_MOST, querystringParser: readQuery },
    http: {
      maxHeaderSize: HEADERS_AT_MOST,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    clientErrorHandler: (error, socket) => refuseRaw(main, error, socket),
    frameworkErrors: (error, request, reply) => {
      const protocol = protocols.find(({ prefix }) => request.url.startsWith(`${prefix}/`)) ?? main;
      const refusal = protocol.refuse(failureFrom(error), request);
      logFailure(request, { status: refusal.status, error, outage });
      sendRefusal(reply as unknown as FastifyReply, refusal);
    },
  });
  app.addHook('onClose', async () => outage.close());
  app.server.maxConnections = CONNECTIONS_AT_MOST;
  app.server.on('connection', stopping.connected);

  shedLoad(app, protocols, { load: UNLOADED, ...options });
  takeTurns(app);
  endUnread(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, readBody(request.headers['content-type'], bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  const isHttps = options.core.urls.publicUrl?.protocol === 'https:';
  app.addHook('onRequest', (request, reply, done) => {
    if (isHttps) reply.header('Strict-Transport-Security', HTTPS_ONLY);
    reply
      .header('X-Request-Id', request.id)
      .header('X-Content-Type-Options', 'nosniff')
      .header('Server', 'Denizen');
    done();
  });
  app.addHook('onRequest', (request, _reply, done) => {
    done(PROBE_PATHS.has(pathOf(request)) ? undefined : stopping.refusalOf(request.raw.socket));
  });
  readAddresses(app, isTrusted, (message) => options.logger.warn(message));
  // After the hooks of protocols, and before the body is read.
  app.addHook('preParsing', (request, _reply, payload, done) => done(refusalOf(request.query), payload));
  countRequests(app, options.metrics);
  logRequests(app);

  for (const protocol of protocols) {
    app.register(
      async (scope) => {
        answerFailures(scope, protocol, outage);
        protocol.register(scope);
        serveDocument(scope, protocol.document);
      },
      { prefix: protocol.prefix },
    );
  }
  answerFailures(app, main, outage);
  serveDocsPage(app, main.document);
  serveProbes(app, [
    ...readiness,
    { name: 'running', run: () => (stopping.hasBegun() ? 'the server is stopping' : undefined) },
  ]);
  serveMetrics(app, options.core, options.metrics);
  return app;
}

function answerFailures(scope: FastifyInstance, protocol: Protocol, outage: OutageLog): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = protocol.refuse(failureFrom(error), request);
    logFailure(request, { status: refusal.status, error, outage });
    sendRefusal(reply, refusal);
  });
  scope.setNotFoundHandler((request, reply) => {
    sendRefusal(reply, protocol.refuse(new Failure('route_not_found'), request));
  });
}

function sendRefusal(reply: FastifyReply, { status, headers, body }: Refusal): void {
  reply.code(status).headers(headers).send(body);
}

/** Converts an error of the framework to a failure. */
function failureFrom(error: Error & { code?: string; statusCode?: number }): Failure {
  if (error instanceof Failure) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Failure('body_too_large');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Failure('content_type_unsupported');
  if (error.code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new Failure({ code: 'request_invalid', rule: 'content_length' });
  if (error.code === 'FST_ERR_BAD_URL') return new Failure({ code: 'request_invalid', rule: 'path' });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Failure('request_invalid');
  return failureOf(error);
}

/** Responds to requests that cannot be parsed. */
function refuseRaw(protocol: Protocol, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  afterAnswers(socket, () => endWith(socket, rawRefusal(protocol, error)));
}

function rawRefusal(protocol: Protocol, error: { code?: string }): string {
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const tooSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const failure = tooLarge
    ? ({ rule: 'headers_too_large', mostBytes: HEADERS_AT_MOST } as const)
    : ({ rule: tooSlow ? 'too_slow' : 'not_http' } as const);
  const refusal = protocol.refuse(new Failure({ code: 'request_invalid', ...failure }));
  const [status, reason] = tooLarge
    ? [431, 'Request Header Fields Too Large']
    : tooSlow
      ? [408, 'Request Timeout']
      : [400, 'Bad Request'];
  const body = String(refusal.body).replace(/"code":\d+/, `"code":${status}`);
  const headers = {
    ...refusal.headers,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${body}`;
}

function endWith(socket: Socket, answer: string): void {
  socket.end(answer);
  // Lets the client read the response, but does not wait for a client that keeps sending.
  setTimeout(() => socket.destroy(), REFUSED_STAYS_MS).unref();
}

/** Logs one line per request, without query string and headers, which can contain secrets. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const level = PROBE_PATHS.has(pathOf(request)) ? 'debug' : 'info';
    request.log[level](
      {
        reqId: request.id,
        method: request.method,
        path: pathOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}

function logFailure(
  request: FastifyRequest,
  { status, error, outage }: { readonly status: number; readonly error: Error; readonly outage: OutageLog },
): void {
  const isStopping = error instanceof Failure && 'reason' in error.data && error.data.reason === 'stopping';
  if (status < 500 || isStopping || outage.isLogged(failureFrom(error))) return;
  const cause = error.cause ?? error;
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  request.log.error(
    { reqId: request.id, method: request.method, path: pathOf(request), error: { name, message, stack } },
    'failed',
  );
}

function pathOf(request: FastifyRequest): string {
  return (request.url.split('?', 1)[0] ?? '').slice(0, PATH_LOGGED);
}
