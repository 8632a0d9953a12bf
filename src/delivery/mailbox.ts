import type { Clock } from '../core/instant.ts';
import type { Log } from './deliver.ts';
import type { OutgoingMessage, Send } from './outgoing-message.ts';

const STORED_AT_MOST = 1_000;

/** A message as the development mailbox shows it. */
export type StoredMessage = Pick<OutgoingMessage, 'kind' | 'to' | 'subject' | 'text' | 'html'> & {
  /** When it was stored, as ISO 8601. */
  readonly at: string;
};

/** Collects messages while no channel is configured. */
export type Mailbox = {
  readonly send: Send;
  /** Oldest first. */
  readonly messages: () => readonly StoredMessage[];
};

/** Keeps the last thousand messages in memory and logs each one, including its code: this is for development. */
export function createMailbox(log: Log, clock: Clock, most: number = STORED_AT_MOST): Mailbox {
  const letters: StoredMessage[] = [];
  return {
    send: async ({ kind, to, subject, text, html }) => {
      letters.push({ kind, to, subject, text, html, at: new Date(clock.now()).toISOString() });
      if (letters.length > most) letters.shift();
      log.info({ kind, to, subject, text }, 'stored in the development mailbox instead of being sent');
    },
    messages: () => letters,
  };
}
