import type { FastifyBaseLogger } from 'fastify';
import { type Instant, instantOf, isoWithoutZone } from '../core/instant.ts';
import { networkOf } from '../core/limits/network.ts';
import type { Exchange, HttpReply, HttpRequest } from './exchange.ts';
import type { AddressLogging } from './log-addresses.ts';
import { PROBE_PATHS } from './probes.ts';

export type Sent = {
  readonly status: number;
  readonly ms: number;
  /** Bytes of the response: of its body, or of all that was sent where the body is a stream. */
  readonly bytes: number;
  /** The kind of the body, such as `json`; empty without one. */
  readonly format: string;
};

/** Logs one line per request, without query string and headers, which can contain secrets. */
export type RequestLog = (request: HttpRequest, sent: Sent) => void;

const PATH_LOGGED = 500;
const INFO = 30;
/** Content types as handlers name them. */
const TYPES_KEPT = 100;

type Options = { readonly addresses?: AddressLogging };

/** Logs requests by a logger. */
export function requestLog(logger: FastifyBaseLogger, { addresses = 'full' }: Options = {}): RequestLog {
  return (request, sent) => {
    const { id, method, url, trace, caller, refusal } = request;
    const path = pathIn(url);
    const ip = shownAddress(request.clientAddress, addresses);
    const line = {
      reqId: id,
      ...(trace && { traceId: trace.traceId }),
      ...{ method, path, status: sent.status, ms: tenths(sent.ms), bytes: sent.bytes },
      ...(sent.format !== '' && { format: sent.format }),
      ...(ip !== undefined && { ip }),
      ...(caller && { caller: caller.kind }),
      ...(caller?.id !== undefined && { callerId: caller.id }),
      ...(caller?.impersonatorId !== undefined && { impersonatorId: caller.impersonatorId }),
      ...(caller && caller.project.id !== '' && { project: caller.project.id }),
      ...(refusal && { refused: refusal.code }),
    };
    if (PROBE_PATHS.has(path)) logger.debug(line, 'request');
    else logger.info(line, 'request');
  };
}

type Lines = { readonly write: (line: string) => unknown };

type DirectOptions = Options & { readonly worker?: number | undefined };

/**
 * Writes the same lines as `requestLog` to the stream of the logger, in a third of the time. With `worker`, they have
 * that field as those of the logger do.
 */
export function requestLogTo(
  lines: Lines,
  logger: FastifyBaseLogger,
  { worker, addresses = 'full' }: DirectOptions = {},
): RequestLog {
  const base = worker === undefined ? '' : `"worker":${worker},`;
  const byLogger = requestLog(logger, { addresses });
  const time = timeWriter();
  return (request, sent) => {
    const { id, method, url, trace, caller, refusal } = request;
    const path = pathIn(url);
    if (PROBE_PATHS.has(path) || !isInfo(logger)) {
      byLogger(request, sent);
      return;
    }
    const ip = shownAddress(request.clientAddress, addresses);
    let line = `{"level":${INFO},"time":"${time(instantOf(Date.now()))}",${base}"reqId":"${id}"`;
    // Of hex digits.
    if (trace) line += `,"traceId":"${trace.traceId}"`;
    line += `,"method":"${method}","path":${JSON.stringify(path)},"status":${sent.status},"ms":${tenths(sent.ms)},"bytes":${sent.bytes}`;
    if (sent.format !== '') line += `,"format":${JSON.stringify(sent.format)}`;
    if (ip !== undefined) line += `,"ip":"${ip}"`;
    if (caller) {
      line += `,"caller":"${caller.kind}"`;
      if (caller.id !== undefined) line += `,"callerId":${JSON.stringify(caller.id)}`;
      if (caller.impersonatorId !== undefined)
        line += `,"impersonatorId":${JSON.stringify(caller.impersonatorId)}`;
      if (caller.project.id !== '') line += `,"project":${JSON.stringify(caller.project.id)}`;
    }
    if (refusal) line += `,"refused":"${refusal.code}"`;
    lines.write(`${line},"msg":"request"}\n`);
  };
}

/** The path of a URL, as long as logs show it. */
export function pathIn(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, Math.min(end < 0 ? url.length : end, PATH_LOGGED));
}

/** `before` is how much the connection had sent when the response began, where the length of the body is not known. */
export function sentOf(
  { request, reply }: Exchange,
  { status, ms, before }: { readonly status: number; readonly ms: number; readonly before: number },
): Sent {
  // These have no body, whatever their headers say.
  if (status === 204 || status === 304) return { status, ms, bytes: 0, format: '' };
  const length = reply.getHeader('content-length');
  const format = formatOf(reply);
  if (length !== undefined) return { status, ms, bytes: Number(length), format };
  // Without a type, there is no body.
  const streamed = format === '' ? 0 : Math.max(0, request.raw.socket.bytesWritten - before);
  return { status, ms, bytes: streamed, format };
}

const formats = new Map<string, string>();

/** `application/json; charset=utf-8` is `json`, and of an older client `json 1.4.0`. */
function formatOf(reply: HttpReply): string {
  const type = reply.getHeader('content-type');
  if (typeof type !== 'string') return '';
  const version = reply.getHeader('X-Denizen-Format');
  const format = formats.get(type) ?? formatIn(type);
  return typeof version === 'string' ? `${format} ${version}` : format;
}

function formatIn(type: string): string {
  const format = /^[\w-]+\/([\w.+-]{1,40})/.exec(type)?.[1] ?? '';
  if (formats.size < TYPES_KEPT) formats.set(type, format);
  return format;
}

function shownAddress(address: string | undefined, mode: AddressLogging): string | undefined {
  if (mode === 'off' || address === undefined) return undefined;
  if (mode === 'full') return address;
  const network = networkOf(address);
  return network === address ? address.replace(/\.\d+$/, '.0/24') : network;
}

/** Returns a function that writes a moment as ISO 8601, of which it makes a new text once a second. */
function timeWriter(): (now: Instant) => string {
  let second = 0;
  let text = '';
  return (now) => {
    const at = now % 1000;
    if (now - at !== second) {
      second = now - at;
      text = isoWithoutZone(instantOf(second)).slice(0, -3);
    }
    return `${text}${String(at).padStart(3, '0')}Z`;
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Whether the logger writes lines of requests as they are. */
function isInfo({ level }: FastifyBaseLogger): boolean {
  return level === 'info' || level === 'debug' || level === 'trace';
}
