import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { StoredMessage } from '../../src/delivery/mailbox.ts';
import { onAnyEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { ownTime } from '../support/own-time.ts';
import { until } from '../support/patience.ts';
import { freePort } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { type Answer, call, type Started, serving, settingsFor, start } from '../support/server.ts';
import { captiveSmtp, partOf } from './captive-smtp.ts';
import { smsGateway } from './sms-gateway.ts';

const SECRET = 'a secret for text messages, and long enough';
const GUEST = { 'X-Appwrite-Key': '' };
const body = { userId: 'unique()', email: 'ann@example.com' };

const withCode = ({ endpoint }: Started, headers = {}) =>
  call(endpoint, 'POST', '/account/tokens/email', { body, headers: { ...GUEST, ...headers } });
const withSms = ({ endpoint }: Started) =>
  call(endpoint, 'POST', '/account/tokens/phone', {
    body: { userId: 'unique()', phone: '+14155550123' },
    headers: GUEST,
  });
const mailSettings = (port: number) => ({
  DENIZEN_SMTP_URL: `smtp://127.0.0.1:${port}`,
  DENIZEN_MAIL_FROM: 'Shop <id@example.com>',
});

describe('the development mailbox', () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'email-otp.fr.txt'), 'Voici : {{code}}');
  const server = serving(
    { setting: () => 'sqlite::memory:' },
    { DENIZEN_HOST: '0.0.0.0', DENIZEN_LOG_LEVEL: 'info', DENIZEN_MAIL_TEMPLATES: folder },
  );
  const read = async (headers = {}) => {
    const { base } = server.get();
    return call(base, 'GET', '/dev/mailbox', { headers: { ...GUEST, ...headers } });
  };
  /** As `read`, with every header as it is given. */
  const readAs = async (headers: Record<string, string>, base = server.get().base): Promise<Answer> => {
    const asked = request(`${base}/dev/mailbox`, { agent: false, headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const told = new Headers(response.headers as Record<string, string>);
    return { status: response.statusCode ?? 0, headers: told, body: JSON.parse(await textOf(response)) };
  };
  const letters = async () => (await read()).body as readonly StoredMessage[];

  it('shows a message right after the request that caused it, the newest last', async () => {
    using time = ownTime(server.get());
    await withCode(server.get(), { 'X-Appwrite-Locale': 'de' });
    await until(async () => (await letters()).length === 1);
    // Less than the time after which it looks unasked.
    const took = time.spentMs();
    await withSms(server.get());
    await until(async () => (await letters()).length === 2);
    const [mail, sms] = await letters();
    assert.ok(mail && sms && took < 2_500, String(took));
    const { kind, to, subject, text, html, at } = mail;
    assert.deepEqual([kind, to, subject], ['mail', 'ann@example.com', 'Ihr Code zum Anmelden bei test']);
    const code = /^\d{6}$/m.exec(text)?.[0] ?? 'none';
    assert.ok(html.includes(code) && Math.abs(Date.parse(at) - Date.now()) < 60_000);
    assert.match(sms.text, /^\d{6} is your test code\./);
    assert.deepEqual(
      { ...sms, text: '', at: '' },
      { kind: 'sms', to: '+14155550123', subject: '', text: '', html: '', at: '' },
    );
  });

  it('lets a newcomer sign in with what stands there', async () => {
    const { body: token } = await withCode(server.get());
    await until(async () => (await letters()).length === 3);
    const { text } = (await letters()).at(-1) ?? assert.fail();
    const secret = /^\d{6}$/m.exec(text)?.[0];
    const { status } = await call(server.get().endpoint, 'POST', '/account/sessions/token', {
      body: { userId: (token as { userId: string }).userId, secret },
      headers: GUEST,
    });
    assert.equal(status, 201);
  });

  it('has the words of the templates', async () => {
    await withCode(server.get(), { 'Accept-Language': 'fr-CH, fr;q=0.9' });
    await until(async () => (await letters()).length === 4);
    assert.match((await letters()).at(-1)?.text ?? '', /^Voici : \d{6}$/);
  });

  it('is said to be there, and stands in the log', () => {
    const errors = server.get().errors();
    assert.match(errors, /"level":40.*No mail and no text message is sent: .*GET \/dev\/mailbox/);
    assert.match(
      errors,
      /"level":30.*"to":"ann@example\.com".*stored in the development mailbox instead of being sent/,
    );
  });

  it('is an unknown route for whoever is spoken for by a proxy, or comes by a name of elsewhere', async () => {
    const unknown = await call(server.get().base, 'GET', '/dev/mailboxes', { headers: GUEST });
    const told = ({ status, headers, body }: typeof unknown) => [status, headers.get('content-type'), body];
    const forwarded = {
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Host': 'localhost',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'for=127.0.0.1',
      'X-Real-IP': '127.0.0.1',
      // A page from elsewhere whose name was made to lead here.
      Host: 'evil.example',
    };
    for (const [name, value] of Object.entries(forwarded)) {
      const refused = await readAs({ [name]: value });
      assert.deepEqual(told(refused), told(unknown), name);
      assert.equal(refused.status, 404);
    }
  });

  it('is an unknown route for other machines', {
    skip: otherAddress() === undefined && 'this machine has no other address',
  }, async () => {
    const base = server.get().base.replace(/\/\/[^:]+/, `//${otherAddress()}`);
    const { status } = await readAs({ Host: 'localhost' }, base);
    const { status: health } = await call(base, 'GET', '/v1/health/version', { headers: GUEST });
    assert.deepEqual([status, health], [404, 200]);
  });
});

/** An address of this machine that others reach it by. */
function otherAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

onAnyEngine('a server with a mail server', (database) => {
  it('sends mail, no text messages, and has no mailbox', async (test) => {
    const smtp = await captiveSmtp();
    test.after(smtp.close);
    const server = await start({ ...settingsFor(database.setting()), ...mailSettings(smtp.port) });
    test.after(() => server.stop());
    await withCode(server);
    await until(() => smtp.mails.length === 1);
    const [caught] = smtp.mails;
    assert.ok(caught);
    assert.deepEqual([caught.from, caught.to], ['id@example.com', ['ann@example.com']]);
    const code = /^\d{6}$/m.exec(partOf(caught, 'text/plain'))?.[0] ?? 'none';
    assert.ok(partOf(caught, 'text/html').includes(code));
    const mailbox = await call(server.base, 'GET', '/dev/mailbox', { headers: GUEST });
    const sms = await withSms(server);
    assert.deepEqual(
      [mailbox.status, sms.status, (sms.body as { type: string }).type],
      [404, 503, 'general_phone_disabled'],
    );
    await server.stop();
    assert.ok(!server.errors().includes(code) && !server.errors().includes('No mail'), 'codes are in no log');
  });

  it('shows in the check, without whom and what, that a recipient was refused', async (test) => {
    const refuse = (to: string) => ({ code: 550, words: `5.1.1 <${to}> is not known` });
    const smtp = await captiveSmtp({ refuse });
    test.after(smtp.close);
    const settings = { ...settingsFor(database.setting()), ...mailSettings(smtp.port) };
    const server = await start(settings);
    test.after(() => server.stop());
    await withCode(server);
    const check = async () => JSON.parse((await run('check --json', settings)).output);
    await until(async () => (await check()).messages.dead === 1);
    const { messages, ok } = await check();
    const said = await run('check', settings);
    const [{ at, ...latest }] = messages.latest;
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
    const error = 'the mail server answered RCPT TO with 550 5.1.1';
    assert.deepEqual(
      [latest, ok, messages.waiting],
      [{ purpose: 'email-otp', kind: 'mail', tries: 1, error }, true, 0],
    );
    assert.ok(
      said.output.includes(
        `\nMessages: 0 waiting, 1 given up in the last 30 days.\n  ${at}  email-otp, 1 try: ${error}\nNo problems found.\n`,
      ),
      said.output,
    );
    assert.doesNotMatch(said.output + server.errors(), /ann@example/);
  });

  it('sends after a crash what was written before it', async (test) => {
    const port = await freePort();
    const settings = { ...settingsFor(database.setting()), ...mailSettings(port) };
    const first = await start(settings);
    const { status } = await withCode(first);
    // What is under way at a crash waits for its lease to end, which is longer than a test should take.
    await until(() => first.errors().includes('message not delivered yet'));
    await first.stop('SIGKILL');
    const smtp = await captiveSmtp({ port });
    test.after(smtp.close);
    const second = await start(settings);
    test.after(() => second.stop());
    await until(() => smtp.mails.length === 1);
    const code = /^\d{6}$/m.exec(partOf(smtp.mails[0] ?? assert.fail(), 'text/plain'))?.[0];
    assert.deepEqual([status, code?.length], [201, 6]);
  });

  it('stops in time while mail is under way, and keeps it', async (test) => {
    const smtp = await captiveSmtp({ thinkMs: () => 60_000 });
    test.after(smtp.close);
    const settings = { ...settingsFor(database.setting()), ...mailSettings(smtp.port) };
    const server = await start(settings);
    await withCode(server);
    await until(() => smtp.mails.length === 1);
    using time = ownTime(server);
    const ended = await server.stop();
    const took = time.spentMs();
    const { messages } = JSON.parse((await run('check --json', settings)).output);
    // Its own limit counts all time: where others had the processors for long, it gives up with 1.
    const expected = time.keptWaitingMs() > 500 ? [0, 1] : [0];
    assert.ok(expected.includes(Number(ended)), `${ended} after ${took} ms`);
    assert.equal(messages.waiting, 1);
    assert.ok(took < 4_800, String(took));
  });
});

describe('a server with an SMS server only', () => {
  it('posts text messages, signed, and sends no mail', async (test) => {
    const gateway = await smsGateway();
    test.after(gateway.close);
    const server = await start({
      ...settingsFor('sqlite::memory:'),
      DENIZEN_SMS_URL: `${gateway.url}/send`,
      DENIZEN_SMS_SECRET: SECRET,
    });
    test.after(() => server.stop());
    await withSms(server);
    await until(() => gateway.calls.length === 1);
    const [{ headers, body: posted } = assert.fail()] = gateway.calls;
    const [, seconds = '', v1] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['denizen-signature'])) ?? [];
    assert.equal(v1, createHmac('sha256', SECRET).update(`${seconds}.${posted}`).digest('hex'));
    assert.ok(Math.abs(Number(seconds) * 1_000 - Date.now()) < 60_000);
    assert.match((JSON.parse(posted) as { text: string }).text, /^\d{6} is your test code\./);
    const mail = await withCode(server);
    const mailbox = await call(server.base, 'GET', '/dev/mailbox', { headers: GUEST });
    assert.deepEqual(
      [mail.status, (mail.body as { type: string }).type, mailbox.status],
      [503, 'general_smtp_disabled', 404],
    );
  });
});
