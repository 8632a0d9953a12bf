import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import type { Message } from '../core/outbox/message.ts';
import { type Claimed, settleDelivered, settleFailed } from '../core/outbox/queue.ts';
import { isLate } from '../core/outbox/retries.ts';
import { NotDelivered, type Send, type Words } from './letter.ts';

const SETTLE_TRIES = 3;

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

export type TryParts = {
  readonly core: Core;
  readonly log: Log;
  readonly words: (message: Message) => Words;
  readonly send: Readonly<Record<Message['kind'], Send>>;
};

export type TryPace = {
  readonly retryDelaysMs: readonly number[];
  readonly deadlineMs: number;
  /** Between two tries to write down what became of a message. */
  readonly settleMs: number;
};

/** Hands one message over and writes down what became of it. Rejects only when that could not be written. */
export async function deliverOne(
  parts: TryParts,
  pace: TryPace,
  { claimed, stopping }: { readonly claimed: Claimed; readonly stopping: AbortSignal },
): Promise<void> {
  const { core, log } = parts;
  try {
    await handOver(parts, claimed, AbortSignal.any([stopping, AbortSignal.timeout(pace.deadlineMs)]));
  } catch (error) {
    const failure = failureOf(error, claimed, { stopping, deadlineMs: pace.deadlineMs });
    const { retryDelaysMs: delaysMs } = pace;
    const next = await persistently(pace, () => settleFailed(core, claimed, { ...failure, delaysMs }));
    const { purpose, kind } = claimed.message ?? {};
    const told = { message: claimed.id, purpose, kind, tries: claimed.tries, error: failure.error };
    log.warn(told, next === undefined ? 'a message was given up' : 'a message was not delivered yet');
    return;
  }
  await persistently(pace, () => settleDelivered(core, claimed));
}

async function handOver(parts: TryParts, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { core, words, send } = parts;
  const { message, expiresAt, createdAt } = claimed;
  if (!message) throw new NotDelivered('it is sealed with a key that this server does not know');
  if (isLate(expiresAt, core.clock.now()))
    throw new NotDelivered('its code or link ended before it was delivered', { forGood: true });
  const id = `${claimed.project}.${claimed.id}`;
  const letter = { ...words(message), id, kind: message.kind, to: message.to, at: createdAt };
  await Promise.race([send[message.kind](letter, signal), endOf(signal)]);
}

/** Rejects when the signal says so, whether or not the sender hears it. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** What may be written down of an error. What a transport did not put into words is not trusted with ours. */
function failureOf(
  error: unknown,
  { message }: Claimed,
  { stopping, deadlineMs }: { readonly stopping: AbortSignal; readonly deadlineMs: number },
): { readonly error: string; readonly forGood: boolean } {
  if (stopping.aborted) return { error: 'the server stopped meanwhile', forGood: false };
  if (error instanceof NotDelivered)
    return { error: withoutSecrets(error.message, message), forGood: error.forGood };
  const { name } = error instanceof Error ? error : { name: 'Error' };
  const late = name === 'TimeoutError' || name === 'AbortError';
  return { error: late ? `no answer within ${deadlineMs / 1000} s` : name, forGood: false };
}

/** What others answer may repeat what they were given. */
function withoutSecrets(text: string, message: Message | undefined): string {
  const { to, url, code, phrase } = message ?? {};
  const secrets = [to, url, code, phrase].filter((secret) => secret !== undefined && secret !== '');
  return secrets.reduce<string>((said, secret) => said.replaceAll(secret ?? '', '…'), text);
}

/** A message that was delivered, and is not settled for a short trouble of the database, would be delivered twice. */
async function persistently<T>(pace: TryPace, settle: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle();
    } catch (error) {
      if (tries === SETTLE_TRIES) throw error;
      await wait(pace.settleMs);
    }
  }
}
