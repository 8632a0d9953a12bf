import type { Instant } from '../core/instant.ts';
import type { Message } from '../core/outbox/message.ts';

/** What a person gets to read. Text messages have neither subject nor HTML: both are empty. */
export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };

/** A message ready to go. */
export type OutgoingMessage = Rendered & {
  /** The same at every try, so that a receiver knows a message that comes twice. */
  readonly id: string;
  readonly kind: Message['kind'];
  readonly to: string;
  /** When the message was written. */
  readonly at: Instant;
};

/** Hands a letter over, or rejects, at the latest when the signal says so; with `NotDelivered` if it knows why. */
export type Send = (outgoing: OutgoingMessage, signal: AbortSignal) => Promise<void>;

/** Why a letter was not handed over, in words that name neither the recipient nor what is in it. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
  /** Whether another try would end in the same way. */
  readonly permanent: boolean;

  constructor(message: string, options: { readonly permanent?: boolean; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.permanent = options.permanent ?? false;
  }
}
