import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fields } from '../http/body.ts';
import type { Exchange } from '../http/router.ts';
import type { Refusal } from '../http/server.ts';
import { cachingOf, isFresh, uncached, validatorHeaders, validatorsOf } from './caching.ts';
import type { HexError } from './errors.ts';
import { type Format, type Json, responseFormat, writeHexBody } from './media.ts';
import type { HexAnswer, HexRoute } from './route.ts';

/** An answer as it goes out; without a body where there is none. */
export type Sent = Omit<HexAnswer, 'value'> & { readonly status: number; readonly body?: Json | undefined };

/** Sends what a route answers, or that the caller has it already. */
export function sendAnswer(
  { request, reply }: Exchange,
  route: HexRoute,
  answer: Sent,
  format: Format,
): FastifyReply {
  reply.code(answer.status).headers({ ...cachingOf(route), ...answer.headers });
  if (answer.body === undefined) return reply.send();
  const text = writeHexBody(format, answer.body);
  const validators = validatorsOf(answer, text);
  if (validators) reply.headers(validatorHeaders(validators));
  if (validators && isFresh(request, validators)) return reply.code(304).headers(uncached).send();
  return reply.header('content-type', text.contentType).send(bytesOf(text.bytes));
}

/** The format that the caller reads; nothing when it reads none that there is. */
export function formatFor(request: FastifyRequest | undefined): Format | undefined {
  const requested = (request?.query as Fields | undefined)?._format;
  if (requested !== undefined && typeof requested !== 'string') return undefined;
  return responseFormat(request?.headers.accept, requested);
}

/** The error as it goes out. */
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
