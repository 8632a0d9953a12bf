import type { Instant } from '../core/instant.ts';
import type { Message } from '../core/outbox/message.ts';

/** The rendered content. Text messages have an empty subject and HTML. */
export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };

/** A message ready to be sent. */
export type OutgoingMessage = Rendered & {
  /** The same for every attempt, so that a receiver can detect duplicates. */
  readonly id: string;
  readonly kind: Message['kind'];
  readonly to: string;
  /** The name of the recipient as it may be shown, or empty. */
  readonly name: string;
  /** When the message was created. */
  readonly at: Instant;
};

/** Sends a message, or rejects, at the latest on abort; with `NotDelivered` if the reason is known. */
export type Send = (outgoing: OutgoingMessage, signal: AbortSignal) => Promise<void>;

/** The reason a message was not sent, without its recipient and content. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
  /** Whether a retry cannot succeed. */
  readonly permanent: boolean;

  constructor(message: string, options: { readonly permanent?: boolean; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.permanent = options.permanent ?? false;
  }
}
