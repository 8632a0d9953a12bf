import type { Core } from '../core/core.ts';
import type { Bell } from './bell.ts';
import { type Deliverer, defaultPace, type Pace, startDeliverer } from './deliverer.ts';
import { NotDelivered, type Send } from './letter.ts';
import { createMailer, type MailSettings } from './mail.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { render } from './render.ts';
import { createSmsSender, type SmsSettings } from './sms.ts';
import type { Templates } from './templates.ts';
import type { Log } from './trying.ts';

export type DeliveryParts = {
  readonly core: Core;
  readonly bell: Bell;
  readonly log: Log;
  readonly templates: Templates;
  readonly mail: MailSettings | undefined;
  readonly sms: SmsSettings | undefined;
};

export type Delivery = Deliverer & {
  /** Where messages go, if nothing is configured that sends them and no public URL is set. */
  readonly mailbox: Mailbox | undefined;
};

/**
 * Delivers messages of the outbox by the channels that are configured. With no channel and no public URL, they go to a
 * mailbox in memory.
 */
export function startDelivery(parts: DeliveryParts, pace: Pace = defaultPace): Delivery {
  const { core, bell, log, templates, mail, sms } = parts;
  const isDevelopment = mail === undefined && sms === undefined && core.reach.publicUrl === undefined;
  const mailbox = isDevelopment ? createMailbox(log, core.clock) : undefined;
  const mailer = mail && createMailer(mail, { connections: pace.atOnce });
  const send = {
    mail: mailbox?.send ?? mailer?.send ?? without('DENIZEN_SMTP_URL'),
    sms: mailbox?.send ?? (sms ? createSmsSender(sms, core.clock) : without('DENIZEN_SMS_URL')),
  };
  const words = (message: Parameters<typeof render>[0]) => render(message, templates);
  const deliverer = startDeliverer({ core, bell, log, words, send }, pace);
  const stop = () => deliverer.stop().finally(() => mailer?.close());
  return { mailbox, stop, [Symbol.asyncDispose]: stop };
}

/** Of a kind that is not sent any more some may still wait. */
function without(setting: string): Send {
  return async () => {
    throw new NotDelivered(`${setting} is not set`);
  };
}
