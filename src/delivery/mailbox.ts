import type { Clock } from '../core/instant.ts';
import type { Log } from './deliver.ts';
import type { OutgoingMessage, Send } from './outgoing-message.ts';

const STORED_AT_MOST = 1_000;
/** Messages are shown in one response. */
const BYTES_AT_MOST = 8_388_608;

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

/**
 * Keeps the last messages in memory, a thousand and 8 MB at most, and logs each one, including its code: this is for
 * development.
 */
export function createMailbox(
  log: Log,
  clock: Clock,
  most: number = STORED_AT_MOST,
  mostBytes: number = BYTES_AT_MOST,
): Mailbox {
  const letters: StoredMessage[] = [];
  let bytes = 0;
  return {
    send: async ({ kind, to, subject, text, html }) => {
      const stored = { kind, to, subject, text, html, at: new Date(clock.now()).toISOString() };
      letters.push(stored);
      bytes += bytesOf(stored);
      while (letters.length > most || bytes > mostBytes) bytes -= bytesOf(letters.shift());
      log.info({ kind, to, subject, text }, 'stored in the development mailbox instead of being sent');
    },
    messages: () => letters,
  };
}

function bytesOf(message: StoredMessage | undefined): number {
  return Buffer.byteLength(JSON.stringify(message) ?? '');
}
