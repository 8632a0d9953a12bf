import type { ResponseMemory } from '../core/response-memory.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.ts';
import { sendEncoded, sendPieces } from '../http/large-response.ts';
import type { Refusal } from '../http/server.ts';
import { cachingOf, isFresh, uncached, validatorHeaders, validatorsOf } from './caching.ts';
import type { HexError } from './errors.ts';
import { type Format, type Json, responseFormat, writeHexBody, writeHexList } from './media.ts';
import type { HexAnswer, HexRoute } from './route.ts';

/** A response, with an optional body. */
export type Sent = Omit<HexAnswer, 'value'> & { readonly status: number; readonly body?: Json | undefined };

/** Longer lists are encoded item by item. */
const ITEMS_AT_ONCE = 25;

/**
 * Sends the response of a route, or 304 if the caller has it. Fails with `unavailable` if it is large and the process
 * has no memory for it.
 */
export async function sendAnswer(
  { request, reply }: Exchange,
  route: HexRoute,
  answer: Sent,
  { format, memory }: { readonly format: Format; readonly memory: ResponseMemory },
): Promise<HttpReply> {
  const { body } = answer;
  reply.code(answer.status).headers({ ...cachingOf(route), ...answer.headers });
  if (body === undefined) return reply.send();
  if (isLong(body) && answer.changedAtMicros === undefined) {
    const { contentType, pieces } = writeHexList(format, body);
    return sendPieces(reply.header('content-type', contentType), pieces, memory);
  }
  const text = writeHexBody(format, body);
  const validators = validatorsOf(answer, text);
  if (validators) reply.headers(validatorHeaders(validators));
  if (validators && isFresh(request, validators)) return reply.code(304).headers(uncached).send();
  return sendEncoded(reply.header('content-type', text.contentType), text.bytes, memory);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isLong(body: Json): body is readonly Json[] {
  return Array.isArray(body) && body.length > ITEMS_AT_ONCE;
}

/** Returns the format of the response; `undefined` if the caller accepts none of ours. */
export function formatFor(request: HttpRequest | undefined): Format | undefined {
  const requested = (request?.query as Fields | undefined)?._format;
  if (requested !== undefined && typeof requested !== 'string') return undefined;
  return responseFormat(request?.headers.accept, requested);
}

/** Renders an error. */
export function refusalIn({ status, body, challenge, retryAfter }: HexError, format: Format): Refusal {
  const text = writeHexBody(format, body);
  return {
    status,
    headers: {
      ...uncached,
      'content-type': text.contentType,
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    body: bytesOf(text.bytes),
  };
}

function bytesOf(bytes: string | Uint8Array): string | Buffer {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes);
}
