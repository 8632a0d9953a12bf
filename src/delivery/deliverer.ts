import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { tidyLimits } from '../core/limits/rates.ts';
import type { Message } from '../core/outbox/message.ts';
import { type Claimed, settleDelivered, settleFailed, tidyOutbox } from '../core/outbox/queue.ts';
import { isLate, retryDelaysMs } from '../core/outbox/retries.ts';
import type { Bell } from './bell.ts';
import { openLane } from './lane.ts';
import { NotDelivered, type Send, type Words } from './letter.ts';

const TIDIED_AT_ONCE = 200;
const SETTLE_TRIES = 3;
const TROUBLE_AT_MOST = 200;

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

export type DelivererParts = {
  readonly core: Core;
  readonly bell: Bell;
  readonly log: Log;
  readonly words: (message: Message) => Words;
  readonly send: Readonly<Record<Message['kind'], Send>>;
};

/** How long things take; tests have less time. */
export type Pace = {
  /** Between two looks when nobody rings. */
  readonly lookMs: number;
  readonly tidyMs: number;
  readonly retryDelaysMs: readonly number[];
  /** At once, of each kind. */
  readonly atOnce: number;
  readonly deadlineMs: number;
  /** Longer than a delivery and its settling may take: afterwards another server may deliver the message too. */
  readonly leaseMs: number;
  /** What is under way when the server stops may go on for so long. */
  readonly finishMs: number;
  /** Between two tries to write down what became of a message. */
  readonly settleMs: number;
};

export const defaultPace: Pace = {
  lookMs: 3_000,
  tidyMs: 60_000,
  retryDelaysMs,
  atOnce: 4,
  deadlineMs: 30_000,
  leaseMs: 120_000,
  finishMs: 3_000,
  settleMs: 1_000,
};

export type Deliverer = AsyncDisposable & {
  /** Takes no more messages, lets those under way end within bounds, and resolves when they are settled. */
  readonly stop: () => Promise<void>;
};

/** Delivers what waits in the outbox, at the sound of the bell and every few seconds, until it is stopped. */
export function startDeliverer(parts: DelivererParts, pace: Pace = defaultPace): Deliverer {
  const { core, bell, log } = parts;
  const stopping = new AbortController();
  const noted = troubleNoter(log);
  const deliver = (claimed: Claimed) => deliverOne(parts, pace, claimed, stopping.signal);
  const lanes = (['mail', 'sms'] as const).map((kind) =>
    openLane({ core, kind, deliver, atOnce: pace.atOnce, leaseMs: pace.leaseMs, noted }),
  );
  const look = (): void => {
    for (const lane of lanes) lane.look();
  };
  const tidy = (): void => void tidyUp(core).catch(noted);

  const deafen = bell.listen(look);
  const timers = [setInterval(look, pace.lookMs), setInterval(tidy, pace.tidyMs)];
  look();

  const end = async (): Promise<void> => {
    deafen();
    for (const timer of timers) clearInterval(timer);
    const cut = setTimeout(() => stopping.abort(), pace.finishMs);
    await Promise.all(lanes.map((lane) => lane.finish()));
    clearTimeout(cut);
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

async function deliverOne(
  parts: DelivererParts,
  pace: Pace,
  claimed: Claimed,
  stopping: AbortSignal,
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

async function handOver(parts: DelivererParts, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { core, words, send } = parts;
  const { message, expiresAt, createdAt } = claimed;
  if (!message) throw new NotDelivered('it is sealed with a key that this server does not know');
  if (isLate(expiresAt, core.clock.now()))
    throw new NotDelivered('its code or link ended before it was delivered', { forGood: true });
  const id = `${claimed.project}.${claimed.id}`;
  const letter = { ...words(message), id, kind: message.kind, to: message.to, at: createdAt };
  await send[message.kind](letter, signal);
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
async function persistently<T>(pace: Pace, settle: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle();
    } catch (error) {
      if (tries === SETTLE_TRIES) throw error;
      await wait(pace.settleMs);
    }
  }
}

async function tidyUp(core: Core): Promise<void> {
  await tidyLimits(core, TIDIED_AT_ONCE);
  await tidyOutbox(core, TIDIED_AT_ONCE);
}

/** One line when the trouble begins and one when it is over, however often it is looked. */
function troubleNoter(log: Log): (error?: unknown) => void {
  let troubled = false;
  return (error) => {
    if (troubled === (error !== undefined)) return;
    troubled = error !== undefined;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    if (troubled)
      log.warn(
        { error: said.slice(0, TROUBLE_AT_MOST) },
        'messages wait: the outbox cannot be read or written',
      );
    else log.info({}, 'messages are delivered again');
  };
}
