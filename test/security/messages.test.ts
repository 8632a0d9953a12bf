import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, it } from 'node:test';
import { type CaptiveSmtp, captiveSmtp } from '../delivery/captive-smtp.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { smtpMailbox } from '../support/mailbox.ts';
import { freePort } from '../support/postgres.ts';
import { PROJECT, type Started, settingsFor, start } from '../support/server.ts';
import { ask, bySession, from, manage, PASSWORD, person, signIn, statusAndBody } from './client.ts';

const PUBLIC = 'https://id.example.com';
const EVIL = 'evil.example';
const INVALID = '400 general_argument_invalid';
const SPOOFED = {
  Host: EVIL,
  'X-Forwarded-Host': EVIL,
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Server': EVIL,
  'X-Host': EVIL,
  'X-Original-Host': EVIL,
  'X-Original-URL': `https://${EVIL}/`,
  Forwarded: `host=${EVIL};proto=http`,
  Referer: `https://${EVIL}/`,
};

onAnyEngine('a letter', (database) => {
  let started: Started | undefined;
  let smtp: CaptiveSmtp;
  before(async () => {
    smtp = await captiveSmtp();
    const port = await freePort();
    const settings = {
      ...settingsFor(database.setting()),
      ...BEHIND_PROXY,
      DENIZEN_PUBLIC_URL: PUBLIC,
      DENIZEN_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      DENIZEN_MAIL_FROM: 'id@example.com',
    };
    const base = `http://127.0.0.1:${port}`;
    // It says where people reach it, which is not where it is.
    started = { ...(await start({ ...settings, DENIZEN_PORT: String(port) })), base, endpoint: `${base}/v1` };
  });
  after(async () => {
    await started?.stop();
    await smtp.close();
  });
  const server = {
    get: () => {
      if (!started) throw new Error('the server starts before the tests run');
      return started;
    },
  };
  const box = smtpMailbox(() => smtp);
  let addresses = 0;
  const fresh = () => from(`192.0.2.${++addresses}`);

  it('leads where settings and project say, whatever the headers of the request', async () => {
    const email = await person(server.get(), 'ann');
    const { session } = await signIn(server.get(), email);
    const own = bySession(session);
    const url = `${PUBLIC}/page`;
    const requests: readonly [string, object, Record<string, string>][] = [
      ['/account/tokens/magic-url', { userId: 'unique()', email }, {}],
      ['/account/tokens/magic-url', { userId: 'unique()', email, url }, {}],
      ['/account/sessions/magic-url', { userId: 'unique()', email, url: '' }, {}],
      ['/account/recovery', { email, url }, {}],
      ['/account/verifications/email', { url }, own],
      ['/account/verification', { url }, own],
    ];
    const statuses = [];
    for (const [path, body, headers] of requests)
      statuses.push(await raw('POST', path, body, { ...SPOOFED, ...fresh(), ...headers }));
    const letters = await box.to(email, requests.length);
    const links = letters.map((letter) => /https?:\/\/[^\s"<]+/.exec(letter.text)?.[0] ?? '');
    assert.deepEqual(statuses, Array(requests.length).fill(201));
    assert.deepEqual(
      links.map((link) => new URL(link).origin),
      Array(requests.length).fill(PUBLIC),
    );
    assert.ok(!JSON.stringify(letters).includes(EVIL));
  });

  it('leads to no host that is not the project’s, and then is not sent at all', async () => {
    const email = await person(server.get(), 'ben');
    const { session } = await signIn(server.get(), email);
    const urls = [
      `https://${EVIL}/`,
      `//${EVIL}`,
      `\\\\${EVIL}`,
      'javascript:alert(1)',
      `https:${EVIL}`,
      `${PUBLIC}@${EVIL}/`,
      `${PUBLIC}.${EVIL}/`,
      `https://${EVIL}\\@id.example.com/`,
      `http://localhost.${EVIL}/`,
      `http://localhost@${EVIL}/`,
    ];
    const seen = new Set<string>();
    for (const url of urls) {
      const ways: readonly [string, object, Record<string, string>][] = [
        ['/account/recovery', { email, url }, {}],
        ['/account/tokens/magic-url', { userId: 'unique()', email, url }, {}],
        ['/account/verifications/email', { url }, bySession(session)],
      ];
      for (const [path, body, headers] of ways) {
        // As a server as well, whom no limit holds up.
        seen.add(statusAndBody(await manage(server.get(), 'POST', path, body)));
        seen.add(
          statusAndBody(await ask(server.get(), 'POST', path, { body, headers: { ...headers, ...fresh() } })),
        );
      }
    }
    const refused = [...seen].filter((told) => !['429 general_rate_limit_exceeded'].includes(told));
    // A server has no account of its own.
    assert.deepEqual(refused.toSorted(), [INVALID, '401 general_unauthorized_scope']);
    assert.equal(await lettersTo(email), 0);
  });

  it('goes to one address, and to none where something else stands for it', async () => {
    const [victim, eve] = [await person(server.get(), 'cid'), await person(server.get(), 'eve')];
    const values: readonly unknown[] = [
      [victim, eve],
      [victim],
      { 0: victim },
      { $ne: '' },
      { email: victim },
      `${victim},${eve}`,
      `${victim} ${eve}`,
      `${victim};${eve}`,
      `${victim}\n${eve}`,
      `${victim}\r\nBcc: ${eve}`,
      `"${eve}"@example.com`,
      `<${victim}>`,
      `Cid <${victim}>`,
      `${victim}%0aBcc:${eve}`,
      `${victim}\u0000${eve}`,
      true,
      1,
      null,
      '',
      'ſid@example.com',
    ];
    const seen = new Set<string>();
    for (const email of values) {
      const body = { userId: 'unique()', email, url: `${PUBLIC}/page` };
      for (const path of ['/account/recovery', '/account/tokens/magic-url', '/account/tokens/email'])
        seen.add(statusAndBody(await manage(server.get(), 'POST', path, body)));
    }
    const repeated = `userId=unique()&email=${victim}&email=${eve}&url=${PUBLIC}/page`;
    const listed = `userId=unique()&email[]=${victim}&email[]=${eve}&url=${PUBLIC}/page`;
    for (const form of [repeated, listed]) seen.add(String(await sendForm('/account/recovery', form)));
    assert.deepEqual([...seen].toSorted(), ['400', INVALID]);
    assert.deepEqual([await lettersTo(victim), await lettersTo(eve)], [0, 0]);
  });

  it('of a request that names the address twice goes to one of them', async () => {
    const [one, two] = [await person(server.get(), 'dan'), await person(server.get(), 'dan2')];
    const body = `{"email":"${one}","email":"${two}","url":"${PUBLIC}/page"}`;
    const status = await raw('POST', '/account/recovery', body, fresh());
    const sent = (await lettersTo(one)) + (await lettersTo(two));
    assert.equal(sent, status === 201 ? 1 : 0);
  });

  it('is not used up by whoever only looks at where it leads', async () => {
    const email = await person(server.get(), 'fay');
    await manage(server.get(), 'PATCH', '/users/fay/verification', { emailVerification: true });
    await ask(server.get(), 'POST', '/account/tokens/magic-url', {
      body: { userId: 'unique()', email },
      headers: fresh(),
    });
    await ask(server.get(), 'POST', '/account/recovery', {
      body: { email, url: `${PUBLIC}/page` },
      headers: fresh(),
    });
    // Two connections may carry them, and in either order.
    const links = (await box.to(email, 2)).map(({ text }) => new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? ''));
    const isRecovery = ({ pathname }: URL) => pathname === '/page';
    const recovery = links.find(isRecovery)?.searchParams;
    const magic = links.find((link) => !isRecovery(link))?.searchParams;
    const looks = [];
    for (const given of [magic, recovery])
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        for (const path of [
          '/account/sessions/magic-url',
          '/account/sessions/token',
          '/account/tokens/magic-url',
          '/account/recovery',
          '/account/verifications/email',
          '/account/sessions',
          '/auth/magic-url',
        ])
          looks.push(await look(method, `${path}?${given}`));
    const sessions = await manage(server.get(), 'GET', '/users/fay/sessions');
    const used = [
      await ask(server.get(), 'PUT', '/account/sessions/magic-url', {
        body: Object.fromEntries(magic ?? []),
        headers: fresh(),
      }),
      await ask(server.get(), 'PUT', '/account/recovery', {
        body: { ...Object.fromEntries(recovery ?? []), password: PASSWORD },
        headers: fresh(),
      }),
    ];
    assert.deepEqual(
      [
        looks.filter((status) => status >= 200 && status < 300 && status !== 204),
        (sessions.body as { total: number }).total,
      ],
      [[], 0],
    );
    assert.deepEqual(
      used.map(({ status }) => status),
      [201, 200],
    );
  });

  /** With headers that a client does not let anybody set. */
  async function raw(
    method: string,
    path: string,
    body: object | string,
    headers: Record<string, string>,
  ): Promise<number> {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    return post(method, path, sent, { 'Content-Type': 'application/json', ...headers });
  }

  async function look(method: string, path: string): Promise<number> {
    const headers = { 'X-Appwrite-Project': PROJECT, ...fresh() };
    const response = await fetch(server.get().endpoint + path, { method, headers });
    await response.arrayBuffer();
    return response.status;
  }

  function sendForm(path: string, form: string): Promise<number> {
    return post('POST', path, form, { 'Content-Type': 'application/x-www-form-urlencoded', ...fresh() });
  }

  function post(
    method: string,
    path: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request(server.get().endpoint + path, {
        method,
        headers: { 'X-Appwrite-Project': PROJECT, 'Content-Length': Buffer.byteLength(body), ...headers },
      });
      asked.once('error', reject);
      asked.once('response', (response) => {
        text(response).then(() => resolve(response.statusCode ?? 0), reject);
      });
      asked.end(body);
    });
  }

  /** How many letters came to the address, once one that was sent after them has come. */
  async function lettersTo(address: string): Promise<number> {
    const marker = `marker-${++addresses}@example.com`;
    await manage(server.get(), 'POST', '/account/tokens/email', { userId: 'unique()', email: marker });
    await box.to(marker);
    return smtp.mails.filter(({ to }) => to.includes(address)).length;
  }
});
