import type { Clock } from '../core/instant.ts';
import type { Letter, Send } from './letter.ts';
import type { Log } from './trying.ts';

const KEPT = 1_000;

/** A letter as the development mailbox shows it. */
export type Kept = Pick<Letter, 'kind' | 'to' | 'subject' | 'text' | 'html'> & {
  /** When it was put in, as ISO 8601. */
  readonly at: string;
};

/** Where letters go while nothing is configured that sends them. */
export type Mailbox = {
  readonly send: Send;
  /** The newest last. */
  readonly letters: () => readonly Kept[];
};

/** Keeps the last thousand letters in memory, and writes each to the log, which is what it is for: codes stand there. */
export function createMailbox(log: Log, clock: Clock, most: number = KEPT): Mailbox {
  const letters: Kept[] = [];
  return {
    send: async ({ kind, to, subject, text, html }) => {
      letters.push({ kind, to, subject, text, html, at: new Date(clock.now()).toISOString() });
      if (letters.length > most) letters.shift();
      log.info({ kind, to, subject, text }, 'not sent, but put into the development mailbox');
    },
    letters: () => letters,
  };
}
