import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { type Core, failureOf } from '../core/core.ts';
import { Failure, type FailureCode } from '../core/failure.ts';
import { inTrace, type Tracer } from '../core/tracing/tracer.ts';
import { readAddresses, trustedIn, trusts } from './address.ts';
import { type Load, shedLoad } from './admission.ts';
import { adviceLog } from './advice.ts';
import { readBody, readQuery, refusalOf } from './body.ts';
import { afterAnswers, endUnread, takeTurns } from './connections.ts';
import { serveDirectly } from './direct.ts';
import { serveDocs, serveDocument } from './docs.ts';
import type { Exchange, HttpReply, HttpRequest } from './exchange.ts';
import { countRequest, type Metrics, serveMetrics } from './metrics.ts';
import { decorateRequests, noteFailure } from './noted.ts';
import type { OpenApi } from './openapi.ts';
import { type OutageLog, outageLog } from './outage-log.ts';
import { PROBE_PATHS, type ReadinessCheck, serveProbes } from './probes.ts';
import { pathIn, type RequestLog, requestLog, sentOf } from './request-log.ts';
import { type RequestTraces, requestTraces } from './request-traces.ts';
import { createStopping, type Stopping } from './stop.ts';
import { speakTls, type TlsFiles } from './tls.ts';
import { isUploading } from './uploads.ts';

const BODY_AT_MOST = 256 * 1024;
const HEADERS_AT_MOST = 64 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 13_000;
const KEEP_ALIVE_MS = 5_000;
const REFUSED_STAYS_MS = 1_000;
const CONNECTIONS_AT_MOST = 10_000;
const PATH_PARAM_AT_MOST = 1_000;
const IDLE = { queueDelay: () => 0, isSaturated: () => false };
const UNLOADED: Load = { reads: IDLE, writes: IDLE };

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
  readonly refuse: (failure: Failure, request?: HttpRequest) => Refusal;
  /** Runs before the handler of each request. Sets headers that refusals have too. */
  readonly begin?: (exchange: Exchange) => void;
  /** Returns its OpenAPI document. */
  readonly document: () => OpenApi | Promise<OpenApi>;
  /** Paths that need no database, and are answered in an overload as well. */
  readonly alwaysServed?: readonly string[];
};

export type ServerOptions = {
  readonly core: Core;
  readonly logger: FastifyBaseLogger;
  /** Logs requests; by `logger` if missing. */
  readonly requestLog?: RequestLog;
  readonly metrics: Metrics;
  /** Addresses and networks whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  /** How busy the database is; without it, time alone decides whether the server is overloaded. */
  readonly load?: Load;
  /** What `/readyz` checks, beside whether the server is stopping. */
  readonly readiness?: readonly ReadinessCheck[];
  readonly stopping?: Stopping;
  /** Exports a span for each request; without it, traces are only passed on. */
  readonly tracer?: Tracer | undefined;
  /** The certificate to speak TLS with, and where it is read again. Without it, the server speaks plain HTTP. */
  readonly tls?: { readonly files: TlsFiles; readonly first: Parameters<typeof speakTls>[2] };
};

/** One year, for this host only: hosts below it may belong to others. */
const HTTPS_ONLY = 'max-age=31536000';

const COMMON_HEADERS = { 'X-Content-Type-Options': 'nosniff', Server: 'Denizen' };

/** The floor on which the protocols stand; the first one answers what belongs to none. */
export function createServer(
  options: ServerOptions,
  protocols: readonly [Protocol, ...Protocol[]],
): FastifyInstance {
  const [main] = protocols;
  const { stopping = createStopping(), readiness = [] } = options;
  const isTrusted = trustedIn(options.trustedProxies);
  const isProxy = (address: string) => trusts(isTrusted, address);
  const protocolOf = ({ url }: { readonly url: string }) =>
    protocols.find(({ prefix }) => url.startsWith(`${prefix}/`)) ?? main;
  const outage = outageLog(options.logger);
  const failures = { logger: options.logger, outage };
  const app = frameworkFor({
    main,
    options,
    isProxy,
    onError: (request, error) => {
      const failure = failureFrom(error);
      noteFailure(request, failure);
      const refusal = protocolOf(request).refuse(failure, request);
      logFailure(failures, request, refusal.status, error);
      return refusal;
    },
  });
  app.addHook('onClose', async () => outage.close());
  if (options.tls) {
    const { files, first } = options.tls;
    speakTls(app, files, first, { log: options.logger, onSecure: stopping.connected });
  }
  app.server.on('connection', stopping.connected);
  decorateRequests(app);

  takeTurns(app);
  endUnread(app);
  const isHttps = options.core.urls.publicUrl?.protocol === 'https:' || options.tls !== undefined;
  const common = { ...COMMON_HEADERS, ...(isHttps && { 'Strict-Transport-Security': HTTPS_ONLY }) };
  const traces = requestTraces(options.tracer);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(common).header('X-Request-Id', request.id);
    traces.begin(request);
    request.sentBefore = request.raw.socket.bytesWritten ?? 0;
    done(PROBE_PATHS.has(pathIn(request.url)) ? undefined : stopping.refusalOf(request.raw.socket));
  });
  const addresses = readAddresses(app, isTrusted, (message) => options.logger.warn(message));
  // After the hooks of protocols, and before the body is read.
  app.addHook('preParsing', (request, _reply, payload, done) => done(refusalOf(request.query), payload));
  // After the body is read, whose events belong to the connection and not to the request.
  app.addHook('preHandler', (request, _reply, done) => inTrace(request.trace, done));
  const note = noteTaker(options, { traces, protocolOf });
  app.addHook('onResponse', (request, reply, done) => {
    const sent = { status: reply.statusCode, ms: reply.elapsedTime, before: request.sentBefore };
    note({ request, reply }, sent);
    done();
  });
  serveDirectly(app, {
    bodyLimit: BODY_AT_MOST,
    start: ({ request, reply }) => {
      reply.headers(common).header('X-Request-Id', request.id);
      traces.begin(request);
      const late = stopping.refusalOf(request.raw.socket);
      if (late) throw late;
      addresses.read(request);
      protocolOf(request).begin?.({ request, reply });
      refuseQuery(request);
    },
    refuse: (exchange, error) => answerFailure(protocolOf(exchange.request), failures, exchange, error),
    finished: (exchange, sent) => {
      addresses.warn(exchange.request);
      note(exchange, sent);
    },
    isFromProxy: ({ socket }) => isProxy(socket.remoteAddress ?? ''),
  });
  shedLoad(app, protocols, { load: UNLOADED, ...options });

  for (const protocol of protocols) serveProtocol(app, protocol, failures);
  answerFailures(app, main, failures);
  serveDocs(app);
  serveProbes(app, [
    ...readiness,
    { name: 'running', run: () => (stopping.hasBegun() ? 'the server is stopping' : undefined) },
  ]);
  serveMetrics(app, options.core, options.metrics);
  return app;
}

function refuseQuery({ query }: HttpRequest): void {
  const refusal = refusalOf(query);
  if (refusal) throw refusal;
}

function serveProtocol(app: FastifyInstance, protocol: Protocol, failures: FailureLog): void {
  app.register(
    async (scope) => {
      answerFailures(scope, protocol, failures);
      if (protocol.begin) beginWith(scope, protocol.begin);
      protocol.register(scope);
      serveDocument(scope, protocol.document);
    },
    { prefix: protocol.prefix },
  );
}

type SentResponse = { readonly status: number; readonly ms: number; readonly before: number };

/** Returns what is called when a response is sent: it counts and logs the request, and ends its span. */
function noteTaker(
  { logger, metrics, requestLog: log = requestLog(logger) }: ServerOptions,
  {
    traces,
    protocolOf,
  }: { readonly traces: RequestTraces; readonly protocolOf: (request: HttpRequest) => Protocol },
): (exchange: Exchange, sent: SentResponse) => void {
  const advise = adviceLog(logger);
  return (exchange, sent) => {
    const { request } = exchange;
    countRequest(metrics, request, sent);
    if (request.refusal) {
      metrics.countRefusal(protocolOf(request).prefix.slice(1), request.refusal);
      advise(request);
    }
    traces.end(request, sent.status);
    log(request, sentOf(exchange, sent));
  };
}

type FrameworkParts = {
  readonly main: Protocol;
  readonly options: ServerOptions;
  readonly isProxy: (address: string) => boolean;
  /** Returns the refusal of a request that reached no handler. */
  readonly onError: (request: HttpRequest, error: Error) => Refusal;
};

/** Creates the framework with its limits. */
function frameworkFor({ main, options, isProxy, onError }: FrameworkParts): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // A child logger per request costs more than adding the request id to its line.
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_AT_MOST,
    // Of protocol and host alone: where the caller is, is read by `readAddresses`.
    trustProxy: options.trustedProxies.length > 0 ? isProxy : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Routes have no JSON Schema. Without this, the framework loads two compilers of it at each start.
    schemaController: {
      compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas },
    },
    routerOptions: { maxParamLength: PATH_PARAM_AT_MOST, querystringParser: readQuery },
    http: {
      maxHeaderSize: HEADERS_AT_MOST,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    clientErrorHandler: (error, socket) => refuseRaw(main, error, socket),
    frameworkErrors: (error, request, reply) => {
      // Casts: the framework knows a request and a reply, but not the types of a route.
      const { status, headers, body } = onError(request as unknown as HttpRequest, error);
      (reply as unknown as FastifyReply).code(status).headers(headers).send(body);
    },
  });
  app.server.maxConnections = CONNECTIONS_AT_MOST;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      done(null, readBody(request.headers['content-type'], bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  return app;
}

function withoutSchemas(): never {
  throw new Error('routes are described by endpoints, not by a JSON Schema');
}

/** Runs a step of the protocol before the handlers of a scope. */
function beginWith(scope: FastifyInstance, begin: (exchange: Exchange) => void): void {
  scope.addHook('onRequest', (request, reply, done) => {
    begin({ request, reply });
    done();
  });
}

function answerFailures(scope: FastifyInstance, protocol: Protocol, failures: FailureLog): void {
  scope.setErrorHandler((error: FastifyError, request, reply) =>
    answerFailure(protocol, failures, { request, reply }, error),
  );
  scope.setNotFoundHandler((request, reply) => {
    const failure = new Failure('route_not_found');
    noteFailure(request, failure);
    sendRefusal(reply, protocol.refuse(failure, request));
  });
}

function answerFailure(
  protocol: Protocol,
  failures: FailureLog,
  { request, reply }: Exchange,
  error: Error,
): void {
  const failure = failureFrom(error);
  noteFailure(request, failure);
  const refusal = protocol.refuse(failure, request);
  logFailure(failures, request, refusal.status, error);
  sendRefusal(reply, refusal);
}

function sendRefusal(reply: HttpReply, { status, headers, body }: Refusal): void {
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
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isUploading(socket)) return;
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

/**
 * What the settings of an operator refuse, with a status of 500 or more in some protocols. Any caller can bring it about, and
 * `advice.ts` says what to do: a stack for each would bury the errors of the server.
 */
const SWITCHED_OFF: ReadonlySet<FailureCode> = new Set([
  'auth_method_disabled',
  'mail_disabled',
  'provider_unsupported',
  'sms_disabled',
]);

type FailureLog = { readonly logger: FastifyBaseLogger; readonly outage: OutageLog };

function logFailure(
  { logger, outage }: FailureLog,
  { id, method, url, trace }: HttpRequest,
  status: number,
  error: Error,
): void {
  const isStopping = error instanceof Failure && 'reason' in error.data && error.data.reason === 'stopping';
  const isRefusal = error instanceof Failure && SWITCHED_OFF.has(error.code);
  if (status < 500 || isStopping || isRefusal || outage.isLogged(failureFrom(error))) return;
  const cause = error.cause ?? error;
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  const traceId = trace && { traceId: trace.traceId };
  logger.error(
    { reqId: id, ...traceId, method, path: pathIn(url), error: { name, message, stack } },
    'failed',
  );
}
