import { type Failure, retryAfterSeconds } from '../core/failure.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { operationOf } from '../http/router.ts';
import type { Refusal } from '../http/server.ts';
import { WARNING_EXPOSED } from './cors.ts';
import { messageOf } from './failure-words.ts';
import { answerTo } from './failures.ts';
import { downgradeRefusal } from './formats/downgrade-response.ts';
import type { RefusalBody, RefusalContext } from './formats/format.ts';
import { requestedFormat } from './formats/requested-format.ts';
import { SPOKEN_VERSION } from './version.ts';

export const JSON_TYPE = 'application/json; charset=UTF-8';
export const NO_STORE = 'no-cache, no-store, must-revalidate';

/** Renders an error in the format of the client; in the current format if there is no valid request. */
export function refuse(failure: Failure, request?: HttpRequest): Refusal {
  const { status, type, words } = answerTo(failure);
  const newest = { message: messageOf(words), code: status, type, version: SPOKEN_VERSION };
  const body = request ? older(request, newest, { type, words, data: failure.data }) : newest;
  const retryAfter = retryAfterSeconds(failure.data);
  return {
    status: body.code,
    headers: {
      'Content-Type': JSON_TYPE,
      'Cache-Control': NO_STORE,
      Expires: '0',
      Pragma: 'no-cache',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(request && lacksSomething(request, failure) && WARNING_EXPOSED),
    },
    body: JSON.stringify(body),
  };
}

/** Reports whether a page asks for what a newer version may have: then its warning explains the refusal. */
function lacksSomething({ headers, url }: HttpRequest, { code }: Failure): boolean {
  if (headers.origin === undefined || (code !== 'route_not_found' && code !== 'argument_invalid'))
    return false;
  return requestedFormat(headers, url).warning !== undefined;
}

function older(
  request: HttpRequest,
  refusal: RefusalBody,
  context: Omit<RefusalContext, 'operation'>,
): RefusalBody {
  const { steps } = requestedFormat(request.headers, request.url);
  if (steps.length === 0) return refusal;
  return downgradeRefusal(steps, refusal, { ...context, operation: operationOf(request) });
}
