import type { FastifyBaseLogger } from 'fastify';
import { type Instant, instantOf, isoWithoutZone } from '../core/instant.ts';
import type { HttpRequest } from './exchange.ts';
import { PROBE_PATHS } from './probes.ts';

type Sent = { readonly status: number; readonly ms: number };

/** Logs one line per request, without query string and headers, which can contain secrets. */
export type RequestLog = (request: HttpRequest, sent: Sent) => void;

const PATH_LOGGED = 500;
const INFO = 30;

/** Logs requests by a logger. */
export function requestLog(logger: FastifyBaseLogger): RequestLog {
  return ({ id, method, url }, { status, ms }) => {
    const path = pathIn(url);
    const line = { reqId: id, method, path, status, ms: tenths(ms) };
    if (PROBE_PATHS.has(path)) logger.debug(line, 'request');
    else logger.info(line, 'request');
  };
}

type Lines = { readonly write: (line: string) => unknown };

/** Writes the same lines as `requestLog` to the stream of the logger, in a third of the time. */
export function requestLogTo(lines: Lines, logger: FastifyBaseLogger): RequestLog {
  const byLogger = requestLog(logger);
  let second = 0;
  let text = '';
  const time = (now: Instant): string => {
    const at = now % 1000;
    if (now - at !== second) {
      second = now - at;
      text = isoWithoutZone(instantOf(second)).slice(0, -3);
    }
    return `${text}${String(at).padStart(3, '0')}Z`;
  };
  return (request, sent) => {
    const { id, method, url } = request;
    const path = pathIn(url);
    if (PROBE_PATHS.has(path) || !isInfo(logger)) {
      byLogger(request, sent);
      return;
    }
    const fields = `"reqId":"${id}","method":"${method}","path":${JSON.stringify(path)},"status":${sent.status}`;
    lines.write(
      `{"level":${INFO},"time":"${time(instantOf(Date.now()))}",${fields},"ms":${tenths(sent.ms)},"msg":"request"}\n`,
    );
  };
}

/** The path of a URL, as long as logs show it. */
export function pathIn(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, Math.min(end < 0 ? url.length : end, PATH_LOGGED));
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Whether the logger writes lines of requests as they are. */
function isInfo({ level }: FastifyBaseLogger): boolean {
  return level === 'info' || level === 'debug' || level === 'trace';
}
