import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { TraceContext } from '../core/tracing/trace-context.ts';
import { inTrace } from '../core/tracing/tracer.ts';
import { readBody, readQuery } from './body.ts';
import type { Caller, Exchange, HttpReply, HttpRequest, Refused } from './exchange.ts';

/** A route of the framework that is also served without it. */
type DirectRoute = {
  /** The pattern, as in `/v1/users/:userId`. */
  readonly url: string;
  /** The handler settles when the reply is sent, or rejects with what refuses the request. */
  readonly config: { readonly direct: (exchange: Exchange) => Promise<unknown> };
};

/** `params` has the decoded parameters of the path. */
type Match = { readonly route: DirectRoute; readonly params: Readonly<Record<string, string>> };

type Branch = {
  readonly fixed: Map<string, Branch>;
  param?: { readonly name: string; readonly branch: Branch };
  /** Missing if there is no such route, or the framework serves it alone. */
  route?: DirectRoute;
};

const PARAM_AT_MOST = 1_000;

/**
 * Every path of the framework, to find those that are served without it. Finds none for what the framework may read in
 * another way: encoded or empty segments, long parameters, several candidates.
 */
class DirectRoutes {
  readonly #root: Branch = { fixed: new Map() };

  /** Adds a path that the framework serves; with `route`, it is served directly. */
  add(path: string, route?: DirectRoute): void {
    let branch = this.#root;
    for (const segment of path.split('/').slice(1)) {
      if (segment.startsWith(':')) {
        branch.param ??= { name: segment.slice(1), branch: { fixed: new Map() } };
        // Another name at the same place is left to the router.
        if (branch.param.name !== segment.slice(1)) return;
        branch = branch.param.branch;
      } else {
        const next = branch.fixed.get(segment) ?? { fixed: new Map() };
        branch.fixed.set(segment, next);
        branch = next;
      }
    }
    if (route) branch.route = route;
  }

  find(path: string): Match | undefined {
    if (path.charCodeAt(0) !== SLASH || path.includes('%')) return undefined;
    const params: Record<string, string> = {};
    let branch = this.#root;
    for (let start = 1; start <= path.length; ) {
      const found = path.indexOf('/', start);
      const end = found < 0 ? path.length : found;
      const segment = path.slice(start, end);
      const fixed = branch.fixed.get(segment);
      if (fixed) branch = fixed;
      else if (branch.param && segment !== '' && segment.length <= PARAM_AT_MOST) {
        params[branch.param.name] = segment;
        branch = branch.param.branch;
      } else return undefined;
      start = end + 1;
    }
    const { route } = branch;
    return route && { route, params };
  }
}

const SLASH = 0x2f;

type Serving = {
  /** Sets headers, and throws what refuses the request. */
  readonly start: (exchange: Exchange) => void;
  readonly refuse: (exchange: Exchange, error: Error) => void;
  /** Called when the response is sent. */
  readonly finished: (
    exchange: Exchange,
    sent: { readonly status: number; readonly ms: number; readonly before: number },
  ) => void;
  /** Whether the connection comes from a proxy whose headers are believed. */
  readonly isFromProxy: (raw: IncomingMessage) => boolean;
};

/** The methods that are served directly, each with its paths. */
type Methods = ReadonlyMap<string, DirectRoutes>;

/** Of a body that is read here. The framework reads forms, and all that names its type in another way. */
const JSON_BODY = /^application\/json(?:; ?charset=utf-8)?$/i;

/**
 * Serves endpoints without the framework and its hooks, which take longer than a short answer: GET, and POST with a body of JSON whose
 * length is named. Both run the same handlers, and what is not found here goes to the framework, such as bodies longer than
 * `bodyLimit` bytes. Called before routes are added.
 */
export function serveDirectly(
  app: FastifyInstance,
  { bodyLimit, ...serving }: Serving & { readonly bodyLimit: number },
): void {
  const methods: Methods = new Map(['GET', 'POST'].map((method) => [method, new DirectRoutes()]));
  app.addHook('onRoute', ({ method, url, config = {} }) => {
    const route = 'direct' in config ? { url, config: config as DirectRoute['config'] } : undefined;
    for (const each of [method].flat()) methods.get(each)?.add(url, route);
  });
  const handlers = app.server.listeners('request') as ((...args: unknown[]) => void)[];
  app.server.removeAllListeners('request');
  app.server.on('request', (raw: IncomingMessage, response: ServerResponse) => {
    if (serve({ methods, serving, bodyLimit }, raw, response)) return;
    for (const handle of handlers) handle(raw, response);
  });
}

type Direct = { readonly methods: Methods; readonly serving: Serving; readonly bodyLimit: number };

/** Returns whether it serves the request. */
function serve(
  { methods, serving, bodyLimit }: Direct,
  raw: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { url = '', method = '' } = raw;
  const routes = methods.get(method);
  // A pipelined request has no connection yet: the framework lets it wait.
  if (!routes || !response.socket) return false;
  if (method === 'POST' && !hasShortJson(raw.headers, bodyLimit)) return false;
  const at = queryStart(url);
  const match = routes.find(at < 0 ? url : url.slice(0, at));
  if (!match) return false;
  const began = performance.now();
  const query = readQuery(at < 0 ? '' : url.slice(at + 1));
  const request = new DirectRequest(raw, { ...match, query, isFromProxy: serving.isFromProxy });
  const exchange = { request, reply: new DirectReply(response) };
  // Emitted once. `once` would wrap the listener and remove it again.
  response.on('finish', () =>
    serving.finished(exchange, {
      status: response.statusCode,
      ms: performance.now() - began,
      before: exchange.reply.before,
    }),
  );
  run(serving, match.route, exchange);
  return true;
}

function hasShortJson(headers: IncomingHttpHeaders, bodyLimit: number): boolean {
  // The parser of HTTP has refused any length that is no number, and holds the body to it.
  const length = Number(headers['content-length']);
  return length > 0 && length <= bodyLimit && JSON_BODY.test(headers['content-type'] ?? '');
}

type DirectExchange = { readonly request: DirectRequest; readonly reply: DirectReply };

function run(serving: Serving, { config: { direct } }: DirectRoute, exchange: DirectExchange): void {
  const failed = (error: Error) => fail(serving, exchange, error);
  const { request, reply } = exchange;
  const answer = () => {
    const { trace } = request;
    return trace === undefined ? direct(exchange) : inTrace(trace, () => direct(exchange));
  };
  try {
    // Gives the request its trace, if it has one.
    serving.start(exchange);
    const sent = request.method === 'POST' ? readInto(request, reply).then(answer) : answer();
    sent.catch(failed);
  } catch (error) {
    failed(error as Error);
  }
}

function fail({ refuse }: Serving, exchange: Exchange, error: Error): void {
  const { raw } = exchange.reply;
  try {
    if (raw.headersSent) raw.destroy();
    else refuse(exchange, error);
  } catch {
    raw.destroy();
  }
}

/** After a refusal of the body, the client must not go on with the connection: the framework closes it, too. */
async function readInto(request: DirectRequest, reply: DirectReply): Promise<void> {
  try {
    request.body = readBody(request.headers['content-type'], await bytesOf(request.raw));
  } catch (error) {
    reply.header('connection', 'close');
    throw error;
  }
}

/** Fails when the client goes before the end. The server itself has a deadline for it. */
function bytesOf(raw: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('end', () => resolve(Buffer.concat(chunks)));
    raw.on('error', (error) => reject(Object.assign(error, { statusCode: 400 })));
  });
}

function queryStart(url: string): number {
  const question = url.indexOf('?');
  const hash = url.indexOf('#');
  return hash >= 0 && (question < 0 || hash < question) ? hash : question;
}

type RequestParts = {
  readonly route: DirectRoute;
  readonly params: unknown;
  readonly query: unknown;
  readonly isFromProxy: (raw: IncomingMessage) => boolean;
};

class DirectRequest implements HttpRequest {
  readonly id = randomUUID();
  readonly method: string;
  body: unknown = undefined;
  readonly raw: IncomingMessage;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  readonly params: unknown;
  readonly routeOptions: DirectRoute;
  clientAddress: string | undefined = undefined;
  forwardedAddress: string | undefined = undefined;
  isUnbelieved = false;
  caller: Caller | undefined = undefined;
  refusal: Refused | undefined = undefined;
  trace: TraceContext | undefined = undefined;
  readonly #isFromProxy: (raw: IncomingMessage) => boolean;

  constructor(raw: IncomingMessage, { route, params, query, isFromProxy }: RequestParts) {
    this.raw = raw;
    this.method = raw.method ?? '';
    this.url = raw.url ?? '';
    this.headers = raw.headers;
    this.query = query;
    this.params = params;
    this.routeOptions = route;
    this.#isFromProxy = isFromProxy;
  }

  get protocol(): string {
    const own = 'encrypted' in this.raw.socket ? 'https' : 'http';
    return this.#forwarded('x-forwarded-proto') ?? own;
  }

  get host(): string {
    return this.#forwarded('x-forwarded-host') ?? this.headers.host ?? '';
  }

  /** The last entry of a header of a trusted proxy. */
  #forwarded(name: string): string | undefined {
    const value = this.headers[name];
    if (typeof value !== 'string' || value === '' || !this.#isFromProxy(this.raw)) return undefined;
    return value.slice(value.lastIndexOf(',') + 1).trim();
  }
}

type Header = number | string | readonly string[];

class DirectReply implements HttpReply {
  readonly raw: ServerResponse;
  statusCode = 200;
  /** Bytes that the connection had sent before a body without a known length. */
  before = 0;
  readonly #headers: Record<string, number | string | string[]> = {};

  constructor(raw: ServerResponse) {
    this.raw = raw;
  }

  code(status: number): this {
    this.statusCode = status;
    return this;
  }

  header(name: string, value: Header): this {
    const key = lowerCaseOf(name);
    const earlier = key === 'set-cookie' ? this.#headers[key] : undefined;
    if (earlier !== undefined) this.#headers[key] = [earlier, value].flat() as string[];
    else this.#headers[key] = value as number | string | string[];
    return this;
  }

  headers(headers: Readonly<Record<string, string>>): this {
    for (const name of Object.keys(headers)) this.header(name, headers[name] as string);
    return this;
  }

  getHeader(name: string): number | string | readonly string[] | undefined {
    return this.#headers[lowerCaseOf(name)];
  }

  type(contentType: string): this {
    this.#headers['content-type'] = contentType;
    return this;
  }

  send(body?: unknown): this {
    const { raw, statusCode } = this;
    const headers = this.#headers;
    if (typeof body !== 'string' && isReadable(body)) {
      this.before = raw.socket?.bytesWritten ?? 0;
      raw.writeHead(statusCode, headers);
      // A client that goes, or a body that fails, closes both.
      pipeline(body, raw, () => {});
      return this;
    }
    // Cast: handlers send text, bytes or nothing.
    const bytes = body as string | Uint8Array | undefined;
    const hasBody = statusCode !== 204 && statusCode !== 304;
    if (bytes === undefined) {
      if (hasBody) headers['content-length'] = 0;
      raw.writeHead(statusCode, headers).end();
      return this;
    }
    const length = Buffer.byteLength(bytes);
    headers['content-length'] = length;
    raw.writeHead(statusCode, headers);
    // Latin-1 is written in a fraction of the time. For ASCII, it is the same.
    if (typeof bytes === 'string') raw.end(bytes, length === bytes.length ? 'latin1' : 'utf8');
    else raw.end(bytes);
    return this;
  }
}

/** Handlers name few headers: as many as have been seen. */
const lowerCase = new Map<string, string>();
const NAMES_KEPT = 100;

function lowerCaseOf(name: string): string {
  const known = lowerCase.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase();
  if (lowerCase.size < NAMES_KEPT) lowerCase.set(name, made);
  return made;
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}
