import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { emailOf } from '../../src/core/users/email.ts';
import { createMailer, type MailSettings } from '../../src/delivery/mail.ts';
import { NotDelivered } from '../../src/delivery/outgoing-message.ts';
import { PATIENCE_MS, until } from '../support/patience.ts';
import { freePort } from '../support/postgres.ts';
import { type CaptiveSmtp, captiveSmtp, headersOf, ownCertificate, partOf } from './captive-smtp.ts';
import { outgoing } from './messages.ts';

const FROM = { name: 'Läden, gut & günstig', address: 'id@example.com' };
const LOGIN = { user: 'ann', password: 'geheim: ü' };
const certificate = ownCertificate();

type Where = Partial<MailSettings['server']> & Pick<MailSettings, 'login'>;

/** A mailer that is closed after the test. */
function mailerTo(test: { after: (done: () => void) => void }, port: number, where?: Where, ca?: string) {
  const { login, ...server } = where ?? { login: undefined };
  const settings = {
    server: { host: '127.0.0.1', port, tls: 'when offered', ...server } as const,
    login,
    from: FROM,
  };
  const mailer = createMailer(settings, { connections: 2, ...(ca !== undefined && { ca }) });
  test.after(() => mailer.close());
  return (changes: Partial<typeof outgoing> = {}, signal = AbortSignal.timeout(PATIENCE_MS)) =>
    mailer.send({ ...outgoing, ...changes }, signal);
}

/** What the mailer says about why not. */
async function refusal(sending: Promise<void>): Promise<readonly [string, boolean]> {
  const error = await sending.then(
    () => new Error('it was sent'),
    (reason: Error) => reason,
  );
  assert.ok(error instanceof NotDelivered, String(error));
  return [error.message, error.permanent];
}

describe('a mail', () => {
  it('arrives with subject, text and HTML, from the sender, to the one address', async (test) => {
    const server = await captiveSmtp();
    test.after(server.close);
    await mailerTo(test, server.port)();
    const [caught] = server.mails;
    assert.ok(caught);
    assert.deepEqual([caught.from, caught.to], ['id@example.com', ['ann@example.com']]);
    assert.deepEqual(
      ['To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted'].map((name) => headersOf(caught, name)),
      [
        ['Ann Lee <ann@example.com>'],
        ['=?UTF-8?Q?Ein_Gru=C3=9F?='],
        ['Tue, 01 Sep 2026 10:00:00 +0000'],
        ['<shop.1@example.com>'],
        ['auto-generated'],
      ],
    );
    assert.match(headersOf(caught, 'From')[0] ?? '', /^=\?UTF-8\?.* <id@example\.com>$/);
    assert.equal(partOf(caught, 'text/plain').trimEnd(), outgoing.text);
    assert.equal(partOf(caught, 'text/html').trimEnd(), outgoing.html);
  });

  it('goes on the connection of the one before it', async (test) => {
    const server = await captiveSmtp();
    test.after(server.close);
    const send = mailerTo(test, server.port);
    for (let n = 0; n < 5; n++) await send();
    assert.deepEqual([server.mails.length, server.connections()], [5, 1]);
  });

  it('goes out on another connection when the server has left the one before it', async (test) => {
    const first = await captiveSmtp();
    const send = mailerTo(test, first.port);
    await send();
    await first.close();
    const second = await captiveSmtp({ port: first.port });
    test.after(second.close);
    await send();
    assert.deepEqual([first.mails.length, second.mails.length], [1, 1]);
  });
});

describe('TLS', () => {
  for (const tls of ['offered', 'at once'] as const) {
    const how = { login: LOGIN, tls: tls === 'offered' ? 'when offered' : tls } as const;

    it(`is used when it is ${tls}, for login and mail`, async (test) => {
      const server = await captiveSmtp({ tls, certificate, login: LOGIN });
      test.after(server.close);
      await mailerTo(test, server.port, how, certificate.cert)();
      assert.deepEqual(
        server.mails.map(({ secure, user }) => [secure, user]),
        [[true, 'ann']],
      );
    });

    it(`that is ${tls} with a certificate that nobody vouches for is refused`, async (test) => {
      const server = await captiveSmtp({ tls, certificate, login: LOGIN });
      test.after(server.close);
      const [said, forGood] = await refusal(mailerTo(test, server.port, how)());
      assert.match(said, /^the mail server cannot be used \((ESOCKET|ETLS): .*self-signed certificate/);
      assert.deepEqual([forGood, server.mails], [false, []]);
    });
  }

  it('may be missing on this machine, also with a login', async (test) => {
    const server = await captiveSmtp({ login: LOGIN });
    test.after(server.close);
    await mailerTo(test, server.port, { login: LOGIN })();
    assert.deepEqual(
      server.mails.map(({ secure, user }) => [secure, user]),
      [[false, 'ann']],
    );
  });

  it('may not be missing elsewhere, where a login would be read on the way', async (test) => {
    const server = await captiveSmtp({ login: LOGIN });
    test.after(server.close);
    // This machine under a name that does not tell so.
    const [said] = await refusal(mailerTo(test, server.port, { login: LOGIN, host: '0.0.0.0' })());
    assert.equal(said, 'the mail server answered STARTTLS with 500');
    assert.deepEqual(server.mails, []);
  });
});

describe('a mail that is not taken', () => {
  const no = (code: number) => ({ refuse: () => ({ code, words: `5.1.1 no ann@example.com 204060 here` }) });

  it('for its recipient is refused for good, in words of ours', async (test) => {
    const server = await captiveSmtp(no(550));
    test.after(server.close);
    const [said, forGood] = await refusal(mailerTo(test, server.port)());
    assert.deepEqual([said, forGood], ['the mail server answered RCPT TO with 550 5.1.1', true]);
  });

  it('for a while is refused for a while', async (test) => {
    const server = await captiveSmtp(no(451));
    test.after(server.close);
    const [said, forGood] = await refusal(mailerTo(test, server.port)());
    assert.deepEqual([said, forGood], ['the mail server answered RCPT TO with 451 5.1.1', false]);
  });

  it('for the login is refused for a while, without who signed in', async (test) => {
    const server = await captiveSmtp({ login: { user: 'max', password: 'x' } });
    test.after(server.close);
    const [said, forGood] = await refusal(mailerTo(test, server.port, { login: LOGIN })());
    assert.match(said, /^the mail server answered AUTH \w+ with 535( 5\.7\.8)?$/);
    assert.equal(forGood, false);
  });

  it('since nobody is there is refused for a while', async (test) => {
    const port = await freePort();
    const [said, forGood] = await refusal(mailerTo(test, port)());
    assert.match(
      said,
      new RegExp(`^the mail server cannot be used \\(ESOCKET: .*ECONNREFUSED 127.0.0.1:${port}`),
    );
    assert.equal(forGood, false);
  });

  it('in time is left, and the next one is not held up by it', async (test) => {
    // The first is never taken, and given up only when the server has it.
    const server = await captiveSmtp({ thinkMs: (nth) => (nth === 1 ? PATIENCE_MS : 0) });
    test.after(server.close);
    const send = mailerTo(test, server.port);
    const late = new AbortController();
    const slow = send({}, late.signal);
    await Promise.all([
      assert.rejects(slow, { name: 'TimeoutError' }),
      until(() => server.mails.length === 1).then(() =>
        late.abort(new DOMException('too late', 'TimeoutError')),
      ),
    ]);
    await send();
    assert.equal(server.mails.length, 2);
  });
});

describe('addresses that are made to reach another', () => {
  let shared: CaptiveSmtp | undefined;
  after(() => shared?.close());

  const hostile = [
    'ann@example.com\r\nBcc: eve@example.org',
    'ann@example.com\nRCPT TO:<eve@example.org>',
    'ann@example.com>\r\nDATA',
    'ann@example.com, eve@example.org',
    'ann@example.com;eve@example.org',
    'eve@example.org <ann@example.com>',
    '"eve@example.org"@example.com',
    '"eve@example.org> x"@example.com',
    '"a\\"b"@example.com',
    'ann(eve@example.org)@example.com',
    'group: eve@example.org;',
    '<ann@example.com>',
    'ſam@example.com',
    'ann@exam\u0000ple.com',
    'Ann@example.com',
    '',
  ];

  it('are refused for good before anything is sent', async (test) => {
    const server = await captiveSmtp();
    test.after(server.close);
    const send = mailerTo(test, server.port);
    const said = await Promise.all(hostile.map((to) => refusal(send({ to }))));
    const expected = ['the recipient is not a valid mail address', true];
    assert.deepEqual(
      said,
      hostile.map(() => expected),
    );
    assert.deepEqual([server.mails, server.connections()], [[], 0]);
  });

  it('that pass reach exactly the address as it is stored', async (test) => {
    shared = await captiveSmtp();
    const send = mailerTo(test, shared.port);
    const odd = [
      "o'hara+x@example.com",
      '"ab"@example.com',
      'ann@[192.0.2.7]',
      '!#$%&*/=?^_`{|}~@example.com',
    ];
    const generated = fc
      .sample(fc.emailAddress(), { numRuns: 300, seed: 7 })
      .map((address) => emailOf(address))
      .filter((address) => address !== undefined);
    const all = [...odd, ...generated];
    for (const to of all) await send({ to });
    assert.deepEqual(
      shared.mails.map(({ to }) => to),
      all.map((to) => [to]),
    );
  });

  it('in a subject or name add no header', async (test) => {
    const server = await captiveSmtp();
    test.after(server.close);
    await mailerTo(test, server.port)({ subject: 'Hi\r\nBcc: eve@example.org\r\n\r\nbody' });
    const [caught] = server.mails;
    assert.ok(caught);
    assert.deepEqual([caught.to, headersOf(caught, 'Bcc')], [['ann@example.com'], []]);
  });
});
