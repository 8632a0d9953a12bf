import { instantOf } from '../../src/core/instant.ts';
import type { Message } from '../../src/core/outbox/message.ts';
import { enqueue } from '../../src/core/outbox/outbox.ts';
import type { Log } from '../../src/delivery/deliver.ts';
import type { Pace } from '../../src/delivery/deliverer.ts';
import type { OutgoingMessage } from '../../src/delivery/outgoing-message.ts';
import type { Directory } from '../support/directory.ts';
import { PATIENCE_MS } from '../support/patience.ts';

/** So that a test takes no longer than it must. */
export const quick: Pace = {
  pollMs: 20,
  cleanUpMs: 60_000,
  retryDelaysMs: [20, 40],
  concurrency: 4,
  // So long that a busy machine does not reach it.
  deadlineMs: PATIENCE_MS,
  leaseMs: 60_000,
  finishMs: 500,
  settleMs: 20,
};

export const mail = {
  kind: 'mail',
  to: 'ann@example.com',
  purpose: 'email-otp',
  name: 'Ann',
  code: '204060',
  minutes: 10,
} as const;

export const sms = { ...mail, kind: 'sms', to: '+14155550123', purpose: 'phone-otp' } as const;

export const outgoing: OutgoingMessage = {
  id: 'shop.1',
  kind: 'mail',
  to: 'ann@example.com',
  name: 'Ann Lee',
  subject: 'Ein Gruß',
  text: 'Guten Tag, Ann: 204060',
  html: '<p>Guten Tag, Ann: 204060</p>',
  at: instantOf(Date.parse('2026-09-01T10:00:00.123Z')),
};

/** Puts messages into the outbox as a write does. */
export function put(
  { core, engine, actor }: Directory,
  ...messages: readonly Omit<Message, 'locale' | 'project'>[]
): Promise<void> {
  return engine.transact(async (tx) => {
    for (const message of messages) await enqueue(core, actor, tx, { user: 'ann', message });
  });
}

/** A log that is kept: the level and the words of each line, and what it was told beside. */
export function keptLog() {
  const lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields });
  const log: Log = { info: at('info'), warn: at('warn') };
  return { log, lines };
}
