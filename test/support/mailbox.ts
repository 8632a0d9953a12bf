import { setTimeout as wait } from 'node:timers/promises';
import { type CaptiveSmtp, headersOf, partOf } from '../delivery/captive-smtp.ts';
import { PATIENCE_MS } from './patience.ts';
import type { Started } from './server.ts';

const LOOK_AGAIN_MS = 25;

export type Mail = {
  readonly kind: 'mail' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** What a server has sent. */
export type Mailbox = {
  /** Everything that was sent to the address, newest last; waits until there is so much of it. */
  readonly to: (address: string, least?: number) => Promise<readonly Mail[]>;
  /** What the newest link to the address carries, of its messages from the `least`th on; waits for one. */
  readonly link: (
    address: string,
    least?: number,
  ) => Promise<{ readonly userId: string; readonly secret: string }>;
  /** The newest code of six digits, of the messages from the `least`th on; waits for one. */
  readonly code: (address: string, least?: number) => Promise<string>;
};

/** The mailbox that a server keeps for newcomers. */
export function mailbox(server: { readonly get: () => Started }): Mailbox {
  return mailboxOver(async () => {
    const response = await fetch(`${server.get().base}/dev/mailbox`);
    return (await response.json()) as readonly Mail[];
  });
}

/** What an SMTP server was handed. */
export function smtpMailbox(smtp: () => CaptiveSmtp): Mailbox {
  return mailboxOver(async () =>
    smtp().mails.flatMap((caught) =>
      caught.to.map((to) => ({
        kind: 'mail' as const,
        to,
        subject: headersOf(caught, 'Subject').join(),
        text: partOf(caught, 'text/plain'),
        html: partOf(caught, 'text/html'),
      })),
    ),
  );
}

function mailboxOver(all: () => Promise<readonly Mail[]>): Mailbox {
  const waitFor = async <T>(what: string, look: (mails: readonly Mail[]) => T | undefined): Promise<T> => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = look(await all());
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`no ${what} came`);
      await wait(LOOK_AGAIN_MS);
    }
  };
  const to = (address: string, least = 1) =>
    waitFor(`message ${least} to ${address}`, (mails) => {
      const found = mails.filter((mail) => mail.to === address);
      return found.length >= least ? found : undefined;
    });
  // A notice that comes between, in its own time, is passed over: it carries neither a link nor a code.
  const newest = <T>(what: string, address: string, least: number, read: (mail: Mail) => T | undefined) =>
    waitFor(`${what} in message ${least} to ${address} or later`, (mails) =>
      mails
        .filter((mail) => mail.to === address)
        .slice(least - 1)
        .map(read)
        .findLast((found) => found !== undefined),
    );
  return {
    to,
    link: (address, least = 1) => newest('link', address, least, linkIn),
    code: (address, least = 1) => newest('code', address, least, codeIn),
  };
}

function linkIn(mail: Mail): { userId: string; secret: string } | undefined {
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
  if (link === undefined) return undefined;
  const { searchParams } = new URL(link);
  return { userId: searchParams.get('userId') ?? '', secret: searchParams.get('secret') ?? '' };
}

function codeIn(mail: Mail): string | undefined {
  return /\b\d{6}\b/.exec(mail.text)?.[0];
}
