/** The page on which people let devices in. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { hexServer, PASSWORD } from './fixtures.ts';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const LOOKS = 30;

type Asked = {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri_complete: string;
};

onAnyEngine('the page for devices', (database) => {
  const hex = hexServer(database, BEHIND_PROXY);
  let networks = 0;
  /** As somebody who was not there yet. */
  const from = () => ({ 'x-forwarded-for': `198.51.100.${++networks}` });

  const device = async (name = 'laptop') => {
    const body = { client_id: HEX_CLIENT, scope: 'api', name };
    return (await hex.ask('POST', '/api/oauth/device_authorization', { body })).body as Asked;
  };
  const token = async ({ device_code }: Asked) => {
    const body = { client_id: HEX_CLIENT, grant_type: DEVICE, device_code };
    const { body: said } = await hex.ask('POST', '/api/oauth/token', { body });
    const { error, token_type } = said as { error?: string; token_type?: string };
    return error ?? token_type;
  };
  const form = async (fields: Readonly<Record<string, string>>, headers: Record<string, string> = from()) => {
    const type = 'application/x-www-form-urlencoded';
    const raw = new URLSearchParams(fields).toString();
    const { status, headers: got, body } = await hex.ask('POST', '/oauth/device', { raw, type, headers });
    return { status, headers: got, page: String(body) };
  };
  /** What the page says is wrong; nothing when nothing is. */
  const alert = (page: string) => /role="alert">([^<]+)</.exec(page)?.[1];

  describe('at a browser', { skip: skipUnlessWhole }, () => {
    let browser: Browser | undefined;
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser?.close());

    it('lets a person at a browser say yes, who comes by the link', async () => {
      await hex.person('ann');
      const asked = await device();
      const context = await (browser as Browser).newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(asked.verification_uri_complete);
      const shown = await page.inputValue('input[name=user_code]');
      await page.click('button[type=submit]');
      const question = (await page.textContent('body')) ?? '';
      await page.fill('input[name=login]', 'ann');
      await page.fill('input[name=password]', 'wrong');
      await page.click('button[value=approve]');
      const wrong = await page.textContent('[role=alert]');
      await page.fill('input[name=password]', PASSWORD);
      await page.click('button[value=approve]');
      const done = await page.textContent('h1');
      const cookies = await context.cookies();
      await context.close();
      assert.match(question, /The device laptop .* asks with the program Hex/);
      assert.deepEqual(
        [shown, wrong, done, cookies, await token(asked)],
        [asked.user_code, 'Username or password is wrong.', 'The device is connected', [], 'bearer'],
      );
    });

    it('lets a person at a browser say no, who types the code as it is shown there', async () => {
      await hex.person('bob');
      const asked = await device();
      const page = await (await (browser as Browser).newContext()).newPage();
      await page.goto(`${hex.get().base}/hex/oauth/device`);
      const { user_code } = asked;
      await page.fill(
        'input[name=user_code]',
        `${user_code.slice(0, 4)}-${user_code.slice(4)}`.toLowerCase(),
      );
      await page.click('button[type=submit]');
      await page.fill('input[name=login]', 'Bob@example.com');
      await page.fill('input[name=password]', PASSWORD);
      await page.click('button[value=deny]');
      const done = await page.textContent('h1');
      await page.context().close();
      assert.deepEqual([done, await token(asked)], ['The device was denied', 'access_denied']);
    });
  });

  it('is framed by nobody, runs nothing, sends nothing elsewhere, and is kept nowhere', async () => {
    const { user_code } = await device();
    const pages = [
      await hex.ask('GET', `/oauth/device?user_code=${user_code}`),
      await form({ user_code }),
      await form({ user_code: 'wrong' }),
    ];
    for (const { headers } of pages)
      assert.deepEqual(
        [
          headers['content-security-policy'],
          headers['x-frame-options'],
          headers['referrer-policy'],
          headers['cache-control'],
          headers['set-cookie'],
          headers['access-control-allow-origin'],
        ],
        [
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
          'DENY',
          'no-referrer',
          'no-store',
          undefined,
          undefined,
        ],
      );
  });

  it('shows as text what others chose', async () => {
    const evil = '"><script>alert(1)</script>';
    const { user_code } = await device(evil);
    const login = { login: evil, password: evil, decision: 'approve' };
    const pages = [
      (await form({ user_code })).page,
      (await form({ user_code, ...login })).page,
      String((await hex.ask('GET', `/oauth/device?user_code=${encodeURIComponent(evil)}`)).body),
    ];
    assert.deepEqual(
      pages.map((page) => page.includes('<script')),
      [false, false, false],
    );
    assert.ok(pages[0]?.includes('&#34;&#62;&#60;script&#62;'));
  });

  it('never gives a password back', async () => {
    const { user_code } = await device();
    const { status, page } = await form({
      user_code,
      login: 'nobody',
      password: 'canary-of-a-password',
      decision: 'approve',
    });
    assert.deepEqual(
      [status, alert(page), page.includes('canary')],
      [400, 'Username or password is wrong.', false],
    );
  });

  it('says one thing of a code that there is not, that has been used, and that is none', async () => {
    await hex.person('carl');
    const used = (await device()).user_code;
    const sign = { login: 'carl', password: PASSWORD, decision: 'approve' };
    await form({ user_code: used, ...sign });
    const answers = await Promise.all(
      [used, 'BCDFGHJK', '', 'x'.repeat(2_000)].map((user_code) => form({ user_code, ...sign })),
    );
    assert.deepEqual(
      answers.map(({ status, page }) => [status, alert(page)]),
      Array.from({ length: 4 }, () => [
        400,
        'No device is waiting with this code. Check the code, or request a new one on the device.',
      ]),
    );
  });

  it('lets nobody try codes without end, right or wrong, and others go on', async () => {
    const { user_code } = await device();
    const here = from();
    const wrong = await Promise.all(
      Array.from({ length: LOOKS }, () => form({ user_code: 'BCDFGHJK' }, here)),
    );
    const { status, headers } = await form({ user_code }, here);
    const other = await form({ user_code });
    assert.deepEqual(
      [new Set(wrong.map((one) => one.status)), status, other.status],
      [new Set([400]), 429, 200],
    );
    assert.match(String(headers['retry-after']), /^[1-9]\d*$/);
  });

  it('takes no body that is no form for one that is', async () => {
    const bodies = [
      ['application/json', '{"user_code":["BCDFGHJK"],"decision":{"a":1}}'],
      ['application/x-www-form-urlencoded', 'user_code[a]=1&decision=approve'],
      ['text/plain', 'user_code=1'],
    ] as const;
    const answers = await Promise.all(
      bodies.map(([type, raw]) => hex.ask('POST', '/oauth/device', { type, raw, headers: from() })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400, 400],
    );
  });
});
