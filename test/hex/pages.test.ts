import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { basic, hexServer, type Reply } from './fixtures.ts';

const FRESH = 'another password 2';
const FORM = 'application/x-www-form-urlencoded';

onAnyEngine('pages of hex', (database) => {
  const hex = hexServer(database);
  const { ask, person, signUp, appwrite, idOf } = hex;
  const box = mailbox(hex);
  /** The address that the newest link sent to the user leads to, behind `/hex`. */
  const link = async (name: string, path: string) => {
    for (let least = 1; ; least++) {
      const mails = await box.to(`${name}@example.com`, least);
      const found = mails.map(({ text }) => ownLinkIn(text));
      const last = found.findLast((each) => each?.startsWith(path));
      if (last !== undefined) return last;
    }
  };
  /** Of a link to where this server listens, as nobody said another address. */
  const ownLinkIn = (text: string) => {
    const [, origin, path] = /(http:\/\/[^/\s]+)\/hex(\S+)/.exec(text) ?? [];
    return origin === hex.get().base ? path : undefined;
  };
  const status = async (auth: string) => (await ask('GET', '/api/users/me', { auth })).status;
  const post = (path: string, fields: Record<string, string>) =>
    ask('POST', path, { raw: new URLSearchParams(fields).toString(), type: FORM });
  const finish = (from: string, fields: Record<string, string> = {}) => {
    const { searchParams } = new URL(from, 'http://a');
    return post('/password/new', {
      'user[username]': searchParams.get('username') ?? '',
      'user[key]': searchParams.get('key') ?? '',
      'user[password]': FRESH,
      'user[password_confirmation]': FRESH,
      ...fields,
    });
  };
  const title = ({ bytes }: Reply) => /<h1>(.*)<\/h1>/.exec(bytes.toString())?.[1];

  describe('where an email is confirmed', () => {
    it('lead away from the link, whether it was good or not', async () => {
      await signUp('ann');
      const sent = await link('ann', '/email/verify');
      const { searchParams } = new URL(sent, 'http://a');
      assert.deepEqual(
        [...searchParams].map(([name, value]) => [
          name,
          name === 'key' ? /^[0-9a-f]{32}$/.test(value) : value,
        ]),
        [
          ['username', 'ann'],
          ['email', 'ann@example.com'],
          ['key', true],
        ],
      );
      const go = async (path: string) => {
        const { status: code, headers } = await ask('POST', path);
        return [code, headers.location, headers['referrer-policy'], headers['cache-control']];
      };
      const looked = async (path: string) => (await ask('HEAD', path)).status;
      const led = (where: string) => [302, `/hex/email/${where}`, 'no-referrer', 'no-store'];
      assert.deepEqual(
        [
          await go(sent.replace(/key=./, 'key=x')),
          await go(sent.replace('ann%40', 'bob%40')),
          await go('/email/verify'),
          await looked(sent),
          await go(sent),
          await go(sent),
        ],
        [led('refused'), led('refused'), led('refused'), 200, led('confirmed'), led('refused')],
      );
      assert.equal(await status(basic('ann')), 200);
    });

    it('confirm nothing until the button is pressed, however often the link is followed', async () => {
      await signUp('amy');
      const sent = await link('amy', '/email/verify');
      const looks = [await ask('GET', sent), await ask('GET', sent), await ask('HEAD', sent)];
      const waiting = (await status(basic('amy'))) === 200;
      const fields = Object.fromEntries(
        [...(looks[0]?.bytes.toString() ?? '').matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      );
      const pressed = await post('/email/verify', fields);
      assert.deepEqual(
        [looks.map((each) => each.status), waiting, pressed.headers.location, await status(basic('amy'))],
        [[200, 200, 200], false, '/hex/email/confirmed', 200],
      );
    });

    it('show what a link says as text', async () => {
      const said = encodeURIComponent('<b>"');
      const { bytes } = await ask('GET', `/email/verify?username=${said}&email=${said}&key=${said}`);
      assert.ok(!bytes.includes('<b>'));
    });

    it('say how it went', async () => {
      const [good, bad] = [await ask('GET', '/email/confirmed'), await ask('GET', '/email/refused')];
      assert.deepEqual([title(good), title(bad)], ['Your email is confirmed', 'The link is no longer valid']);
    });
  });

  describe('where another link is asked for that confirms an email', () => {
    const again = (username: string, email = `${username}@example.com`) =>
      post('/email/verification', { username, email });

    it('send one that is good, and end the one before', async () => {
      await signUp('lea');
      const first = await link('lea', '/email/verify');
      await again(' Lea ', 'LEA@example.com');
      await box.to('lea@example.com', 2);
      const second = await link('lea', '/email/verify');
      const led = async (path: string) => (await ask('POST', path)).headers.location;
      assert.deepEqual(
        [await led(first), await led(second), await status(basic('lea'))],
        ['/hex/email/refused', '/hex/email/confirmed', 200],
      );
    });

    it('say the same whoever it is about', async () => {
      await signUp('mia');
      await person('max');
      const answers = [];
      for (const [username, email] of [
        ['mia', 'mia@example.com'],
        ['max', 'max@example.com'],
        ['mia', 'max@example.com'],
        ['nobody', 'nobody@example.com'],
        ['"><script>', '"><script>'],
        ['', ''],
      ] as const)
        answers.push(await again(username, email));
      const told = answers.map(({ status: code, bytes }) => [code, bytes.toString()]);
      assert.deepEqual([new Set(told.map(String)).size, told[0]?.[0]], [1, 200]);
    });

    it('are led to from a link that is not good any more, and have a form', async () => {
      const [led, form] = [await ask('GET', '/email/refused'), await ask('GET', '/email/verification')];
      const fields = [...form.bytes.toString().matchAll(/<input name="([a-z]+)"/g)].map(([, name]) => name);
      assert.deepEqual(
        [led.bytes.includes('href="/hex/email/verification"'), form.status, fields],
        [true, 200, ['username', 'email']],
      );
    });
  });

  describe('where a password is set', () => {
    it('take it once, and end every access with the old one', async () => {
      const auth = await person('bea');
      const id = await idOf('bea');
      const { secret } = await appwrite('POST', `/users/${id}/sessions`, {});
      await ask('POST', '/api/users/bea@example.com/reset');
      const sent = await link('bea', '/password/new');
      assert.equal((await ask('GET', sent)).status, 200);
      assert.deepEqual([await status(basic('bea')), await status(auth)], [200, 200]);
      const [first, second] = [await finish(sent), await finish(sent)];
      assert.deepEqual([first.status, title(first)], [200, 'Your password was changed']);
      assert.deepEqual([second.status, second.headers.location], [302, '/hex/password/reset?again']);
      assert.deepEqual(
        [await status(basic('bea')), await status(basic('bea', FRESH)), await status(auth)],
        [401, 200, 401],
      );
      const headers = { 'x-appwrite-project': 'test', 'x-appwrite-session': String(secret) };
      const account = await fetch(`${hex.get().base}/v1/account`, { headers });
      assert.equal(account.status, 401);
    });

    it('leave keys alone where the form says so', async () => {
      for (const [name, field] of [
        ['cid', 'revoke_all_access'],
        ['cora', 'revoke_all_keys'],
      ] as const) {
        const auth = await person(name);
        await ask('POST', `/api/users/${name}/reset`);
        const done = await finish(await link(name, '/password/new'), { [`user[${field}]`]: 'no' });
        assert.deepEqual([done.status, await status(auth)], [200, 200]);
      }
    });

    it('end with one good link all others', async () => {
      await person('dan');
      await ask('POST', '/api/users/dan/reset');
      const first = await link('dan', '/password/new');
      await ask('POST', '/api/users/dan/reset');
      await box.to('dan@example.com', 3);
      const second = await link('dan', '/password/new');
      assert.equal((await finish(second)).status, 200);
      assert.equal((await finish(first)).status, 302);
    });

    it('say what is wrong with a password, and let another be tried', async () => {
      await person('eve');
      await ask('POST', '/api/users/eve/reset');
      const sent = await link('eve', '/password/new');
      const wrong = async (fields: Record<string, string>) => {
        const { status: code, bytes } = await finish(sent, fields);
        const alert = /role="alert">([^<]*)</.exec(bytes.toString())?.[1];
        return [code, alert, bytes.includes('secret-typed'), bytes.includes('name="user[key]" value="')];
      };
      assert.deepEqual(
        [
          await wrong({ 'user[password]': 'short' }),
          await wrong({ 'user[password]': '' }),
          await wrong({ 'user[password_confirmation]': 'secret-typed' }),
        ],
        [
          [400, 'The password should be at least 8 character(s).', false, true],
          [400, 'The password can&#39;t be blank.', false, true],
          [400, 'The two passwords differ.', false, true],
        ],
      );
      assert.equal((await finish(sent)).status, 200);
    });

    it('take no form that is none', async () => {
      for (const raw of ['', 'user=x', 'user[username][]=a&user[password]=long enough 1', 'user[key]=%00'])
        assert.ok([302, 400].includes((await ask('POST', '/password/new', { raw, type: FORM })).status));
    });
  });

  it('where a reset begins say the same whoever it is about', async () => {
    await person('finn');
    const answers = [];
    for (const username of ['finn', 'Finn@Example.com', 'nobody', 'nobody@example.com', '', '"><script>'])
      answers.push(await post('/password/reset', { username }));
    const told = answers.map(({ status: code, bytes }) => [code, bytes.toString()]);
    assert.equal(new Set(told.map(String)).size, 1);
    assert.deepEqual(told[0]?.[0], 200);
    assert.ok(await link('finn', '/password/new'));
  });

  it('run no scripts, are framed by nobody, and show as text what they are given', async () => {
    for (const path of [
      '/email/confirmed',
      '/email/refused',
      '/email/verification',
      '/password/reset',
      '/password/reset?again',
      '/password/new?username=%22%3E%3Cscript%3E&key=%27%22%3E%3Cimg%20src%3Dx%3E',
      '/oauth/device?user_code=%22%3E%3Cscript%3E',
    ]) {
      const { status: code, headers, bytes } = await ask('GET', path);
      const page = bytes.toString();
      assert.equal(code, 200);
      assert.match(
        String(headers['content-security-policy']),
        /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
      );
      assert.deepEqual([headers['cache-control'], headers['referrer-policy']], ['no-store', 'no-referrer']);
      assert.match(page, /<html lang="en">.*<title>[^<]+<\/title>.*<h1>/s);
      assert.doesNotMatch(page, /<script|<img|"><s/);
    }
  });

  it('say what is served under /hex/openapi.json', async () => {
    const { status: code, body } = await ask('GET', '/openapi.json');
    assert.deepEqual([code, (body as { openapi: string }).openapi], [200, '3.1.1']);
  });
});
