import { createHmac } from 'node:crypto';
import type { Clock } from '../core/instant.ts';
import { traceHeaders } from '../core/tracing/trace-context.ts';
import { currentTrace } from '../core/tracing/tracer.ts';
import { NotDelivered, type OutgoingMessage, type Send } from './outgoing-message.ts';

const DEADLINE_MS = 10_000;

export type SmsSettings = { readonly url: URL; readonly secret: string };

/**
 * Posts text messages as `{id, to, text, at}`, signed by `signatureOf`. Any 2xx means accepted. Redirects are not
 * followed, and the body of the response is not read.
 */
export function createSmsSender(
  { url, secret }: SmsSettings,
  clock: Clock,
  deadlineMs: number = DEADLINE_MS,
): Send {
  return async (outgoing, signal) => {
    const body = bodyOf(outgoing);
    const trace = currentTrace();
    const seconds = Math.floor(clock.now() / 1000);
    const within = AbortSignal.timeout(deadlineMs);
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, within]),
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Denizen',
        ...(trace && traceHeaders(trace)),
        'Denizen-Message-Id': outgoing.id,
        'Denizen-Signature': `t=${seconds},v1=${signatureOf(secret, seconds, body)}`,
      },
      body,
    }).catch((error: unknown) => {
      throw within.aborted ? new NotDelivered(`no answer within ${deadlineMs / 1000} s`) : unreached(error);
    });
    // An endless body would keep the connection waiting.
    await response.body?.cancel().catch(() => {});
    if (!response.ok) throw new NotDelivered(`the SMS server answered with ${response.status}`);
  };
}

/** Hex HMAC-SHA256 of `"<unix seconds>.<body>"`. */
function signatureOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

function bodyOf({ id, to, text, at }: OutgoingMessage): string {
  return JSON.stringify({ id, to, text, at: new Date(at).toISOString() });
}

/** Keeps only the system's error code: the message may contain the URL with its key. */
function unreached(error: unknown): NotDelivered {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return new NotDelivered(`the SMS server cannot be reached${code}`, { cause: error });
}
