import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { atOfId } from '../id.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { Email } from '../users/email.ts';
import type { Message, Purpose } from './message.ts';
import { enqueue } from './outbox.ts';
import { openPayload } from './queue.ts';
import { expiryOf } from './retries.ts';
import {
  countMessagesOf,
  listMessages as listRows,
  type MessageRow,
  reviveMessage,
  takeMessage,
} from './store.ts';

const COUNTED_AT_MOST = 5_000;

export const messageStates = ['waiting', 'failed'] as const;
export type MessageState = (typeof messageStates)[number];

/** A message as operators see it: nothing of its content, and of its recipient a hint. */
export type MessageView = {
  readonly id: string;
  readonly state: MessageState;
  readonly kind: string;
  /** Undefined when no known key opens the message, like `to`, `queuedAt` and `expiresAt`. */
  readonly purpose: Purpose | undefined;
  readonly to: string | undefined;
  readonly queuedAt: Instant | undefined;
  /** When its code or link expires; a message without one does not. */
  readonly expiresAt: Instant | undefined;
  readonly tries: number;
  readonly nextAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly error: string | null;
};

/** Newest first. `next` continues after the page, if there is more. */
export async function listMessages(
  core: Core,
  actor: Actor,
  {
    state,
    cursor,
    limit,
  }: {
    readonly state: MessageState;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly rows: readonly MessageView[]; readonly next: string | undefined }> {
  const found = await listRows(core.read, actor.project.id, { state, before: cursor, most: limit + 1 });
  const rows = found.slice(0, limit);
  return {
    rows: rows.map((row) => viewOf(core, row)),
    next: found.length > limit ? rows.at(-1)?.id : undefined,
  };
}

/** How many messages of a project wait and were given up, each up to 5,000, and since when the oldest waits. */
export type OutboxState = {
  readonly waiting: number;
  readonly failed: number;
  readonly oldestWaitingAt: Instant | null;
};

export async function getOutboxState(core: Core, actor: Actor): Promise<OutboxState> {
  const { id } = actor.project;
  const most = COUNTED_AT_MOST;
  const waiting = await countMessagesOf(core.read, id, { state: 'waiting', most });
  const failed = await countMessagesOf(core.read, id, { state: 'failed', most });
  const oldestWaitingAt = waiting.oldest === null ? null : atOfId(waiting.oldest);
  return { waiting: waiting.count, failed: failed.count, oldestWaitingAt };
}

/** Sends a message that was given up once more. Fails with `message_not_found`. */
export async function retryMessage(core: Core, actor: Actor, id: string): Promise<void> {
  const act = { act: 'message.retry', details: { messageId: id } } as const;
  await core.write(actor, act, async (tx) => {
    const now = core.clock.now();
    if (!(await reviveMessage(tx, actor.project.id, { id, now, tries: 0 })))
      throw new Failure('message_not_found');
  });
  core.notifyOutbox();
}

/** Deletes a message that was not delivered. One that is being sent may still arrive. Fails with `message_not_found`. */
export async function removeMessage(core: Core, actor: Actor, id: string): Promise<void> {
  const act = { act: 'message.delete', details: { messageId: id } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await takeMessage(tx, actor.project.id, { id }))) throw new Failure('message_not_found');
  });
}

/** Sends a mail without a secret by the way of all others. Fails with `mail_disabled`. */
export async function sendTestMail(core: Core, actor: Actor, to: Email): Promise<void> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  await core.write(actor, { act: 'message.test' }, (tx) =>
    enqueue(core, actor, tx, { user: null, message: { kind: 'mail', to, purpose: 'test', name: '' } }),
  );
  core.notifyOutbox();
}

function viewOf(core: Core, row: MessageRow): MessageView {
  const message = openPayload(core, row.payload);
  const failedAt = row.dead_at === null ? null : instantOf(row.dead_at);
  const queuedAt = message?.queuedAt;
  return {
    ...{ id: row.id, kind: row.kind, tries: row.tries, failedAt, error: row.error },
    state: failedAt === null ? 'waiting' : 'failed',
    purpose: message?.purpose,
    to: message && maskedRecipient(message),
    queuedAt,
    expiresAt: message && queuedAt !== undefined ? expiryOf(message, queuedAt) : undefined,
    nextAt: failedAt === null ? instantOf(row.next_at) : null,
  };
}

/** `a…@example.com`, or `+49…12`: enough to recognise, and not enough to write to. */
function maskedRecipient({ kind, to }: Pick<Message, 'kind' | 'to'>): string {
  if (kind === 'sms') return `${to.slice(0, 3)}…${to.slice(-2)}`;
  const at = to.lastIndexOf('@');
  return `${[...to.slice(0, at)][0] ?? ''}…${to.slice(at)}`;
}
