import type { Transporter } from 'nodemailer';
import { traceparentOf } from '../core/tracing/trace-context.ts';
import { currentTrace } from '../core/tracing/tracer.ts';
import { emailOf } from '../core/users/email.ts';
import { NotDelivered, type OutgoingMessage, type Send } from './outgoing-message.ts';
import type { MailAddress, SmtpLogin, SmtpServer } from './settings.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const IDLE_MS = 30_000;
const MESSAGES_A_CONNECTION = 100;
/** A pooled connection may be closed when it is reused; further retries are the outbox's. */
const RECONNECTS = 1;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i;
/** Errors before the recipient is sent: their text contains no address. */
const CONNECTING = new Set(['ECONNECTION', 'ESOCKET', 'EDNS', 'ETLS', 'ETIMEDOUT']);
const REPLY_LENGTH_AT_MOST = 120;

export type MailSettings = {
  readonly server: SmtpServer;
  readonly login: SmtpLogin | undefined;
  readonly from: MailAddress;
};

type Options = {
  readonly connections: number;
  /** Trusted certificates in PEM, beside those of the runtime. */
  readonly ca?: string;
};

export type Mailer = { readonly send: Send; readonly close: () => void };

/**
 * Sends mail to an SMTP server. TLS is used whenever the server offers it, with a valid certificate. Credentials are
 * never sent unencrypted to another machine.
 */
export function createMailer(settings: MailSettings, options: Options): Mailer {
  let opened: Promise<Transporter> | undefined;
  return {
    send: async (outgoing, signal) => {
      refuseHostile(outgoing.to);
      // The next message tries again.
      opened ??= openTransport(settings, options).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const transport = await opened;
      try {
        await transport.sendMail({ ...mailFrom(settings.from, outgoing), signal });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw refusalFrom(error as SmtpError);
      }
    },
    close: () => void opened?.then((transport) => transport.close({ force: true })),
  };
}

/** Connects, and logs in where the settings say so. Sends nothing. Returns what failed, or `undefined`. */
export async function mailServerProblem(settings: MailSettings): Promise<string | undefined> {
  const transport = await openTransport(settings, { connections: 1 });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return refusalFrom(error as SmtpError).message;
  } finally {
    transport.close({ force: true });
  }
}

async function openTransport({ server, login }: MailSettings, options: Options): Promise<Transporter> {
  // Loaded with the first message: the server starts faster without it.
  const { createTransport } = await import('nodemailer');
  return createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.tls === 'at once',
    requireTLS: login !== undefined && !LOOPBACK.test(server.host),
    ...(login && { auth: { user: login.user, pass: login.password } }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    maxConnections: options.connections,
    maxMessages: MESSAGES_A_CONNECTION,
    maxRequeues: RECONNECTS,
    idleTimeout: IDLE_MS,
    dnsTimeout: CONNECT_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // A message consists of texts only: no file or URL is ever read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Addresses as objects: a parsed text can be ambiguous. */
function mailFrom(from: MailAddress, { id, to, name, subject, text, html, at }: OutgoingMessage) {
  const trace = currentTrace();
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    from: { name: from.name, address: from.address },
    to: { name, address: to },
    envelope: { from: { name: '', address: from.address }, to: [{ name: '', address: to }] },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    date: new Date(at),
    headers: {
      // Suppresses out-of-office replies.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      // For the relays of the operator. What others wrote of the trace is not for the recipient.
      ...(trace && { Traceparent: traceparentOf(trace) }),
    },
  };
}

/** Addresses are validated on input. Checked again here, where one could become two recipients. */
function refuseHostile(to: string): void {
  if (emailOf(to) === to) return;
  throw new NotDelivered('the recipient is not a valid mail address', { permanent: true });
}

type SmtpError = Error & {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
};

/** Keeps only the status codes of the server's answer: its text may repeat the address. */
function refusalFrom(error: SmtpError): NotDelivered {
  const { code = 'ERROR', command, responseCode, response = '', message } = error;
  if (responseCode) {
    const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
    const permanent = responseCode >= 500 && (command === 'RCPT TO' || code === 'EMESSAGE');
    const figures = [responseCode, enhanced].filter(Boolean).join(' ');
    const reason = `the mail server answered ${command ?? 'the connection'} with ${figures}`;
    return new NotDelivered(reason, { permanent, cause: error });
  }
  const words = CONNECTING.has(code)
    ? `: ${message.replace(/\s+/g, ' ').slice(0, REPLY_LENGTH_AT_MOST)}`
    : '';
  return new NotDelivered(`the mail server cannot be used (${code}${words})`, { cause: error });
}
