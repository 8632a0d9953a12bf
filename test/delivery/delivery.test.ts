import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { beforeEach, it } from 'node:test';
import { clockOver } from '../../src/core/instant.ts';
import { getOutboxStatus } from '../../src/core/outbox/queue.ts';
import { startDelivery } from '../../src/delivery/delivery.ts';
import type { MailSettings } from '../../src/delivery/mail.ts';
import { createMailbox } from '../../src/delivery/mailbox.ts';
import { createOutboxSignal } from '../../src/delivery/outbox-signal.ts';
import type { SmsSettings } from '../../src/delivery/sms.ts';
import { noTemplates } from '../../src/delivery/templates.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { freePort } from '../support/postgres.ts';
import { captiveSmtp, headersOf, partOf } from './captive-smtp.ts';
import { keptLog, mail, outgoing, put, quick, sms } from './messages.ts';
import { smsGateway } from './sms-gateway.ts';

const FROM = { name: 'Shop', address: 'id@example.com' };
const SECRET = 'a secret for text messages, and long enough';
/** Many tries, none of them far off. */
const patient = { ...quick, retryDelaysMs: Array.from({ length: 500 }, () => 50) };

onEachEngine('delivery', (database) => {
  const here = directory(database);

  beforeEach(async () => {
    await here.engine.transact((tx) => tx.db.deleteFrom('outbox').execute());
  });

  function delivering(
    test: { after: (done: () => Promise<void>) => void },
    by: { readonly mail?: MailSettings; readonly sms?: SmsSettings },
    pace = patient,
  ) {
    const { log, lines } = keptLog();
    const parts = { core: here.core, outboxSignal: createOutboxSignal(), log, templates: noTemplates };
    const delivery = startDelivery({ ...parts, mail: undefined, sms: undefined, ...by }, pace);
    test.after(delivery.stop);
    return { ...delivery, lines };
  }

  const smtpAt = (port: number): MailSettings => ({
    server: { host: '127.0.0.1', port, tls: 'when offered' },
    login: undefined,
    from: FROM,
  });

  /** The clock of the directory stands still otherwise. */
  const soon = (holds: () => unknown) =>
    until(() => {
      here.clock.advance(10);
      return holds();
    });

  const deadOnes = async () =>
    (await getOutboxStatus(here.core, 9)).latest.map(({ purpose, tries, error }) => [purpose, tries, error]);

  it('waits for a mail server that is away, and then delivers everything once', async (test) => {
    const port = await freePort();
    const { lines } = delivering(test, { mail: smtpAt(port) });
    await put(here, mail, { ...mail, to: 'max@example.com' });
    await soon(() => lines.length >= 4);
    const server = await captiveSmtp({ port });
    test.after(server.close);
    await soon(async () => (await getOutboxStatus(here.core, 0)).waiting === 0);
    assert.deepEqual(server.mails.flatMap(({ to }) => to).toSorted(), ['ann@example.com', 'max@example.com']);
    const [caught] = server.mails;
    assert.ok(caught && partOf(caught, 'text/plain').includes('204060'));
    assert.deepEqual(headersOf(caught, 'Subject'), ['Your code to sign in to Test']);
    assert.doesNotMatch(JSON.stringify(lines), /@example\.com|204060/);
  });

  it('gives up a recipient whom the server refuses, and nobody else', async (test) => {
    const refuse = (to: string) =>
      to === 'max@example.com' ? { code: 550, words: `5.1.1 <${to}> is not known` } : undefined;
    const server = await captiveSmtp({ refuse });
    test.after(server.close);
    delivering(test, { mail: smtpAt(server.port) });
    await put(here, { ...mail, to: 'max@example.com' }, mail);
    await soon(async () => (await getOutboxStatus(here.core, 0)).waiting === 0);
    assert.deepEqual(
      server.mails.map(({ to }) => to),
      [['ann@example.com']],
    );
    assert.deepEqual(await deadOnes(), [['email-otp', 1, 'the mail server answered RCPT TO with 550 5.1.1']]);
  });

  it('posts a text message again after an error and a silence, always signed', async (test) => {
    const gateway = await smsGateway((number, response) => {
      if (number === 1) response.writeHead(500).end();
      if (number >= 3) response.writeHead(202).end();
    });
    test.after(gateway.close);
    const url = new URL(gateway.url);
    delivering(test, { sms: { url, secret: SECRET } }, { ...patient, deadlineMs: 200 });
    await put(here, sms);
    await soon(async () => (await getOutboxStatus(here.core, 0)).waiting === 0);
    const signatures = gateway.calls.map(({ headers, body }) => {
      const [, seconds = ''] = /^t=(\d+),/.exec(String(headers['denizen-signature'])) ?? [];
      const v1 = createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
      return headers['denizen-signature'] === `t=${seconds},v1=${v1}`;
    });
    // An answer that a busy machine brings too late is a silence more.
    assert.ok(signatures.length >= 3 && signatures.every(Boolean), signatures.join());
    assert.equal(new Set(gateway.calls.map(({ body }) => body)).size, 1);
  });

  it('says of what was written when there was another way that the way is missing', async (test) => {
    const pace = { ...quick, retryDelaysMs: [] };
    await put(here, sms);
    const { mailbox } = delivering(test, { mail: smtpAt(1) }, pace);
    await soon(async () => (await getOutboxStatus(here.core, 0)).dead === 1);
    assert.deepEqual(
      [mailbox, await deadOnes()],
      [undefined, [['phone-otp', 1, 'DENIZEN_SMS_URL is not set']]],
    );
  });

  it('puts everything into a mailbox and the log when there is no way', async (test) => {
    const { mailbox, lines } = delivering(test, {});
    await put(here, mail);
    await soon(() => mailbox?.messages().length === 1);
    await put(here, sms);
    await soon(() => mailbox?.messages().length === 2);
    const letters = mailbox?.messages().map(({ kind, to, subject }) => [kind, to, subject]);
    assert.deepEqual(letters, [
      ['mail', 'ann@example.com', 'Your code to sign in to Test'],
      ['sms', '+14155550123', ''],
    ]);
    assert.deepEqual(
      lines.map(({ level, fields }) => [level, /204060/.test(JSON.stringify(fields))]),
      [
        ['info', true],
        ['info', true],
      ],
    );
  });
});

it('the mailbox keeps the newest letters only', async () => {
  const mailbox = createMailbox(
    keptLog().log,
    clockOver(() => 0),
    3,
  );
  const signal = new AbortController().signal;
  for (const to of ['a', 'b', 'c', 'd', 'e']) await mailbox.send({ ...outgoing, to }, signal);
  assert.deepEqual(
    mailbox.messages().map(({ to }) => to),
    ['c', 'd', 'e'],
  );
});
