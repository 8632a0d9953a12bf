import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import type { Message } from '../core/outbox/message.ts';
import { type ClaimedMessage, markDelivered, markFailed } from '../core/outbox/queue.ts';
import { isExpired } from '../core/outbox/retries.ts';
import { originFields } from '../core/tracing/origin.ts';
import { inSpan, type Tracer } from '../core/tracing/tracer.ts';
import { NotDelivered, type Rendered, type Send } from './outgoing-message.ts';
import { chosenName } from './plain-text.ts';

const SETTLE_ATTEMPTS = 3;

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

export type DeliveryContext = {
  readonly core: Core;
  readonly log: Log;
  readonly render: (message: Message) => Rendered;
  readonly send: Readonly<Record<Message['kind'], Send>>;
  readonly tracer?: Tracer | undefined;
};

export type DeliveryTiming = {
  readonly retryDelaysMs: readonly number[];
  readonly deadlineMs: number;
  /** Delay between attempts to record an outcome. */
  readonly settleMs: number;
};

/** Sends one message and records the outcome. Rejects only when recording fails. */
export async function deliver(
  parts: DeliveryContext,
  pace: DeliveryTiming,
  { claimed, stopping }: { readonly claimed: ClaimedMessage; readonly stopping: AbortSignal },
): Promise<void> {
  const { core, log, tracer } = parts;
  const { message } = claimed;
  const span = {
    name: `deliver ${message?.kind}`,
    kind: 'consumer',
    parent: message?.origin?.trace,
  } as const;
  try {
    await inSpan(tracer, span, () =>
      sendBeforeDeadline(parts, claimed, AbortSignal.any([stopping, AbortSignal.timeout(pace.deadlineMs)])),
    );
  } catch (error) {
    const failure = deliveryFailure(error, claimed, { stopping, deadlineMs: pace.deadlineMs });
    const { retryDelaysMs: delaysMs } = pace;
    const next = await withRetries(pace, () => markFailed(core, claimed, { ...failure, delaysMs }));
    const { purpose, kind, origin } = message ?? {};
    const fields = {
      ...originFields(origin),
      message: claimed.id,
      purpose,
      kind,
      tries: claimed.tries,
      error: failure.error,
    };
    log.warn(fields, next === undefined ? 'message given up' : 'message not delivered yet');
    return;
  }
  await withRetries(pace, () => markDelivered(core, claimed));
}

async function sendBeforeDeadline(
  parts: DeliveryContext,
  claimed: ClaimedMessage,
  signal: AbortSignal,
): Promise<void> {
  const { core, render, send } = parts;
  const { message, expiresAt, createdAt } = claimed;
  if (!message) throw new NotDelivered('it is sealed with an unknown key');
  if (isExpired(expiresAt, core.clock.now()))
    throw new NotDelivered('its code or link expired before delivery', { permanent: true });
  const id = `${claimed.project}.${claimed.id}`;
  const outgoing = {
    ...render(message),
    id,
    kind: message.kind,
    to: message.to,
    name: chosenName(message.name),
    at: createdAt,
  };
  await Promise.race([send[message.kind](outgoing, signal), rejectOnAbort(signal)]);
}

/** Rejects on abort, even if the sender ignores the signal. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Describes an error for storage. Only the wording of `NotDelivered` is trusted. */
function deliveryFailure(
  error: unknown,
  { message }: ClaimedMessage,
  { stopping, deadlineMs }: { readonly stopping: AbortSignal; readonly deadlineMs: number },
): { readonly error: string; readonly permanent: boolean } {
  if (stopping.aborted) return { error: 'the server stopped meanwhile', permanent: false };
  if (error instanceof NotDelivered)
    return { error: redact(error.message, message), permanent: error.permanent };
  const { name } = error instanceof Error ? error : { name: 'Error' };
  const late = name === 'TimeoutError' || name === 'AbortError';
  return { error: late ? `no answer within ${deadlineMs / 1000} s` : name, permanent: false };
}

/** Answers of other servers may repeat the recipient or the message. */
function redact(text: string, message: Message | undefined): string {
  const { to, url, code, phrase } = message ?? {};
  const secrets = [to, url, code, phrase].filter((secret) => secret !== undefined && secret !== '');
  return secrets.reduce<string>((redacted, secret) => redacted.replaceAll(secret ?? '', '…'), text);
}

/** A delivered message that is not settled because of a short outage would be delivered twice. */
async function withRetries<T>(pace: DeliveryTiming, settle: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle();
    } catch (error) {
      if (tries === SETTLE_ATTEMPTS) throw error;
      await wait(pace.settleMs);
    }
  }
}
