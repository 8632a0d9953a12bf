import { setTimeout as wait } from 'node:timers/promises';
import { type CaptiveSmtp, headersOf, partOf } from '../delivery/captive-smtp.ts';
import type { Started } from './server.ts';

const PATIENCE_MS = 10_000;
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
  /** What the newest link to the address carries. */
  readonly link: (
    address: string,
    least?: number,
  ) => Promise<{ readonly userId: string; readonly secret: string }>;
  /** The newest code of six digits. */
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
  const to = async (address: string, least = 1) => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = (await all()).filter((mail) => mail.to === address);
      if (found.length >= least) return found;
      if (Date.now() > until) throw new Error(`${found.length} of ${least} messages came to ${address}`);
      await wait(LOOK_AGAIN_MS);
    }
  };
  return {
    to,
    link: async (address, least) => linkIn((await to(address, least)).at(-1)),
    code: async (address, least) => codeIn((await to(address, least)).at(-1)),
  };
}

function linkIn(mail: Mail | undefined): { userId: string; secret: string } {
  const [text = ''] = /https?:\/\/\S+/.exec(mail?.text ?? '') ?? [];
  const { searchParams } = new URL(text);
  return { userId: searchParams.get('userId') ?? '', secret: searchParams.get('secret') ?? '' };
}

function codeIn(mail: Mail | undefined): string {
  return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
}
