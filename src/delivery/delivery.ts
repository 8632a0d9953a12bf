import type { Core } from '../core/core.ts';
import type { Log } from './deliver.ts';
import {
  type Deliverer,
  type DelivererContext,
  defaultPace,
  type Pace,
  startDeliverer,
} from './deliverer.ts';
import { createMailer, type MailSettings } from './mail.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { OutboxSignal } from './outbox-signal.ts';
import { NotDelivered, type Send } from './outgoing-message.ts';
import { render } from './render.ts';
import { createSmsSender, type SmsSettings } from './sms.ts';
import type { Templates } from './templates.ts';

export type DeliveryParts = {
  readonly core: Core;
  readonly outboxSignal: OutboxSignal;
  readonly log: Log;
  readonly templates: Templates;
  readonly mail: MailSettings | undefined;
  readonly sms: SmsSettings | undefined;
  readonly onSwept?: DelivererContext['onSwept'];
  readonly tracer?: DelivererContext['tracer'];
};

export type Delivery = Deliverer & {
  /** The development mailbox, when neither a channel nor a public URL is configured. */
  readonly mailbox: Mailbox | undefined;
};

/**
 * Delivers messages of the outbox by the configured channels. Without a channel and a public URL, they go to a mailbox
 * in memory.
 */
export function startDelivery(parts: DeliveryParts, pace: Pace = defaultPace): Delivery {
  const { core, outboxSignal, log, templates, mail, sms, onSwept, tracer } = parts;
  const isDevelopment = mail === undefined && sms === undefined && core.urls.publicUrl === undefined;
  const mailbox = isDevelopment ? createMailbox(log, core.clock) : undefined;
  const mailer = mail && createMailer(mail, { connections: pace.concurrency });
  const send = {
    mail: mailbox?.send ?? mailer?.send ?? unconfigured('DENIZEN_SMTP_URL'),
    sms: mailbox?.send ?? (sms ? createSmsSender(sms, core.clock) : unconfigured('DENIZEN_SMS_URL')),
  };
  const renderMessage = (message: Parameters<typeof render>[0]) => render(message, templates);
  const context = { core, outboxSignal, log, render: renderMessage, send, onSwept, tracer };
  const deliverer = startDeliverer(context, pace);
  const stop = () => deliverer.stop().finally(() => mailer?.close());
  return { mailbox, stop, [Symbol.asyncDispose]: stop };
}

/** Messages of a channel that is no longer configured may still be waiting. */
function unconfigured(setting: string): Send {
  return async () => {
    throw new NotDelivered(`${setting} is not set`);
  };
}
