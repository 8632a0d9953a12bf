import type { Clock } from '../core/instant.ts';
import type { Log } from './deliver.ts';
import type { OutgoingMessage, Send } from './outgoing-message.ts';

const STORED_AT_MOST = 1_000;

/** A letter as the development mailbox shows it. */
export type StoredMessage = Pick<OutgoingMessage, 'kind' | 'to' | 'subject' | 'text' | 'html'> & {
  /** When it was put in, as ISO 8601. */
  readonly at: string;
};

/** Where letters go while nothing is configured that sends them. */
export type Mailbox = {
  readonly send: Send;
  /** The newest last. */
  readonly messages: () => readonly StoredMessage[];
};

/** Keeps the last thousand letters in memory, and writes each to the log, which is what it is for: codes stand there. */
export function createMailbox(log: Log, clock: Clock, most: number = STORED_AT_MOST): Mailbox {
  const letters: StoredMessage[] = [];
  return {
    send: async ({ kind, to, subject, text, html }) => {
      letters.push({ kind, to, subject, text, html, at: new Date(clock.now()).toISOString() });
      if (letters.length > most) letters.shift();
      log.info({ kind, to, subject, text }, 'not sent, but put into the development mailbox');
    },
    messages: () => letters,
  };
}
